"""Canned intents keep every version."""

from dataclasses import replace
from datetime import UTC

import pytest

from storage.engine import Store
from storage.records import Intent, Tally

HOURS = Intent(
    "hours", {"en": ("when are you open",), "zh": ("几点开门",)}, {"en": ("From {shop.opens}.",)}, verified=True
)


async def test_intents_keep_every_version(store: Store) -> None:
    async with store.writing() as unit:
        assert await unit.intents.upsert([HOURS], "ann") == Tally(added=1)
        assert await unit.intents.upsert([HOURS], "bob") == Tally(unchanged=1)
        off = replace(HOURS, enabled=False)
        assert await unit.intents.upsert([off, replace(HOURS, name="a")], "bob") == Tally(added=1, changed=1)
        assert [intent.name for intent in await unit.intents.all()] == ["a", "hours"]
        assert await unit.intents.get("hours") == replace(off, version=2)
        back = await unit.intents.rollback("hours", 1, "cem")
        assert back == replace(HOURS, version=3)
        versions = await unit.intents.history("hours")
        assert [(kept.author, kept.intent.version, kept.intent.enabled) for kept in versions] == [
            ("cem", 3, True),
            ("bob", 2, False),
            ("ann", 1, True),
        ]
        assert versions[0].at.tzinfo is UTC
        assert await unit.intents.get("none") is None
        with pytest.raises(KeyError, match="no version 9"):
            await unit.intents.rollback("hours", 9, "cem")


async def test_rolling_back_to_what_stands_changes_nothing(store: Store) -> None:
    async with store.writing() as unit:
        await unit.intents.upsert([HOURS], "ann")
        assert await unit.intents.rollback("hours", 1, "bob") == HOURS
        assert len(await unit.intents.history("hours")) == 1
