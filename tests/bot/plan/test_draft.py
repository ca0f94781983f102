"""A turn grows by what it says; the scene it leaves remembers what was talked about."""

from hypothesis import given
from hypothesis import strategies as st

from bot.plan.draft import MAX_PROPOSITIONS, MAX_REMEMBERED, Draft
from bot.plan.proposition import Proposition, Request
from bot.plan.scene import Asked, Pending, Scene

ASKED = Asked("order.status", "open", "where is it")


def test_nothing_is_said_twice() -> None:
    draft = Draft(Scene())
    one, other = Proposition("order.shipped", row="#W1"), Proposition("order.shipped", row="#W2")
    draft.say(one, other)
    draft.say(one)
    assert draft.propositions == [one, other]


def test_a_turn_about_nothing_leaves_the_scene() -> None:
    before = Scene(("#W1",), (), ("mug",), ("Red",), "order", (ASKED,))
    plan = Draft(before).finish()
    assert (plan.propositions, plan.intent, plan.confidence) == ((), "oos", 0.0)
    assert plan.scene == Scene(("#W1",), ("#W1", "mug"), ("mug",), ("Red",), "order", (ASKED,))


def test_an_open_question_lasts_one_turn() -> None:
    question = Pending("order", ("#W1", "#W2"), (ASKED,))
    assert Draft(Scene(pending=question)).finish().scene.pending is None
    assert Draft(Scene(), pending=question).finish().scene.pending == question


def test_what_a_turn_is_about_replaces_the_focus() -> None:
    draft = Draft(Scene(("#W1",), (), ("mug",), ("Red",), "order"), products=["tent"], topic="product")
    assert draft.moved() == Scene(("#W1",), (), ("tent",), ("Red",), "product")
    after = draft.finish().scene
    assert (after.orders, after.products, after.options, after.topic) == (("#W1",), ("tent",), (), "product")
    assert after.others == ("tent", "#W1", "mug")


def test_options_go_with_their_product() -> None:
    before = Scene(products=("mug",), options=("Red",))
    assert Draft(before, options=("Sky",)).finish().scene.options == ("Red",)
    assert Draft(before, products=["mug"], options=("Sky",)).finish().scene.options == ("Sky",)


def test_the_plan_carries_what_was_collected() -> None:
    cancel = Request("cancel", "#W1")
    draft = Draft(Scene(), requests=[cancel], focus="#W1", handoff=True, asked=[ASKED])
    draft.intents += [("action.cancel", 0.9), ("talk.thank", 1.0)]
    plan = draft.finish()
    assert (plan.intent, plan.confidence) == ("action.cancel", 0.9)
    assert (plan.requests, plan.focus, plan.handoff, plan.scene.asked) == ((cancel,), "#W1", True, (ASKED,))


def test_a_reply_has_an_end() -> None:
    draft = Draft(Scene())
    draft.say(*(Proposition("order.shipped", row=f"#W{number}") for number in range(MAX_PROPOSITIONS + 5)))
    said = draft.finish().propositions
    assert [one.row for one in said] == [f"#W{number}" for number in range(MAX_PROPOSITIONS)]


KEYS = st.lists(st.sampled_from("abcdefghij"), max_size=6)


@given(KEYS, KEYS, KEYS, KEYS)
def test_rows_are_remembered_once_newest_first_and_not_without_end(
    orders: list[str], before: list[str], products: list[str], others: list[str]
) -> None:
    draft = Draft(Scene(tuple(before), tuple(others)), orders=orders, products=products)
    kept = draft.finish().scene.others
    everything = [*orders, *products, *before, *others]
    assert len(kept) == len(set(kept)) == min(len(set(everything)), MAX_REMEMBERED)
    assert list(kept) == sorted(kept, key=everything.index)
