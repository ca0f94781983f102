"""`replay` writes one reply per line, in order, and either the whole file or none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str, str]]
NOW = ("--now", "2026-06-15T12:00:00+00:00")
ROWS = [
    {"conversation": f"c{number}", "text": text, "customer": "C1" if number else None, "locale": "en"}
    for text in ("what does #W1001 come to", "and when will it arrive", "谢谢")
    for number in range(3)
]


@pytest.fixture
def turns(tmp_path: Path) -> Path:
    path = tmp_path / "turns.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_reply_for_every_line(shopclerk: Run, turns: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    code, said, _ = shopclerk("replay", turns, "--out", out, *NOW)
    rows = read(out)
    assert (code, said) == (0, "")
    assert [(row["conversation"], row["text"]) for row in rows] == [(row["conversation"], row["text"]) for row in ROWS]
    assert [row["turn"] for row in rows] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert ["314" in row["reply"] for row in rows[:3]] == [False, True, True]
    assert "谢谢" in out.read_text("utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"home", "turns.jsonl", "out.jsonl"}


def test_concurrency_changes_nothing(shopclerk: Run, turns: Path, tmp_path: Path) -> None:
    told = []
    for number in ("1", "8"):
        out = tmp_path / f"out{number}"
        assert shopclerk("replay", turns, "--out", out, "--concurrency", number, "--seed", "3", *NOW)[0] == 0
        told.append([{key: value for key, value in row.items() if key != "latency_ms"} for row in read(out)])
    assert told[0] == told[1]


def test_a_wrong_line_leaves_the_old_replies(shopclerk: Run, turns: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old\n")
    with turns.open("a") as file:
        file.write("{\n")
    code, said, err = shopclerk("replay", turns, "--out", out)
    assert (code, said) == (2, "")
    assert f"{turns}:10: " in err and len(err.splitlines()) == 1
    assert out.read_text() == "old\n"


def test_an_out_that_cannot_be_written(shopclerk: Run, turns: Path, tmp_path: Path) -> None:
    code, _, err = shopclerk("replay", turns, "--out", tmp_path / "nowhere" / "out.jsonl")
    assert code == 2
    assert str(tmp_path / "nowhere" / "out.jsonl") in err
    assert "Traceback" not in err


def test_an_empty_file_has_no_replies(shopclerk: Run, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("\n")
    assert shopclerk("replay", tmp_path / "none.jsonl", "--out", tmp_path / "out.jsonl")[0] == 0
    assert (tmp_path / "out.jsonl").read_text() == ""
