"""`evaluate replies` over a tiny labelled file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
NOW = ("--now", "2026-06-15T12:00:00+00:00")
TOTAL = {
    "conversation": "a",
    "text": "what does #W1001 come to",
    "customer": "C1",
    "must_contain": ["£314.00"],
    "facts": [["orders", "#W1001", "total"]],
    "acts": ["order.total"],
}
QUESTIONS = [
    TOTAL,
    TOTAL | {"conversation": "b", "must_contain": ["£315.00"]},
    {"conversation": "c", "text": "what does #W1001 come to", "must_not_contain": ["314"], "route": "refused"},
    {"conversation": "d", "text": "a person please", "route": "handoff"},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in QUESTIONS), encoding="utf-8")
    return path


def test_json_figures(shopclerk: Run, questions: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.jsonl"
    code, out, _ = shopclerk("evaluate", "replies", "--test", questions, "--wrong", wrong, "--json", *NOW)
    figures = json.loads(out)
    assert code == 0
    assert (figures["questions"], figures["right_facts"], figures["plan_accuracy"]) == (4, 0.75, 1.0)
    assert (figures["missing"], figures["forbidden"], figures["unasked"], figures["ungrounded"]) == (1, 0, 0, 0)
    assert figures["routes"] == {"template": 2, "refused": 1, "handoff": 1}
    assert figures["pass_by_route"] == {"handoff": 1.0, "refused": 1.0, "template": 0.5}
    assert {"facts_generated", "distinct_2", "p50_ms", "p95_ms", "asked_back_or_handed_over"} <= set(figures)
    [line] = wrong.read_text("utf-8").splitlines()
    assert json.loads(line)["line"] == 2


def test_figures_for_people(shopclerk: Run, questions: Path) -> None:
    code, out, err = shopclerk("evaluate", "replies", "--test", questions, "--concurrency", "4", *NOW)
    assert code == 0
    assert "right facts" in out and "0.75" in out
    assert "4/4" in err


def test_a_wrong_label_is_named(shopclerk: Run, questions: Path) -> None:
    with questions.open("a") as file:
        file.write('{"text": "hi", "must_contain": "x"}\n')
    code, out, err = shopclerk("evaluate", "replies", "--test", questions, "--json")
    assert (code, out) == (2, "")
    assert f"{questions}:5: `must_contain`" in err and len(err.splitlines()) == 1
