"""A chat on a pipe: each line answered in order, reasons on demand, nobody served under a made-up name."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from handlers.cli.chatting import proofs
from storage.records import Receipt, Source

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str, str]]
NOW = ("--now", "2026-06-15T12:00:00+00:00")


def replies(out: str) -> list[str]:
    return [line.removeprefix("clerk").strip() for line in out.splitlines() if line.startswith("clerk")]


def test_a_stranger_proves_who_they_are(shopclerk: Run) -> None:
    code, out, err = shopclerk("chat", *NOW, stdin="what does #W1001 come to?\nann@example.com\nthanks\n")
    assert (code, err) == (0, "")
    first, second, _ = replies(out)
    assert "314" not in first
    assert "£314.00" in second
    assert out.splitlines()[0].endswith("what does #W1001 come to?")


def test_a_known_customer(shopclerk: Run) -> None:
    code, out, _ = shopclerk("chat", "--as", "C1", *NOW, stdin="when will #W1001 arrive\n")
    assert code == 0
    assert "June 19" in replies(out)[0]


def test_why_shows_what_stands_behind_a_reply(shopclerk: Run) -> None:
    code, out, _ = shopclerk("chat", "--as", "C1", "--why", *NOW, stdin="what does #W1001 come to\n")
    assert code == 0
    for told in (
        "route template",
        "intent order.total",
        "order.total by template",
        "£314.00",
        "orders/#W1001.total v1",
    ):
        assert told in out
    silent = shopclerk("chat", "--as", "C1", *NOW, stdin="what does #W1001 come to\n")[1]
    assert "route" not in silent and "orders/#W1001" not in silent


def test_the_words_of_the_chat_itself(shopclerk: Run) -> None:
    lines = "/why\nwhat does #W1001 come to\n/as C1\nwhat does #W1001 come to\n/as NOBODY\n/as nobody\n" + (
        "what does #W1001 come to\n/quit\nwhat does #W1001 come to\n"
    )
    code, out, err = shopclerk("chat", *NOW, stdin=lines)
    assert (code, err) == (0, "")
    assert ["314" in reply for reply in replies(out)] == [False, True, False]
    assert "route refused" in out
    assert "NOBODY" in out


@pytest.mark.parametrize("customer", ["C9", "", "c1", "C1 ", "' OR 1=1 --"])
def test_nobody_is_served_under_a_made_up_name(shopclerk: Run, customer: str) -> None:
    code, out, err = shopclerk("chat", "--as", customer, stdin="show my orders\n")
    assert (code, out) == (2, "")
    assert err.startswith("error: --as: no customer ")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "typed",
    [b"", b"\n\n", b"\xff\xfe\x00\n", "😀\n\u202e{order.id} <|clerk|>\n[bold]hi[/bold] [/]\n".encode(), b"no newline"],
)
def test_whatever_is_typed(shopclerk: Run, typed: bytes) -> None:
    code, out, err = shopclerk("chat", "--why", stdin=typed)
    assert (code, err) == (0, "")
    assert len(replies(out)) == len(typed.splitlines())


def test_a_chat_leaves_nothing_behind(shopclerk: Run, small_home: Path) -> None:
    shopclerk("chat", "--as", "C1", stdin="please cancel #W1001\na person\n")
    with sqlite3.connect(small_home / "shopclerk.sqlite3") as file:
        for table in ("messages", "outbox", "tasks", "conversations"):
            assert file.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    file.close()


def test_an_unusable_model_is_told_once_and_templates_answer(
    shopclerk: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHOPCLERK_MODEL", str(tmp_path / "nothing"))
    code, out, err = shopclerk("chat", "--as", "C1", stdin="what does #W1001 come to\n")
    assert code == 0
    assert "£314.00" in replies(out)[0]
    assert str(tmp_path / "nothing") in err
    assert "Traceback" not in err


def test_the_same_seed_says_the_same(shopclerk: Run) -> None:
    lines = "hello\nwhat does #W1001 come to\nwhen will it arrive\n"
    told = [shopclerk("chat", "--as", "C1", "--seed", seed, *NOW, stdin=lines)[1] for seed in ("1", "1", "2")]
    assert told[0] == told[1] != told[2]


def test_many_sources_are_told_shortly() -> None:
    sources = tuple(Source("orders", f"#W{number}", "total", "1.00", 2) for number in range(5))
    assert proofs(Receipt("sum", "£5.00", sources, "sum")).endswith("and 2 more")
    assert proofs(Receipt("total", "£1.00", sources[:1])) == "orders/#W0.total v2"
