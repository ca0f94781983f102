"""The model speaks where its wording is licensed, the template where it is not; receipts follow the printed text."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.reply import Clause, Spoken
from bot.conversation.wording import SLOW_MS, TONES, Tempo, Wording
from bot.facts.bound import Bound, bind, block, cell
from bot.facts.voice import SPOKEN, Voice
from bot.generation.checkpoint import Checkpoint
from bot.generation.client import LocalWriter, NoWriter, Writer
from bot.generation.request import Candidate, ClauseRequest, Sampling
from bot.generation.tokenizer import Vocabulary, learn
from bot.guard import wordings
from bot.guard.guard import Guard
from bot.guard.licence import Licence
from bot.plan.acts import Polarity, Row
from bot.plan.proposition import Plan, Proposition, Request
from bot.plan.scene import Scene
from storage.records import Source

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
ROW = "#W1001"


class FakeWriter:
    """Returns the candidates chosen for each act, the likeliest first, and remembers what it was asked."""

    def __init__(self, chosen: Mapping[str, Sequence[str]]) -> None:
        self.chosen = chosen
        self.asked: list[ClauseRequest] = []

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> list[list[Candidate]]:
        self.asked += requests
        return [[Candidate(text, -0.1) for text in self.chosen.get(one.act, ())] for one in requests]


def of_order(column: str, value: str) -> Source:
    return Source("orders", ROW, column, value, 3)


NAME = bind("order.id", ROW, of_order("order_id", ROW))
SHIPPED = Proposition(
    "order.shipped_on",
    (bind("shipped.date", "June 3", Source("shipments", f"{ROW}/1", "shipped_at", "2026-06-03", 1)),),
    ROW,
    NAME,
    proof=(of_order("status", "shipped"),),
)
TOTAL = Proposition("order.total", (bind("total", "£48.00", of_order("total", "48.00")),), ROW, NAME)
ITEMS = Proposition(
    "order.items",
    (block("items", ["• 2 × “Trail Mug”", "• 1 × “Ridge Tent”"], [cell("items", "“Trail Mug”", of_order("t", "m"))]),),
    ROW,
    NAME,
)
SHIPPED_TEXT = "Order {order.id} was shipped on {shipped.date}."
TOTAL_TEXT = "The total of your order is {total}."
CANNED = Proposition(
    "canned.hours",
    (bind("shop.opens", "9:00", Source("shop", "shop", "opens", "9:00", 1)),),
    text="We open at 9:00.",
)


def plan(*propositions: Proposition) -> Plan:
    return Plan(propositions, Scene(), "order.status", 0.9)


async def speak(
    *propositions: Proposition,
    writer: Writer | None = None,
    seed: int = 0,
    recent: Sequence[str] = (),
    language: str = "en",
    tone: str = "plain",
) -> Spoken:
    wording = Wording(writer or NoWriter(), Guard(Licence()), Sampling(), tone)
    return await wording.speak(plan(*propositions), Voice(language, NOW, UTC), "where is {order.id}", seed, recent)


def reviewed(act: str, row: Row, language: str = "en") -> list[str]:
    return [clause.text for clause in wordings.cell(language, act, Polarity.OPEN, row)]


def test_the_wordings_used_here_are_reviewed() -> None:
    assert SHIPPED_TEXT in reviewed("order.shipped_on", Row.NEW)
    assert TOTAL_TEXT in reviewed("order.total", Row.SAME)


async def test_a_licensed_candidate_is_used() -> None:
    spoken = await speak(SHIPPED, writer=FakeWriter({"order.shipped_on": [SHIPPED_TEXT]}))
    assert spoken.text == f"Order {ROW} was shipped on June 3."
    assert [(clause.by, clause.fact) for clause in spoken.clauses] == [("model", True)]
    assert (spoken.blocked, spoken.sampled) == ((), 1)


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        ("Order {order.id} was shipped on {shipped.date}, guaranteed.", "unlicensed: "),
        ("Order {order.id} was not shipped on {shipped.date}.", "unlicensed: "),
        ("Order {order.id} was shipped on {shipped.date} or two days later.", "unlicensed: "),
        ("Order {order.id} was shipped.", "slots"),
        ("Order {order.id} {order.id} was shipped on {shipped.date}.", "slots"),
        ("Order {order.id} was shipped on {shipped.date} for {total}.", "slots"),
        ("Order #W9999 was shipped on June 4.", "slots"),
        ("Заказ {order.id} отправлен {shipped.date}.", "language"),
        ("", "slots"),
    ],
)
async def test_what_is_not_licensed_is_blocked_and_the_template_speaks(candidate: str, reason: str) -> None:
    spoken = await speak(SHIPPED, writer=FakeWriter({"order.shipped_on": [candidate]}))
    [blocked] = spoken.blocked
    assert blocked.reason.startswith(reason)
    assert blocked.text == candidate
    [clause] = spoken.clauses
    assert clause.by == "template"
    assert ROW in spoken.text and "June 3" in spoken.text
    assert "{" not in spoken.text


async def test_of_many_candidates_a_licensed_one_speaks_and_the_rest_are_blocked() -> None:
    bad = ["Order {order.id} flew on {shipped.date}.", "Order {order.id} was shipped."]
    spoken = await speak(SHIPPED, writer=FakeWriter({"order.shipped_on": [bad[0], SHIPPED_TEXT, bad[1]]}))
    assert spoken.text == f"Order {ROW} was shipped on June 3."
    assert [one.text for one in spoken.blocked] == bad
    assert spoken.sampled == 3


async def test_each_clause_says_by_whom_it_was_written() -> None:
    writer = FakeWriter({"order.shipped_on": [SHIPPED_TEXT], "order.total": ["It is free."]})
    spoken = await speak(SHIPPED, TOTAL, writer=writer)
    assert [(clause.act, clause.by) for clause in spoken.clauses] == [
        ("order.shipped_on", "model"),
        ("order.total", "template"),
    ]
    assert " ".join(clause.text for clause in spoken.clauses) == spoken.text
    assert [one.text for one in spoken.blocked] == ["It is free."]


async def test_the_model_sees_slots_and_no_value() -> None:
    writer = FakeWriter({})
    await speak(SHIPPED, TOTAL, writer=writer, tone="formal")
    first, second = writer.asked
    assert (first.act, first.row, first.previous) == ("order.shipped_on", Row.NEW, None)
    assert (second.act, second.row, second.previous) == ("order.total", Row.SAME, "order.shipped_on")
    assert {first.tone, second.tone} == {"formal"}
    assert not any(value in repr(writer.asked) for value in (ROW, "June 3", "48.00"))


def _places(spoken: Spoken, clause: Clause) -> list[int]:
    start = spoken.text.index(clause.text)
    return [start + clause.text.index(proof.text.strip()) for proof in clause.receipts if proof.fn != "predicate"]


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        (SHIPPED_TEXT, ["order.id", "shipped.date"]),
        ("On {shipped.date}, order {order.id} was shipped.", ["shipped.date", "order.id"]),
    ],
)
async def test_receipts_follow_the_printed_order(text: str, slots: list[str]) -> None:
    spoken = await speak(SHIPPED, writer=FakeWriter({"order.shipped_on": [text]}))
    [clause] = spoken.clauses
    assert clause.by == "model"
    assert [proof.slot for proof in clause.receipts if proof.fn != "predicate"] == slots
    assert _places(spoken, clause) == sorted(_places(spoken, clause))


async def test_what_an_act_rests_on_has_a_receipt_that_stands_in_the_reply() -> None:
    for seed in range(40):
        spoken = await speak(SHIPPED, seed=seed)
        [proof] = [proof for proof in spoken.clauses[0].receipts if proof.fn == "predicate"]
        assert proof.text and proof.text in spoken.text
        assert proof.sources == SHIPPED.proof
        assert proof.slot == "order.shipped_on"


async def test_a_block_stands_on_lines_of_its_own() -> None:
    spoken = await speak(ITEMS, TOTAL)
    assert "\n• 2 × “Trail Mug”\n• 1 × “Ridge Tent”" in spoken.text
    lines = spoken.text.split("\n")
    assert "£48.00" in lines[-1] and "•" not in lines[-1]


async def test_rows_after_one_another_begin_new_lines() -> None:
    other = Proposition(
        "order.total",
        (bind("total", "£9.00", Source("orders", "#W2", "total", "9.00", 1)),),
        "#W2",
        bind("order.id", "#W2", Source("orders", "#W2", "order_id", "#W2", 1)),
    )
    first, second = (await speak(TOTAL, other)).text.split("\n")
    assert ROW in first and "£48.00" in first
    assert "#W2" in second and "£9.00" in second


async def test_a_canned_text_is_said_as_it_is_and_never_sampled() -> None:
    writer = FakeWriter({})
    spoken = await speak(CANNED, writer=writer)
    assert spoken.text == "We open at 9:00."
    assert [(clause.by, clause.receipts) for clause in spoken.clauses] == [("canned", CANNED.slots[0].receipts)]
    assert (writer.asked, spoken.sampled) == ([], 0)
    both = await speak(CANNED, TOTAL, writer=writer)
    assert [one.act for one in writer.asked] == ["order.total"]
    assert both.text.startswith("We open at 9:00. ")


async def test_the_same_seed_says_the_same() -> None:
    one, other = [await speak(SHIPPED, TOTAL, seed=4, tone="auto") for _ in range(2)]
    assert (one.text, one.clauses, one.tone) == (other.text, other.clauses, other.tone)
    assert len({(await speak(SHIPPED, TOTAL, seed=seed)).text for seed in range(10)}) > 3


async def test_a_wording_said_before_is_avoided_when_there_is_another() -> None:
    other = next(text for text in reviewed("order.shipped_on", Row.NEW) if text != SHIPPED_TEXT)
    before = [f"Order {ROW} was shipped on June 3."]
    both = FakeWriter({"order.shipped_on": [SHIPPED_TEXT, other]})
    for seed in range(10):
        spoken = await speak(SHIPPED, writer=both, seed=seed, recent=before)
        assert spoken.text not in before
        assert spoken.blocked == ()
    alone = await speak(SHIPPED, writer=FakeWriter({"order.shipped_on": [SHIPPED_TEXT]}), recent=before)
    assert (alone.text, alone.clauses[0].by) == (before[0], "model")


@pytest.mark.parametrize("tone", [*TONES, "auto"])
async def test_every_tone_speaks(tone: str) -> None:
    spoken = await speak(SHIPPED, tone=tone)
    assert spoken.tone in TONES
    assert tone in ("auto", spoken.tone)


@pytest.mark.parametrize("language", SPOKEN)
async def test_without_candidates_every_language_has_its_template(language: str) -> None:
    spoken = await speak(SHIPPED, ITEMS, TOTAL, language=language)
    assert {clause.by for clause in spoken.clauses} == {"template"}
    assert all(value in spoken.text for value in (ROW, "June 3", "£48.00", "Trail Mug"))
    assert "{" not in spoken.text


@given(value=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
def test_whatever_a_value_holds_it_is_printed_as_a_value(value: str) -> None:
    """A title may read like a slot, a control token or a promise: it is filled in last and judged by nobody."""
    import asyncio

    bound = Bound("vendor", value, (cell("vendor", value, Source("products", "m", "vendor", value, 1)),))
    said = Proposition("product.vendor", (bound,), "m", bind("product.title", "“{total} <|clerk|>”", of_order("t", "")))
    spoken = asyncio.run(speak(said))
    assert value.removesuffix(".") in spoken.text
    assert "“{total} <|clerk|>”" in spoken.text
    assert {proof.slot for proof in spoken.clauses[0].receipts} == {"vendor", "product.title"}


class Late:
    """A writer whose deadline passed for some of the clauses."""

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> list[list[Candidate]]:
        return [[Candidate(SHIPPED_TEXT, -1.0)] if one.act == "order.shipped_on" else [] for one in requests]


async def test_a_late_writer_leaves_the_rest_to_templates() -> None:
    spoken = await speak(SHIPPED, TOTAL, writer=Late())
    assert [clause.by for clause in spoken.clauses] == ["model", "template"]
    assert "£48.00" in spoken.text


@pytest.mark.slow
async def test_a_broken_model_leaves_everything_to_templates(tmp_path: Path) -> None:
    vocabulary = Vocabulary(learn(["Order {order.id} was shipped."], [], 900), {})
    writer = LocalWriter(Checkpoint(tmp_path / "nothing", vocabulary, {}))
    try:
        for _ in range(2):
            started = time.monotonic()
            spoken = await speak(SHIPPED, TOTAL, writer=writer)
            assert time.monotonic() - started < Sampling().deadline_s + 2
            assert {clause.by for clause in spoken.clauses} == {"template"}
            assert ROW in spoken.text and "£48.00" in spoken.text
    finally:
        writer.close()


class Ear:
    """Hears a reply grow, and what the writer had been asked for by then."""

    def __init__(self, writer: FakeWriter) -> None:
        self.writer = writer
        self.heard: list[tuple[str, int]] = []

    async def __call__(self, text: str) -> None:
        self.heard.append((text, len(self.writer.asked)))


async def _aloud(said: Plan, clause_ms: float) -> tuple[Spoken, Ear]:
    writer = FakeWriter({"order.shipped_on": [SHIPPED_TEXT], "order.total": [TOTAL_TEXT]})
    ear = Ear(writer)
    wording = Wording(writer, Guard(Licence()), Sampling(), "plain", Tempo(clause_ms))
    return await wording.speak(said, Voice("en", NOW, UTC), "where is it", 0, hear=ear), ear


async def test_a_slow_reply_is_heard_as_it_grows_and_comes_out_the_same() -> None:
    spoken, ear = await _aloud(plan(SHIPPED, TOTAL), SLOW_MS + 1)
    assert ear.heard == [(f"Order {ROW} was shipped on June 3.", 1)]
    at_once, quiet = await _aloud(plan(SHIPPED, TOTAL), 0.0)
    assert quiet.heard == []
    assert (spoken.text, spoken.clauses) == (at_once.text, at_once.clauses)


async def test_nothing_is_heard_of_a_promise_before_its_task_is_kept() -> None:
    promised = Plan((SHIPPED, TOTAL), Scene(), "action.cancel", 0.9, (Request("cancel", ROW),), handoff=True)
    _, ear = await _aloud(promised, SLOW_MS + 1)
    assert ear.heard == []


async def test_what_the_guard_refuses_is_not_heard() -> None:
    writer = FakeWriter({"order.shipped_on": ["Order {order.id} was not shipped on {shipped.date}."]})
    ear = Ear(writer)
    wording = Wording(writer, Guard(Licence()), Sampling(), "plain", Tempo(SLOW_MS + 1))
    await wording.speak(plan(SHIPPED, TOTAL), Voice("en", NOW, UTC), "where is it", 0, hear=ear)
    [(heard, _)] = ear.heard
    assert "June 3" in heard and "not" not in heard


async def test_the_tempo_is_the_writer_s() -> None:
    class Late(FakeWriter):
        async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> list[list[Candidate]]:
            await asyncio.sleep(0.02 * len(requests))
            return await super().write(requests, sampling)

    wording = Wording(Late({}), Guard(Licence()), Sampling(), "plain")
    await wording.speak(plan(SHIPPED, TOTAL), Voice("en", NOW, UTC), "", 0)
    assert wording.tempo.clause_ms >= 20
