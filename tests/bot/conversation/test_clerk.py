"""What a customer may see: their own rows, everything of the shop, and nothing that tells whether an order exists."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.conversation.clerk import Clerk, Turn
from bot.conversation.reply import Answer
from bot.conversation.talk import Talk
from bot.evaluation.scanner import ungrounded
from bot.plan.scene import Scene
from storage.engine import Store
from storage.records import CustomerId

ANN, BOB, EVE = CustomerId("C1"), CustomerId("C2"), CustomerId("C3")
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
PRIVATE = {"orders", "order_items", "shipments", "refunds", "customers"}
ANNS = ("314", "£25.00", "June 19", "PR7781", "Parcelrunner", "Visa", "PayPal", "Ann", "Trail Mug")
BOBS = ("289", "June 23", "Klarna", "Bob", "Ridge Tent")
QUESTIONS = (
    "where is {}",
    "what does {} come to",
    "what is in {}?",
    "when will {} arrive?",
    "how was {} paid",
    "track {}",
    "please cancel {}",
    "I want my money back for {}",
)
MakeClerk = Callable[..., Clerk]


async def dialogue(
    clerk: Clerk, store: Store, customer: str | None, lines: Sequence[str], key: str = "k"
) -> list[Answer]:
    talk = Talk(clerk, store.reading, key)
    answers = []
    for line in lines:
        talk.know(customer)
        answers.append(await talk.say(line, NOW))
    return answers


def tables(answer: Answer) -> set[str]:
    return {one.table for proof in answer.receipts for one in proof.sources}


def neutral(answers: Sequence[Answer], number: str) -> str:
    """All that an answer is, byte for byte, without the number itself and the time it took."""
    rows: list[Any] = []
    for answer in answers:
        row = answer.to_json() | {"scene": answer.scene.to_json(), "requests": repr(answer.requests)}
        del row["latency_ms"]
        rows.append(row)
    written = json.dumps(rows, ensure_ascii=False)
    return written.replace(number, "#N").replace(number.strip("#"), "N")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("customer", [ANN, EVE, None])
async def test_another_s_order_reads_like_no_order(
    make_clerk: MakeClerk, small_shop: Store, question: str, customer: str | None
) -> None:
    clerk = make_clerk()
    told = []
    for number in ("#W2001", "#W9009"):
        lines = [question.format(number), "what does it come to", f"{number} wrong@example.com", question.format("it")]
        told.append(neutral(await dialogue(clerk, small_shop, customer, lines), number))
    assert told[0] == told[1]


@pytest.mark.parametrize("question", ["what do #W1001 and {} come to", "where are {} and #W9008", "is {} a Ridge Tent"])
async def test_so_does_it_among_others(make_clerk: MakeClerk, small_shop: Store, question: str) -> None:
    clerk = make_clerk()
    lines = [question, "what do they come to", "and when do both arrive"]
    told = [
        neutral(await dialogue(clerk, small_shop, ANN, [line.format(number) for line in lines]), number)
        for number in ("#W2001", "#W9009")
    ]
    assert told[0] == told[1]
    assert not any(secret in told[0] for secret in ("Klarna", "June 23"))


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("number", ["#W1001", "W2001", "#W9009", "my order"])
async def test_a_stranger_sees_no_order(make_clerk: MakeClerk, small_shop: Store, question: str, number: str) -> None:
    lines = [question.format(number), "the first one", "both", f"{number} me@example.com", "show my orders"]
    for answer in await dialogue(make_clerk(), small_shop, None, lines):
        assert not tables(answer) & PRIVATE
        assert not any(secret in answer.text for secret in (*ANNS, *BOBS))
        assert answer.route in ("refused", "clarify", "template", "handoff")


@pytest.mark.parametrize("question", QUESTIONS[:6])
async def test_who_leaves_takes_their_orders_along(make_clerk: MakeClerk, small_shop: Store, question: str) -> None:
    """One device, two people: what was in focus for Ann is nothing to a stranger, and nothing to Bob."""
    for after in (None, BOB):
        talk = Talk(make_clerk(), small_shop.reading, "k")
        for line in ("show my orders", question.format("my order"), question.format("#W1001")):
            talk.know(ANN)
            await talk.say(line, NOW)
        for line in ("the first one", question.format("it"), "both", "#W1001", question.format("the other one")):
            talk.know(after)
            answer = await talk.say(line, NOW)
            assert not any(secret in answer.text for secret in ANNS)
            owned = {one.key.split("/")[0] for p in answer.receipts for one in p.sources if one.table in PRIVATE}
            assert owned <= ({"#W2001", "C2"} if after else set())


async def test_a_known_customer_is_told_their_rows(make_clerk: MakeClerk, small_shop: Store) -> None:
    answers = await dialogue(make_clerk(), small_shop, ANN, [question.format("#W1001") for question in QUESTIONS[:6]])
    said = " ".join(answer.text for answer in answers)
    assert all(fact in said for fact in ("£314.00", "June 19", "PR7781", "Visa", "Trail Mug"))
    for answer in answers:
        assert answer.receipts
        assert ungrounded(answer.text, answer.to_json()["receipts"]) == []


async def test_a_verified_only_reply_waits_for_proof(make_clerk: MakeClerk, small_shop: Store) -> None:
    asked, proven = await dialogue(make_clerk(), small_shop, None, ["is my card on file?", "#W1001, ann@example.com"])
    assert "verify.ask" in [clause.act for clause in asked.spoken.clauses]
    assert "Ann" not in asked.text
    assert proven.spoken.clauses[0].act == "verify.done"
    [known] = await dialogue(make_clerk(), small_shop, ANN, ["is my card on file?"])
    assert (known.text, known.route, known.intent) == ("We know you as Ann Archer.", "canned", "my_card")


async def test_a_proof_answers_the_question_it_was_asked_for(make_clerk: MakeClerk, small_shop: Store) -> None:
    _, proven = await dialogue(make_clerk(), small_shop, None, ["what does #W2001 come to?", "bob@example.com"])
    assert [clause.act for clause in proven.spoken.clauses] == ["verify.done", "order.total"]
    assert "£289.00" in proven.text


async def test_only_the_missing_half_of_a_proof_is_asked_for(make_clerk: MakeClerk, small_shop: Store) -> None:
    """The same of an order that is somebody's and of one that is nobody's; after a miss both halves are in doubt."""
    for number in ("#W2001", "#W9999"):
        said = [f"where is {number}?", "bob@example.com" if number == "#W9999" else "ann@example.com", "where is it?"]
        acts = [one.spoken.clauses[0].act for one in await dialogue(make_clerk(), small_shop, None, said)]
        assert acts == ["verify.contact", "verify.failed", "verify.ask"]
    first, second = await dialogue(make_clerk(), small_shop, None, ["my email is bob@example.com", "#W2001"])
    assert first.spoken.clauses[0].act == "verify.number"
    assert second.spoken.clauses[0].act == "verify.done"


async def test_a_customer_id_the_shop_does_not_have_owns_nothing(make_clerk: MakeClerk, small_shop: Store) -> None:
    for answer in await dialogue(make_clerk(), small_shop, "C' OR 1=1 --", ["show my orders", "where is #W1001"]):
        assert not tables(answer) & {"orders", "order_items", "shipments"}
        assert not any(secret in answer.text for secret in ANNS)


async def test_a_draft_is_planned_once_and_words_without_the_store(make_clerk: MakeClerk, small_shop: Store) -> None:
    clerk = make_clerk()
    turn = Turn("what does #W1001 come to", ANN, NOW, Scene(), "1/0", seed=3)
    async with small_shop.reading() as unit:
        draft = await clerk.draft(turn, unit)
        again = await clerk.draft(turn, unit)
        assert draft.revision == await unit.revision()
    assert (draft.plan, draft.reading, draft.customer_id) == (again.plan, again.reading, ANN)
    assert set(draft.spans_ms) == set(again.spans_ms)
    assert draft.planned_ms == sum(draft.spans_ms.values())
    first, second = [await clerk.finish(draft) for _ in range(2)]
    assert first.text == second.text
    assert first.latency_ms >= draft.planned_ms


async def test_a_promise_is_due_within_the_hours_set(make_clerk: MakeClerk, small_shop: Store) -> None:
    async with small_shop.reading() as unit:
        draft = await make_clerk().draft(Turn("a person please", ANN, NOW, Scene(), "1/0"), unit)
    assert NOW < draft.due <= NOW + timedelta(hours=24)


async def test_the_language_of_the_conversation_stays(make_clerk: MakeClerk, small_shop: Store) -> None:
    talk = Talk(make_clerk(), small_shop.reading, "k")
    talk.know(ANN)
    first = await talk.say("Здравствуйте, подскажите, пожалуйста, what does #W1001 come to, я очень жду", NOW)
    second = await talk.say("#W1002", NOW)
    assert (first.language, second.language) == ("ru", "ru")


@pytest.mark.parametrize(("hint", "language"), [("ru", "ru"), ("es-MX", "es"), ("fi", "en"), (None, "en")])
async def test_a_front_end_s_hint_counts_where_the_text_says_nothing(
    make_clerk: MakeClerk, small_shop: Store, hint: str | None, language: str
) -> None:
    talk = Talk(make_clerk(), small_shop.reading, "k")
    assert (await talk.say("#W1001", NOW, hint)).language == language
