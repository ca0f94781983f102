"""Telegram that holds one chat back, and updates that nobody can read: the others are answered as if nothing were."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from storage.engine import FILE
from tests.botapi.bots import BotAccount
from tests.botapi.people import PeopledChat
from tests.faults.env_hang import converse
from tests.faults.env_world import ASKED, Report, World, answered, free_port, make_home, p95, running
from tests.faults.judging import Question

SECRET = "s3cret_" * 5
EACH = 3
SAYINGS = {"update_quarantined", "updates_quarantined", "polling_failing", "polling_works_again"}


async def flood(folder: Path, for_s: float, most_ratio: float) -> Report:
    """429 in one chat for so long; the others are compared with the time before, which lasts as long."""
    report = Report(f"429 for {for_s:g} s in one chat")
    async with running(await make_home(folder)) as world:
        others, told = world.people(4), dict[PeopledChat, list[Question]]()
        held = world.api.bot.private("Held", language_code="en")
        calm_s = await converse(others, told, _after(for_s))
        world.api.faults.flood(held.id, for_s=for_s)
        began_s = time.monotonic()
        for question in ASKED[:EACH]:
            held.say(question.text)
        beside_s = await converse(others, told, _after(for_s))
        await answered({held: ASKED[:EACH]})
        report.judge({**told, held: ASKED[:EACH]})
        first_s = held.replies()[0].versions[-1].at - began_s
        _note_held(world, held, report)
    report.figures |= {"first reply there after s": round(first_s, 1), "p95 of others ms": round(p95(beside_s) * 1000)}
    report.figures |= {"before": round(p95(calm_s) * 1000), "replies of others meanwhile": len(beside_s)}
    report.must(first_s >= for_s - 0.1, "the chat was written to while it was held")
    report.must(p95(beside_s) <= p95(calm_s) * most_ratio, "the others are slower")
    return report


def _after(for_s: float) -> Any:
    end_s = time.monotonic() + for_s
    return lambda: time.monotonic() >= end_s


def _note_held(world: World, held: PeopledChat, report: Report) -> None:
    """Telegram's word is obeyed: nothing is sent again and again."""
    sends = [call for call in world.api.bot.calls_of("sendMessage") if int(call.params.get("chat_id", 0)) == held.id]
    refused = sum(call.status == 429 for call in sends)
    report.figures |= {"sends refused": refused, "log lines": len(world.warnings())}
    report.must(1 <= refused <= 2, f"{refused} sends were refused")
    report.must(len(world.warnings()) <= 1, f"a flood in the log: {world.warnings()}")


async def malformed(folder: Path) -> Report:
    """At the head of a batch, asked for by polling."""
    report, home = Report("malformed updates, polling"), await make_home(folder)
    async with running(home) as world:
        await _bring(world, home, report)
    return report


async def malformed_webhook(folder: Path) -> Report:
    """The same, brought to a webhook one by one."""
    report, home = Report("malformed updates, webhook"), await make_home(folder)
    port = free_port()
    hook: dict[str, Any] = {"webhook_port": port, "webhook_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET}
    async with running(home, **hook) as world:
        await _bring(world, home, report)
    return report


async def _bring(world: World, home: Path, report: Report) -> None:
    """Two batches: malformed values before good updates, then text that is no JSON or too much of it."""
    told: dict[PeopledChat, list[Question]] = {one: [] for one in world.people(3)}
    half = world.api.bot.private("Half", language_code="en")
    values = await _batch(world, told, lambda: _inject_values(world.api.bot, half))
    texts = await _batch(world, told, lambda: _inject_texts(world.api.bot))
    told[half] = [ASKED[0]]
    await answered(told)
    await asyncio.wait_for(_settled(home), 30)
    report.judge(told)
    kept, broken = _quarantined(home), len(values) + len(texts)
    report.figures |= {"malformed": broken, "kept in quarantine": len(kept), "log lines": len(world.warnings())}
    lost = [value for value in values if value not in [_loads(raw) for raw in kept]]
    report.must(not lost, f"not kept as they came: {str(lost)[:200]}")
    report.must(all(any(text.encode() in raw for raw in kept) for text in texts), "unreadable bytes are not kept")
    report.must(len(world.warnings()) <= broken, f"more lines than malformed updates: {world.warnings()}")
    report.must(set(world.warnings()) <= SAYINGS, f"not told in one plain line each: {world.warnings()}")


async def _batch(world: World, told: dict[PeopledChat, list[Question]], inject: Callable[[], list[Any]]) -> list[Any]:
    """What is injected comes first, then one question of each customer; returns when those are answered."""
    bot = world.api.bot
    bot.updates.hold()
    injected = inject()
    for one, asked in told.items():
        asked.append(ASKED[len(asked)])
        one.say(asked[-1].text)
    bot.updates.release()
    await answered(told)
    await bot.wait_confirmed(30)
    return injected


def _inject_values(bot: BotAccount, half: PeopledChat) -> list[Any]:
    """JSON that is no update, updates that aiogram cannot parse, and a question with half a character behind it."""
    message = {"message_id": 5, "date": int(time.time()), "chat": half.body, "from": half.body | {"is_bot": False}}
    message["text"] = f"{ASKED[0].text} \ud83d"
    bot.updates.inject_text(json.dumps({"update_id": bot.updates.next_id, "message": message}))
    values: list[Any] = [42, "text", None, [1], {}, {"message": {"text": "no id"}}, {"update_id": "7", "message": {}}]
    values += [{"update_id": True}, {"update_id": 1.5}, {"update_id": -4}]
    for value in values:
        bot.updates.inject(value)
    for body in _bodies():
        values.append({"update_id": bot.updates.next_id, "message": body})
        bot.updates.inject(values[-1])
    return values


def _inject_texts(bot: BotAccount) -> list[str]:
    """No JSON, or too much of it."""
    texts = ["{broken", '{"update_id": ' + "9" * 5000 + "}", '{"deep": ' + "[" * 50_000 + "]" * 50_000 + "}"]
    for text in texts:
        bot.updates.inject_text(text)
    return texts


def _bodies() -> list[Any]:
    """Messages that aiogram cannot parse."""
    chat = {"id": 9001, "type": "private", "first_name": "B"}
    return [
        "a string",
        {"chat": {"id": 9002}},
        {"chat": chat, "text": "no id and no date"},
        {"message_id": 10**40, "date": 10**30, "chat": {**chat, "id": 2**80}, "text": ["not a text"]},
        {"message_id": 1, "date": "yesterday", "chat": chat, "text": "?"},
        {"message_id": 1, "date": 1, "chat": chat, "text": {"a": "b"}},
    ]


async def _settled(home: Path) -> None:
    """Nothing in the inbox waits or is worked on."""
    while _count(home, "state IN ('new', 'taken')"):  # noqa: ASYNC110 - another connection's rows
        await asyncio.sleep(0.05)


def _count(home: Path, where: str) -> int:
    with closing(sqlite3.connect(home / FILE)) as file:
        return int(file.execute(f"SELECT count(*) FROM inbox WHERE {where}").fetchone()[0])


def _quarantined(home: Path) -> list[bytes]:
    with closing(sqlite3.connect(home / FILE)) as file:
        return [raw for (raw,) in file.execute("SELECT raw FROM inbox WHERE state = 'quarantined'")]


def _loads(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return ...
