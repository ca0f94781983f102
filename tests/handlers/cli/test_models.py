"""`models`: the list, the comparison, the gate and the way back, with their exit codes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tiny import figures

pytestmark = pytest.mark.slow
Run = Callable[..., tuple[int, str, str]]
NOW = ("--now", "2026-06-15T12:00:00+00:00")
QUESTION = {
    "conversation": "a",
    "text": "what does #W1001 come to",
    "customer": "C1",
    "must_contain": ["£314.00"],
    "facts": [["orders", "#W1001", "total"]],
    "acts": ["order.total"],
}


@pytest.fixture
def home(small_home: Path, tiny_version: Path, shopclerk: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home where `one` answers; `good` is as good, `bad` is not."""
    monkeypatch.setenv("SHOPCLERK_MODEL", "shipped")
    for name, changes in {"one": {}, "good": {"licensed": 0.81}, "bad": {"licensed": 0.7, "slot_errors": 2}}.items():
        folder = shutil.copytree(tiny_version, small_home / "models" / name)
        (folder / "figures.json").write_text(json.dumps(figures(**changes)))
    pin = {"version": "one", "digest": digest(small_home, "one"), "at": "2026-06-01T00:00:00+00:00"}
    told = {"format": 1, "promoted": pin, "before": [{"version": "shipped", "digest": None, "at": None}]}
    (small_home / "models" / "promoted.json").write_text(json.dumps(told))
    return small_home


def digest(home: Path, name: str) -> str:
    from bot.training.versions import digest_of

    return digest_of(home / "models" / name)


def answers(shopclerk: Run) -> str:
    _, out, _ = shopclerk("models", "--json")
    [name] = [one["version"] for one in json.loads(out)["versions"] if one["answers"]]
    return str(name)


def test_the_list(shopclerk: Run, home: Path) -> None:
    (home / "models" / "bad" / "veto.npz").write_bytes(b"rubbish")
    code, out, err = shopclerk("models")
    assert (code, err) == (0, "")
    [star] = [line.split() for line in out.splitlines() if line.startswith("*")]
    assert star[1:7] == ["one", "1.0", "M", "80.0%", "100.0%", "0"]
    assert "bad: " in out and "veto.npz is damaged" in out
    code, out, err = shopclerk("models", "--json")
    told = json.loads(out)
    assert (code, err, told["problem"], told["setting"]) == (0, "", None, "shipped")
    assert told["promoted"] == {
        "version": "one",
        "digest": digest(home, "one"),
        "at": "2026-06-01T00:00:00+00:00",
    }
    assert [one["version"] for one in told["versions"]] == ["shipped", "bad", "good", "one"]
    assert [bool(one["problem"]) for one in told["versions"]] == [False, True, False, False]
    assert [one["stale"] for one in told["versions"][1:]] == [False, False, False]
    assert all("acts" not in one["figures"] for one in told["versions"])


def test_figures_over_other_clauses_are_marked(shopclerk: Run, home: Path) -> None:
    (home / "models" / "good" / "figures.json").write_text(json.dumps(figures() | {"clauses": "others"}))
    code, out, _ = shopclerk("models")
    assert code == 0 and "measured over other clauses than today's: " in out and "good; compare measures anew" in out


def test_figures_of_another_form_do_not_break_the_list(shopclerk: Run, home: Path) -> None:
    odd = {
        "clauses": figures()["clauses"],
        "languages": {"en": {"licensed": "much", "slot_errors": None}, "ru": 3},
        "held_out_perplexity": [],
    }
    (home / "models" / "bad" / "figures.json").write_text(json.dumps(odd))
    code, out, err = shopclerk("models")
    assert (code, err) == (0, "") and "bad" in out
    code, _, err = shopclerk("models", "promote", "bad")
    assert code == 1 and "licensed not measured (one 0.8, at least" in err


def test_a_comparison(shopclerk: Run, home: Path) -> None:
    code, out, err = shopclerk("models", "compare", "one", "bad")
    assert (code, err) == (0, "")
    lines = {line.split("  ")[0]: line.split() for line in out.splitlines()}
    assert lines["figure"][1:4] == ["one", "bad", "better"]
    assert lines["licensed"][1:5] == ["0.8", "0.7", "one", "-0.1"] and lines["licensed"][-1] == "WORSE"
    assert lines["finished"][3] == "same"
    code, out, _ = shopclerk("models", "compare", "one", "bad", "--json")
    told = json.loads(out)
    rows = {row["figure"]: row for row in told["figures"]}
    assert (code, told["a"], told["b"], told["refused"]) == (0, "one", "bad", True)
    assert [name for name, row in rows.items() if row["worse"]] == ["licensed", "slot_errors", "licensed_en"]
    assert (rows["slot_errors"]["by"], rows["novel"]["guarded"], rows["licensed"]["better"]) == (2, False, "a")


