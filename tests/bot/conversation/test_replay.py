"""Recorded turns in bulk: every key of the contract, in the order of the lines, the same at any concurrency."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.clerk import Clerk
from bot.conversation.replay import Recorded, read_recorded, replay
from bot.errors import BadInput
from bot.evaluation.scanner import ungrounded
from bot.generation.request import Candidate, ClauseRequest, Sampling
from bot.guard.wordings import cell
from storage.engine import Store

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
MakeClerk = Callable[..., Clerk]
KEYS = {
    "conversation", "turn", "text", "reply", "route", "intent", "confidence", "receipts", "clauses", "candidates",
    "blocked", "handoff", "latency_ms",
}  # fmt: skip
ROUTES = {"canned", "generated", "template", "policy", "handoff", "clarify", "refused"}
ANNS = ("hello", "what does #W1001 come to", "and when will it arrive", "please cancel it", "thanks")
STRANGERS = ("where is #W2001", "bob@example.com", "how was it paid", "what does #W1001 come to", "when are you open")
LINES = [
    {"conversation": f"c{number}", "text": text, "customer": "C1" if number % 2 else None, "locale": None}
    for turn in range(5)
    for number in range(10)
    for text in [(ANNS if number % 2 else STRANGERS)[turn]]
]


class Unpunctual:
    """Offers a licensed and an unlicensed wording of each clause, after a while that differs from turn to turn."""

    def __init__(self) -> None:
        self.at_once, self.most = 0, 0

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> list[list[Candidate]]:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(sampling.seed % 13 / 1000)
        self.at_once -= 1
        return [self._offer(one, sampling.seed) for one in requests]

    def _offer(self, one: ClauseRequest, seed: int) -> list[Candidate]:
        reviewed = sorted({clause.text for clause in cell(one.language, one.act, one.polarity, one.row)})
        return [Candidate(reviewed[seed % len(reviewed)], -1.0), Candidate("It is all yours.", -0.5)]


def recorded(rows: Sequence[dict[str, Any]]) -> list[Recorded]:
    return [
        Recorded(line, row["conversation"], row["text"], row.get("customer"), row.get("locale"), row)
        for line, row in enumerate(rows, 1)
    ]


async def run(
    clerk: Clerk, store: Store, rows: Sequence[dict[str, Any]] = LINES, concurrency: int = 1, seed: int = 0
) -> list[dict[str, Any]]:
    lines = recorded(rows)
    found = [one async for one in replay(lines, clerk, store.reading, NOW, seed, concurrency)]
    assert [line for line, _ in found] == lines
    return [json.loads(json.dumps(answer, ensure_ascii=False)) for _, answer in found]


def timeless(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "latency_ms"} for row in rows]


async def test_every_key_of_the_contract(make_clerk: MakeClerk, small_shop: Store) -> None:
    rows = await run(make_clerk(Unpunctual()), small_shop)
    for row in rows:
        assert set(row) == KEYS
        assert row["route"] in ROUTES
        assert isinstance(row["intent"], str)
        assert 0 <= row["confidence"] <= 1
        assert row["latency_ms"] >= 0
        assert isinstance(row["handoff"], bool)
        assert isinstance(row["candidates"], int)
        assert " ".join(row["reply"].split()) == " ".join(" ".join(one["text"] for one in row["clauses"]).split())
        for clause in row["clauses"]:
            assert set(clause) == {"act", "text", "by"}
        for blocked in row["blocked"]:
            assert set(blocked) == {"reason", "text"} and all(blocked.values())
        for proof in row["receipts"]:
            assert {"slot", "text", "sources"} <= set(proof)
            assert proof["text"].strip() in row["reply"]
            assert proof["sources"]
            for source in proof["sources"]:
                assert set(source) == {"table", "key", "column", "value", "version"}
        assert ungrounded(row["reply"], row["receipts"]) == []
    assert {"generated", "handoff", "refused", "canned"} <= {row["route"] for row in rows}
    assert any(row["blocked"] and row["candidates"] for row in rows)


async def test_replies_stand_in_the_order_of_the_lines(make_clerk: MakeClerk, small_shop: Store) -> None:
    rows = await run(make_clerk(Unpunctual()), small_shop, concurrency=8)
    assert [(row["conversation"], row["text"]) for row in rows] == [(one["conversation"], one["text"]) for one in LINES]
    for number in range(10):
        assert [row["turn"] for row in rows if row["conversation"] == f"c{number}"] == list(range(5))


async def test_the_facts_are_the_same_at_any_concurrency(make_clerk: MakeClerk, small_shop: Store) -> None:
    alone, many = Unpunctual(), Unpunctual()
    one = await run(make_clerk(alone), small_shop, concurrency=1)
    eight = await run(make_clerk(many), small_shop, concurrency=8)
    assert timeless(one) == timeless(eight)
    assert alone.most == 1
    assert 1 < many.most <= 8


async def test_the_seed_words_and_never_decides(make_clerk: MakeClerk, small_shop: Store) -> None:
    one, other = [await run(make_clerk(tone="auto"), small_shop, seed=seed) for seed in (1, 2)]
    assert [row["reply"] for row in one] != [row["reply"] for row in other]
    for first, second in zip(one, other, strict=True):
        assert [clause["act"] for clause in first["clauses"]] == [clause["act"] for clause in second["clauses"]]
        assert _facts(first) == _facts(second)
        assert (first["route"], first["intent"], first["handoff"]) == (
            second["route"],
            second["intent"],
            second["handoff"],
        )


def _facts(row: dict[str, Any]) -> list[str]:
    return sorted(json.dumps(proof["sources"]) for proof in row["receipts"])


async def test_turns_of_a_conversation_share_its_history(make_clerk: MakeClerk, small_shop: Store) -> None:
    rows = await run(make_clerk(), small_shop)
    anns = [row["reply"] for row in rows if row["conversation"] == "c1"]
    assert "£314.00" in anns[1]
    assert "June 19" in anns[2]
    strangers = [row["reply"] for row in rows if row["conversation"] == "c0"]
    assert "June 23" not in strangers[0]
    assert "Klarna" in strangers[2]
    assert "314" not in strangers[3]


async def test_conversations_share_nothing(make_clerk: MakeClerk, small_shop: Store) -> None:
    clerk = make_clerk()
    together = await run(clerk, small_shop, concurrency=8)
    for number in (0, 1):
        own = [row for row in LINES if row["conversation"] == f"c{number}"]
        alone = await run(clerk, small_shop, own)
        assert timeless(alone) == timeless([row for row in together if row["conversation"] == f"c{number}"])


async def test_strangers_never_see_the_facts_of_an_order(make_clerk: MakeClerk, small_shop: Store) -> None:
    texts = (
        "where is #W1001", "what does #W2001 come to", "show my orders", "the first one", "what is in #W1002",
        "cancel #W1001", "#W1001 x@example.com", "a person",
    )  # fmt: skip
    rows = [{"conversation": f"s{place % 3}", "text": text} for place, text in enumerate(texts * 3)]
    for row in await run(make_clerk(Unpunctual()), small_shop, rows, concurrency=3):
        tables = {source["table"] for proof in row["receipts"] for source in proof["sources"]}
        assert not tables & {"orders", "order_items", "shipments", "refunds", "customers"}
        assert not any(secret in row["reply"] for secret in ("314", "25.00", "289", "June 19", "June 23", "PR7781"))


async def test_a_customer_told_once_is_not_taken_for_granted(make_clerk: MakeClerk, small_shop: Store) -> None:
    texts = [("C1", "what does #W1001 come to"), (None, "what does it come to"), ("C2", "what does it come to")]
    rows = [{"conversation": "c", "text": text, "customer": customer} for customer, text in texts]
    replies = [row["reply"] for row in await run(make_clerk(), small_shop, rows)]
    assert ["314" in reply for reply in replies] == [True, False, False]


async def test_a_line_may_name_its_moment(make_clerk: MakeClerk, small_shop: Store) -> None:
    rows = [
        {"conversation": "c", "text": "when will #W1001 arrive", "customer": "C1", "now": now}
        for now in ("2026-06-15T12:00:00+00:00", "2026-06-19T08:00:00Z", "2026-06-25T12:00:00+02:00")
    ]
    acts = [{one["act"] for one in row["clauses"]} for row in await run(make_clerk(), small_shop, rows)]
    assert "order.eta_future" in acts[0]
    assert "order.eta_today" in acts[1]
    assert "order.eta_past" in acts[2]


async def test_nothing_is_left_in_the_shop(make_clerk: MakeClerk, small_shop: Store) -> None:
    def dump() -> list[str]:
        with sqlite3.connect(small_shop.path) as file:
            found = list(file.iterdump())
        file.close()
        return found

    before = dump()
    await run(make_clerk(), small_shop, concurrency=8)
    assert dump() == before


async def test_the_same_question_is_not_always_worded_the_same(make_clerk: MakeClerk, small_shop: Store) -> None:
    rows = await run(make_clerk(), small_shop)
    assert len({row["reply"] for row in rows if row["text"] == ANNS[1]}) > 1


async def test_no_lines_no_replies(make_clerk: MakeClerk, small_shop: Store) -> None:
    assert await run(make_clerk(), small_shop, []) == []


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "turns.jsonl"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"conversation": "c1", "text": "hi\u2028there", "customer": "C1", "locale": "en", "note": [1]},
        {"text": "", "customer": None},
        {"conversation": 7, "text": "你好", "customer": ""},
    ]
    text = "\ufeff" + "\r\n\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n"
    first, second, third = read_recorded(write(tmp_path, text))
    assert first == Recorded(1, "c1", "hi\u2028there", "C1", "en", rows[0])
    assert (second.line, second.text, second.customer, second.locale) == (3, "", None, None)
    assert (third.line, third.conversation, third.customer, third.text) == (5, "7", None, "你好")
    assert second.conversation != third.conversation
    assert read_recorded(write(tmp_path, "")) == []


def test_bytes_that_are_no_text_are_replaced(tmp_path: Path) -> None:
    [line] = read_recorded(write(tmp_path, b'{"text": "\xff hi"}\n'))
    assert line.text == "\ufffd hi"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"hi"',
        "null",
        '{"conversation": "c"}',
        '{"text": null}',
        '{"text": 5}',
        '{"text": "hi", "customer": {}}',
        '{"text": "hi", "customer": ["C1"]}',
        '{"text": "hi", "locale": 1.5}',
        '{"text": "hi", "conversation": []}',
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, f'{{"text": "hi"}}\n\n{line}\n')
    with pytest.raises(BadInput) as told:
        read_recorded(path)
    assert str(told.value).startswith(f"{path}:3: ")
    assert told.value.exit_code == 2
    assert "\n" not in str(told.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(BadInput, match=str(path)):
            read_recorded(path)
