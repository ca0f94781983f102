"""A reply against its label: facts missing, things forbidden or unasked, and questions turned away."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.replay import Recorded
from bot.errors import BadInput
from bot.evaluation.questions import Report, Verdict, distinct, judge, read_questions, write_verdicts

TOTAL = {"table": "orders", "key": "#W1", "column": "total", "value": "48.00", "version": 1}


def question(**label: Any) -> Recorded:
    return Recorded(4, "c", "what does it come to", "C1", None, {"text": "what does it come to"} | label)


def answer(
    reply: str = "It comes to £48.00.",
    acts: Sequence[str] = ("order.total",),
    route: str = "generated",
    sources: Sequence[dict[str, Any]] = (TOTAL,),
    printed: str = "£48.00",
) -> dict[str, Any]:
    return {
        "reply": reply,
        "route": route,
        "receipts": [{"slot": "total", "text": printed, "sources": list(sources), "fn": None}],
        "clauses": [{"act": act, "text": "…", "by": "model"} for act in acts],
        "latency_ms": 12.0,
    }


def wrong(said: dict[str, Any] | None = None, **label: Any) -> list[str]:
    """The kinds of what is wrong."""
    return [problem.split(":")[0] for problem in judge(question(**label), said or answer()).wrong]


def test_a_right_reply() -> None:
    verdict = judge(
        question(
            must_contain=["£48.00"],
            must_not_contain=["shipped"],
            facts=[["orders", "#W1", "total"]],
            acts=["order.total"],
            route="generated",
        ),
        answer(),
    )
    assert verdict.right
    assert (verdict.line, verdict.route, verdict.plan, verdict.acts) == (4, "generated", True, ("order.total",))
    assert verdict.ungrounded == ()


def test_an_unlabelled_question_judges_only_what_is_grounded() -> None:
    verdict = judge(question(), answer("It is 5 days."))
    assert (verdict.right, verdict.plan, verdict.ungrounded) == (True, None, ("5",))


@pytest.mark.parametrize("wanted", ["£49.00", "Visa"])
def test_a_missing_text(wanted: str) -> None:
    assert wrong(must_contain=[wanted]) == ["missing"]


@pytest.mark.parametrize("wanted", ["it COMES to", "comes  to\n£48.00"])
def test_case_and_spaces_do_not_matter(wanted: str) -> None:
    assert wrong(must_contain=[wanted]) == []
    assert wrong(must_not_contain=[wanted]) == ["forbidden"]


def test_narrow_spaces_are_spaces() -> None:
    assert wrong(answer("Всего 1\u202f234,50\u00a0₽"), must_contain=["1 234,50 ₽"]) == []


def test_a_missing_receipt() -> None:
    assert wrong(facts=[["orders", "#W2", "total"]]) == ["no receipt"]
    assert wrong(facts=[["orders", "#W1", "status"]]) == ["no receipt"]
    assert wrong(facts=[["orders", "#W2|#W1", "total"]]) == []


@pytest.mark.parametrize("route", ["clarify", "handoff"])
def test_asking_back_or_handing_over_though_the_row_was_there(route: str) -> None:
    assert wrong(answer(route=route), facts=[["orders", "#W1", "total"]]) == ["route"]
    assert wrong(answer(route=route), facts=[["orders", "#W1", "total"]], route=route) == []
    assert wrong(answer(route=route)) == []


@pytest.mark.parametrize("labelled", ["clarify", "handoff", "refused"])
def test_a_question_that_must_be_turned_away(labelled: str) -> None:
    assert wrong(answer(route="generated"), route=labelled) == ["route"]
    assert wrong(answer(route=labelled), route=labelled) == []


@pytest.mark.parametrize("said", ["generated", "template", "canned", "policy"])
def test_by_whom_an_answer_was_worded_is_not_judged(said: str) -> None:
    assert wrong(answer(route=said), route="generated") == []


def test_one_more_thing_is_allowed_two_are_not() -> None:
    assert wrong(answer(acts=["order.total", "order.eta_future"]), acts=["order.total"]) == []
    assert wrong(answer(acts=["order.total", "order.eta_future", "order.items"]), acts=["order.total"]) == ["unasked"]


def test_frames_are_not_counted() -> None:
    said = answer(acts=["frame.ack", "verify.done", "order.total", "order.placed", "frame.offer"])
    assert wrong(said, acts=["order.total"]) == []
    assert judge(question(acts=["frame.greet", "order.total"]), said).plan


def test_the_same_thing_twice_is_one_more() -> None:
    said = answer(acts=["order.total"] * 3)
    assert wrong(said, acts=["order.total"]) == ["unasked"]
    assert wrong(said, acts=["order.total"] * 3) == []


def test_what_stands_in_also_is_neither_wanted_nor_unasked() -> None:
    said = answer(acts=["order.total", "order.items", "order.placed"])
    assert wrong(said, acts=["order.total"], also=["order.items"]) == []
    assert wrong(answer(), acts=["order.total"], also=["order.items"]) == []
    assert judge(question(acts=["order.total"], also=["order.items"]), said).plan


def test_another_plan_is_as_good() -> None:
    said = answer(acts=["order.shipped_on", "order.eta_future", "order.carrier"])
    other = ["order.shipped_on", "order.eta_future", "order.carrier"]
    assert wrong(said, acts=["order.tracking_one"]) == ["unasked"]
    assert wrong(said, acts=["order.tracking_one"], **{"or": [other]}) == []
    assert judge(question(acts=["order.tracking_one"]), said).plan is False
    assert judge(question(acts=["order.tracking_one"], **{"or": [["order.x"], other]}), said).plan is True


def test_a_plan_has_an_order() -> None:
    said = answer(acts=["order.eta_future", "order.total"])
    assert judge(question(acts=["order.total", "order.eta_future"]), said).plan is False
    assert judge(question(acts=["order.eta_future", "order.total"]), said).plan is True


def test_a_plan_without_one_of_its_acts_is_not_it() -> None:
    assert judge(question(acts=["order.total", "order.eta_future"]), answer()).plan is False


def test_several_rows_for_one_labelled_act_are_not_unasked() -> None:
    facts = [["orders", "#W1", "total"], ["orders", "#W1", "total"], ["orders", "#W1", "total"]]
    assert wrong(answer(acts=["order.total"] * 4), acts=["order.total"], facts=facts) == []


def write(folder: Path, *rows: Any) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def test_questions_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, {"text": "hi", "must_contain": ["a"], "own": 1}, {"text": "you", "conversation": "c"})
    first, second = read_questions(path)
    assert (first.text, first.row["must_contain"], first.row["own"]) == ("hi", ["a"], 1)
    assert (second.line, second.conversation) == (2, "c")


@pytest.mark.parametrize("key", ["must_contain", "must_not_contain", "facts", "acts", "also", "or"])
@pytest.mark.parametrize("value", ["text", {"a": 1}, 5])
def test_a_label_that_is_no_list_is_named(tmp_path: Path, key: str, value: Any) -> None:
    path = write(tmp_path, {"text": "hi"}, {"text": "hi", key: value})
    with pytest.raises(BadInput) as told:
        read_questions(path)
    assert str(told.value).startswith(f"{path}:2: ")
    assert f"`{key}`" in str(told.value)


def test_the_figures() -> None:
    report = Report()
    for label, said in (
        ({"acts": ["order.total"], "must_contain": ["48"]}, answer()),
        ({"acts": ["order.total"], "must_contain": ["49"]}, answer(route="template")),
        ({"route": "clarify"}, answer("It is 7.", acts=["order.items"], route="template")),
        ({}, answer("Hello there you.", acts=["frame.greet"], route="template")),
    ):
        report.add(judge(question(**label), said), said)
    figures = report.figures()
    assert (figures["questions"], figures["right_facts"], figures["plan_accuracy"]) == (4, 0.5, 1.0)
    assert (figures["missing"], figures["unasked"], figures["forbidden"], figures["ungrounded"]) == (1, 0, 0, 1)
    assert figures["asked_back_or_handed_over"] == 1
    assert figures["routes"] == {"template": 3, "generated": 1}
    assert figures["pass_by_route"] == {"generated": 1.0, "template": 0.3333}
    assert figures["facts_generated"] == 0.3333
    assert figures["p50_ms"] == figures["p95_ms"] == 12.0
    assert 0 < figures["distinct_2"] <= 1
    json.dumps(figures)


def test_no_questions_have_figures_too() -> None:
    figures = Report().figures()
    assert (figures["questions"], figures["right_facts"], figures["p95_ms"], figures["distinct_2"]) == (0, 0, 0, 0)


def test_distinct() -> None:
    assert distinct(["a b c", "a b d"], 2) == 0.75
    assert distinct(["a b", "a b"], 2) == 0.5
    assert distinct(["a"], 2) == distinct([], 2) == 0.0
    assert distinct(["a b"], 1) == 1.0


def test_only_wrong_replies_are_written(tmp_path: Path) -> None:
    right = Verdict(1, "hi", "Hello", "generated", (), (), None)
    missing = Verdict(2, "你好", "没有", "template", ("missing: x",), (), False)
    loose = Verdict(3, "hi", "It is 5.", "generated", (), ("5",), None)
    path = tmp_path / "wrong.jsonl"
    write_verdicts(path, [right, missing, loose])
    assert [json.loads(line)["line"] for line in path.read_text("utf-8").splitlines()] == [2, 3]
    assert "没有" in path.read_text("utf-8")
    write_verdicts(path, [right])
    assert path.read_text() == ""
