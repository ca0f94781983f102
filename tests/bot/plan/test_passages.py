"""A question of rules that goes on with the one before it."""

from datetime import UTC

import pytest

from bot.facts.policies import Policies
from bot.facts.products import Catalogue
from bot.facts.voice import Voice
from bot.intents.reading import Form, Guess, Pointer, Reading, Reference, Segment
from bot.plan.planner import make_plan
from bot.plan.scene import Asked, Scene
from bot.plan.shelf import Shelf
from storage.records import Passage
from tests.conftest import PLACED

TEXTS = {
    "Instalments": "Klarna splits a payment in three for everybody of 18 and over.",
    "Gift cards": "Gift cards never expire and can be used for anything.",
}
PASSAGES = [Passage("paying.md", heading, text, heading, 1) for heading, text in TEXTS.items()]
SHELF = Shelf(Catalogue(()), Policies(PASSAGES), {}, {}, PLACED, "t/0")
IT = Reference(Pointer.IT, None, None, 0, 0)


def acts(text: str, before: str | None, *references: Reference) -> list[str]:
    segment = Segment(text, (Guess("policy", 1.0),), Form.OPEN, references=references)
    asked = (Asked("policy", "open", before),) if before else ()
    plan = make_plan(Reading(text, "en", text, (segment,)), Scene(asked=asked), SHELF, Voice("en", PLACED, UTC))
    return [one.act for one in plan.propositions]


@pytest.mark.parametrize(("before", "act"), [("can I pay in instalments", "policy.quote"), (None, "policy.none")])
def test_a_question_that_points_back_keeps_the_passage(before: str | None, act: str) -> None:
    assert acts("what's the youngest you can be for that", before, IT) == [act]


def test_a_question_of_its_own_does_not() -> None:
    assert acts("what's the youngest you can be", "can I pay in instalments") == ["policy.none"]
