"""Canned intents with every version that ever was."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import clean_text
from storage.loading import Row, batches, bump_revision, digest_of, sort_rows, write_rows
from storage.records import Intent, IntentVersion, Tally
from storage.tables import intent_versions, intents

_BODY = ("examples", "replies", "enabled", "verified", "action", "act")
_NOW = select(intents.c.name, intents.c.version, intent_versions.c.body).join(
    intent_versions, (intent_versions.c.name == intents.c.name) & (intent_versions.c.version == intents.c.version)
)


class Intents:
    """`intents` holds which version stands, `intent_versions` all that ever stood."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> list[Intent]:
        """By name."""
        return [_intent(row) for row in await self._connection.execute(_NOW.order_by(intents.c.name))]

    async def get(self, name: str) -> Intent | None:
        row = (await self._connection.execute(_NOW.where(intents.c.name == name))).first()
        return None if row is None else _intent(row)

    async def upsert(self, intents_: Sequence[Intent], author: str) -> Tally:
        """Add and change by name; what changed stands under a new version, the old one stays in the history."""
        tally = Tally()
        for batch in batches((_row(intent) for intent in intents_), "name"):
            bodies = {row["name"]: row.pop("body") for row in batch}
            found = await sort_rows(self._connection, intents.c.name, batch)
            await write_rows(self._connection, intents.c.name, found)
            await self._remember([*found.added, *found.changed], bodies, author)
            tally += found.tally
        if tally.moved:
            await bump_revision(self._connection)
        return tally

    async def history(self, name: str) -> list[IntentVersion]:
        """Newest first."""
        columns = intent_versions.c
        query = select(columns.name, columns.version, columns.body, columns.author, columns.at)
        rows = await self._connection.execute(query.where(columns.name == name).order_by(columns.version.desc()))
        return [IntentVersion(_intent(row), row.author, row.at) for row in rows]

    async def rollback(self, name: str, version: int, author: str) -> Intent:
        """Write that version again as a new one; KeyError where there is none."""
        for kept in await self.history(name):
            if kept.intent.version == version:
                await self.upsert([kept.intent], author)
                return await self.get(name) or kept.intent
        raise KeyError(f"{name} has no version {version}")

    async def _remember(self, rows: list[Row], bodies: Mapping[str, Any], author: str) -> None:
        if rows:
            kept = {"author": author, "at": datetime.now(UTC)}
            versions = [
                kept | {"name": row["name"], "version": row["version"], "body": bodies[row["name"]]} for row in rows
            ]
            await self._connection.execute(insert(intent_versions), versions)


def _row(intent: Intent) -> Row:
    body = {name: getattr(intent, name) for name in _BODY}
    return {"name": clean_text(intent.name), "digest": digest_of(body), "body": body}


def _intent(row: Any) -> Intent:
    body = row.body
    texts = {field: {tongue: tuple(held) for tongue, held in body[field].items()} for field in ("examples", "replies")}
    return replace(Intent(row.name, **body | texts), version=row.version)