def test_a_comparison_on_the_shops_own_questions(shopclerk: Run, home: Path, tmp_path: Path) -> None:
    test = tmp_path / "questions.jsonl"
    test.write_text(json.dumps(QUESTION) + "\n")
    code, out, err = shopclerk("models", "compare", "one", "good", "--test", test, "--json", *NOW)
    rows = {row["figure"]: row for row in json.loads(out)["figures"]}
    assert code == 0
    assert (rows["right_facts"]["a"], rows["right_facts"]["b"], rows["ungrounded"]["b"]) == (1.0, 1.0, 0)
    assert {"facts_generated", "p95_ms"} <= set(rows)
    assert "questions: 2/2" in err
    code, out, _ = shopclerk("models", "promote", "good", "--test", test, "--json", *NOW)
    assert code in (0, 1)  # a p95 over one question is anybody's guess
    assert answers(shopclerk) == ("good" if code == 0 else "one")


def test_a_better_one_is_promoted_and_rolled_back(shopclerk: Run, home: Path) -> None:
    assert shopclerk("models", "promote", "good") == (0, "good answers now; before it one\n", "")
    assert answers(shopclerk) == "good"
    assert shopclerk("models", "promote", "good") == (0, "good answers already; before it one\n", "")
    assert shopclerk("models", "rollback") == (0, "one answers again; before it shipped\n", "")
    assert answers(shopclerk) == "one"
    code, out, _ = shopclerk("models", "rollback", "--json")
    assert (code, json.loads(out)["promoted"]["version"]) == (0, "shipped")
    code, out, err = shopclerk("models", "rollback")
    assert (code, out) == (1, "") and err.startswith("error: there is no version to go back to")


def test_a_worse_one_is_refused_with_its_figures(shopclerk: Run, home: Path) -> None:
    for more in ((), ("--json",)):
        code, out, err = shopclerk("models", "promote", "bad", *more)
        assert (code, out) == (1, "")
        assert err.startswith("error: bad is worse than one in 3 of ") and len(err.splitlines()) == 1
        assert "licensed 0.7 (one 0.8, at least 0.7" in err and "slot errors 2 (one 0, at most 0)" in err
        assert "shopclerk models compare one bad" in err
    assert answers(shopclerk) == "one"


def test_there_is_no_way_around_the_gate(shopclerk: Run, home: Path) -> None:
    code, _, err = shopclerk("models", "promote", "bad", "--force")
    assert code == 2 and "--force" in err
    assert answers(shopclerk) == "one"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("promote", "nosuch"), "nosuch: no such version; choose one of shipped, bad, good, one, or run"),
        (("compare", "one", "nosuch"), "nosuch: no such version"),
        (("promote", "good", "--shop", "."), "--shop: given without --test"),
        (("promote", "good", "--test", "nowhere.jsonl"), "nowhere.jsonl"),
        (("promote",), "Missing argument"),
        (("fly",), "No such command"),
    ],
)
def test_bad_usage(shopclerk: Run, home: Path, arguments: tuple[str, ...], told: str) -> None:
    code, out, err = shopclerk("models", *arguments)
    assert (code, out) == (2, "")
    assert told in err and len(err.splitlines()) == 1
    assert answers(shopclerk) == "one"


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("veto.npz", None, "did not finish"),
        ("model.safetensors", b"\x08\0\0\0\0\0\0\0rubbish!", "is damaged"),
        ("figures.json", b"{", "is damaged"),
        ("figures.json", None, "did not finish"),
    ],
)
def test_a_damaged_version_is_refused(shopclerk: Run, home: Path, file: str, content: bytes | None, told: str) -> None:
    (home / "models" / "good" / file).unlink()
    if content is not None:
        (home / "models" / "good" / file).write_bytes(content)
    code, out, err = shopclerk("models", "promote", "good")
    assert (code, out) == (2, "")
    assert told in err and len(err.splitlines()) == 1
    assert answers(shopclerk) == "one"


def test_a_version_that_cannot_speak_is_refused(shopclerk: Run, home: Path) -> None:
    """Sound by its header, but its weights have another shape than its configuration says."""
    config = home / "models" / "good" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"n_head": 7}))
    code, out, err = shopclerk("models", "promote", "good")
    assert (code, out) == (2, "")
    assert "does not load" in err and len(err.splitlines()) == 1


def test_a_model_that_is_set_goes_before_it(shopclerk: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPCLERK_MODEL", "none")
    code, _, err = shopclerk("models", "promote", "good")
    assert (code, err) == (0, "SHOPCLERK_MODEL=none is set and goes before it\n")
    _, out, _ = shopclerk("models")
    assert "SHOPCLERK_MODEL=none is set and goes before them" in out


def test_doctor_names_the_version(shopclerk: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def model() -> dict[str, Any]:
        _, out, _ = shopclerk("doctor", "--json")
        found: dict[str, Any] = {one["check"]: one for one in json.loads(out)["findings"]}["model"]
        return found

    assert model()["found"] == f"one, digest {digest(home, 'one')[:12]}, promoted 2026-06-01T00:00:00+00:00"
    (home / "models" / "one" / "README.md").write_text("changed")
    assert (model()["state"], model()["do"]) == ("broken", "the shipped model answers meanwhile")
    folder = home / "models" / "good"
    monkeypatch.setenv("SHOPCLERK_MODEL", str(folder))
    assert model()["found"] == f"{folder}, digest {digest(home, 'good')[:12]}"


def test_training_does_not_touch_what_answers(shopclerk: Run, home: Path) -> None:
    code, _, err = shopclerk("train", "--steps", "1", "--size", "tiny", "--out", home / "models" / "one")
    assert code == 2 and "version one answers or may be rolled back to; choose another folder" in err
