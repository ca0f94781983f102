"""How a reply came about, and what of it is written down."""

import json

import pytest

from bot.conversation.reply import Answer, Blocked, Clause, Spoken, route_of
from bot.plan.scene import Scene
from storage.records import Receipt, Source

ROUTES = {"canned", "generated", "template", "policy", "handoff", "clarify", "refused"}
PROOF = Receipt("total", "£48.00", (Source("orders", "#W1", "total", "48.00", 2),))


def fact(by: str, act: str = "order.total") -> Clause:
    return Clause(act, "It comes to £48.00.", by, (PROOF,), True)


def talk(act: str, by: str = "template") -> Clause:
    return Clause(act, "…", by)


def spoken(*clauses: Clause) -> Spoken:
    return Spoken(" ".join(one.text for one in clauses), clauses, (Blocked("slots", "It is."),), 6, "plain", 12.5)


@pytest.mark.parametrize(
    ("clauses", "route"),
    [
        ([fact("model")], "generated"),
        ([fact("template")], "template"),
        ([fact("model"), fact("template")], "template"),
        ([talk("frame.ack"), fact("model")], "generated"),
        ([talk("frame.ack", "model"), fact("template")], "template"),
        ([talk("frame.greet", "model")], "generated"),
        ([talk("frame.greet")], "template"),
        ([Clause("canned.hours", "We open at 9.", "canned")], "canned"),
        ([Clause("canned.hours", "We open at 9.", "canned"), fact("model")], "canned"),
        ([fact("template", "policy.quote")], "policy"),
        ([talk("frame.ack"), fact("model", "policy.quote")], "policy"),
        ([talk("policy.none")], "policy"),
        ([fact("model", "policy.quote"), fact("model")], "generated"),
        ([talk("verify.ask", "model")], "refused"),
        ([talk("frame.empathise"), talk("refuse.action", "model")], "refused"),
        ([talk("refuse.private"), fact("model")], "generated"),
        ([talk("verify.done", "model"), fact("model")], "generated"),
        ([talk("clarify.ask", "model")], "clarify"),
        ([fact("model"), fact("model", "orders.choose")], "clarify"),
        ([fact("template", "product.choose")], "clarify"),
        ([fact("template", "option.choose")], "clarify"),
    ],
)
def test_the_route(clauses: list[Clause], route: str) -> None:
    assert route_of(spoken(*clauses), handoff=False) == route
    assert route_of(spoken(*clauses), handoff=True) == "handoff"
    assert route in ROUTES


def test_an_answer_is_written_as_the_contract_says() -> None:
    said = spoken(talk("frame.ack", "model"), fact("model"))
    answer = Answer(said, "generated", "order.total", 0.912345, "en", Scene(), (), False, 7, 31.44)
    row = json.loads(json.dumps(answer.to_json()))
    assert row == {
        "reply": said.text,
        "route": "generated",
        "intent": "order.total",
        "confidence": 0.9123,
        "receipts": [
            {
                "slot": "total",
                "text": "£48.00",
                "sources": [{"table": "orders", "key": "#W1", "column": "total", "value": "48.00", "version": 2}],
                "fn": None,
            }
        ],
        "clauses": [
            {"act": "frame.ack", "text": "…", "by": "model"},
            {"act": "order.total", "text": "It comes to £48.00.", "by": "model"},
        ],
        "candidates": 6,
        "blocked": [{"reason": "slots", "text": "It is."}],
        "handoff": False,
        "latency_ms": 31.4,
    }
    assert answer.receipts == (PROOF,)
