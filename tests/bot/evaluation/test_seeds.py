"""A seed may change words, never facts: what is counted over runs of the same questions."""

from typing import Any

import pytest

from bot.evaluation.seeds import bare, clause_text, compare_seeds


def answer(text: str, act: str = "order.total", printed: str = "£25.00", fn: str | None = None) -> dict[str, Any]:
    proof = {"slot": "total", "fn": fn, "text": printed, "sources": [["orders", "#W1", "total", "25.00", 1]]}
    return {"route": "generated", "clauses": [{"act": act, "text": text}], "receipts": [proof]}


def compared(*texts: str) -> dict[str, Any]:
    return compare_seeds([[answer(text)] for text in texts], [1.0] * len(texts))


def test_wordings_are_counted_without_openers_case_and_signs() -> None:
    assert (
        compared("Yes, it comes to £25.00.", "It comes to £25.00!", "no — IT COMES TO £25.00")["wordings_median"] == 1
    )
    assert compared("It comes to £25.00.", "You paid £25.00.")["wordings_median"] == 2


def test_five_wordings_of_a_question() -> None:
    five = compared(*(f"{word} £25.00" for word in ("a", "b", "c", "d", "e")))
    assert (five["seeds"], five["wordings_least"], five["questions_with_five_wordings"]) == (5, 5, 1.0)


def test_the_spread_is_in_points() -> None:
    runs = [[answer("a")]] * 3
    assert compare_seeds(runs, [0.9, 0.95, 0.925])["right_facts_spread_points"] == 5.0


def test_another_value_or_act_is_another_fact() -> None:
    same = compare_seeds([[answer("a")], [answer("b")]], [1, 1])
    value = compare_seeds([[answer("a")], [answer("a", printed="£26.00")]], [1, 1])
    act = compare_seeds([[answer("a")], [answer("a", act="order.status")]], [1, 1])
    assert [one["same_facts_every_time"] for one in (same, value, act)] == [1.0, 0.0, 0.0]


def test_a_predicate_prints_wording_not_a_value() -> None:
    runs = [[answer("a", printed="on its way", fn="predicate")], [answer("b", printed="travelling", fn="predicate")]]
    assert compare_seeds(runs, [1, 1])["same_facts_every_time"] == 1.0


def test_frames_are_no_facts() -> None:
    framed = answer("a")
    framed["clauses"] = [{"act": "frame.intro", "text": "Sure!"}, *framed["clauses"]]
    assert compare_seeds([[answer("a")], [framed]], [1, 1])["same_facts_every_time"] == 1.0


@pytest.mark.parametrize(("act", "route"), [("talk.greet", "generated"), ("order.total", "canned")])
def test_talk_and_canned_replies_are_not_counted(act: str, route: str) -> None:
    row = answer("Hello", act=act) | {"route": route}
    found = compare_seeds([[row], [row | {"receipts": []}]], [1, 1])
    assert (found["wordings_median"], found["same_facts_every_time"]) == (0, 1.0)


def test_runs_of_other_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        compare_seeds([[answer("a")], []], [1, 1])


@pytest.mark.parametrize(
    ("text", "told"), [("Yes, it is.", ", it is."), ("Nothing", "Nothing"), ("Да, в пути", ", в пути"), ("Sí.", ".")]
)
def test_openers_are_taken_off(text: str, told: str) -> None:
    assert clause_text({"clauses": [{"text": text}]}) == told


def test_a_bare_text() -> None:
    assert bare("  Ваш ЗАКАЗ — в пути! ") == "ваш заказ в пути"
