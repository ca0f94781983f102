"""Loading many rows of one kind: finds out what is new, what changed and what is as it was.

It compares digests, so that a load of the same file twice writes nothing. It knows no aggregate.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sqlalchemy import Column, Table, bindparam, cast, insert, select, update
from sqlalchemy import Integer as Whole
from sqlalchemy import Text as Letters
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import clean_text, comparable
from storage.records import Tally
from storage.tables import meta

BATCH = 500
Row = dict[str, Any]


@dataclass
class Sorted:
    """A batch by what is to be done with it; `changed` rows carry their new version."""

    added: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    unchanged: int = 0

    @property
    def tally(self) -> Tally:
        return Tally(len(self.added), len(self.changed), self.unchanged)


def digest_of(row: Mapping[str, Any] | tuple[Any, ...]) -> str:
    """The same for rows that say the same, whatever the order of their keys."""
    plain = json.dumps(row, sort_keys=True, default=comparable, separators=(",", ":"))
    return blake2b(plain.encode(), digest_size=16).hexdigest()


def batches(rows: Iterable[Row], key: str, size: int = BATCH) -> Iterator[list[Row]]:
    """At most `size` rows, no key twice in one batch: the second one must see what the first one did."""
    batch: dict[str, Row] = {}
    for row in rows:
        if len(batch) >= size or row[key] in batch:
            yield list(batch.values())
            batch = {}
        batch[row[key]] = row
    if batch:
        yield list(batch.values())


async def sort_rows(connection: AsyncConnection, key: Column[str], rows: list[Row]) -> Sorted:
    """Compare rows (each with its `digest`) with those of the table; gives them their `version`."""
    table, name = key.table, key.name
    query = select(key, table.c.digest, table.c.version).where(key.in_([row[name] for row in rows]))
    known = {found: (digest, version) for found, digest, version in await connection.execute(query)}
    done = Sorted()
    for row in rows:
        digest, version = known.get(row[name], (None, 0))
        if digest == row["digest"]:
            done.unchanged += 1
        else:
            (done.changed if version else done.added).append(row | {"version": version + 1})
    return done


async def write_rows(connection: AsyncConnection, key: Column[str], rows: Sorted) -> None:
    """Insert what is new, overwrite what changed."""
    table = key.table
    assert isinstance(table, Table)
    if rows.added:
        await connection.execute(insert(table), rows.added)
    if rows.changed:
        held = bindparam("held_key", type_=key.type)
        changes = [
            {("held_key" if name == key.name else name): value for name, value in row.items()} for row in rows.changed
        ]
        names = [name for name in rows.changed[0] if name != key.name]
        statement = update(table).where(key == held).values({name: bindparam(name) for name in names})
        await connection.execute(statement, changes)


async def load_rows(connection: AsyncConnection, key: Column[str], rows: Iterable[Row]) -> Tally:
    """Add and change rows by `key`, and raise the shop's revision when anything moved."""
    tally = Tally()
    for batch in batches((_keyed(row, key.name) for row in rows), key.name):
        found = await sort_rows(connection, key, batch)
        await write_rows(connection, key, found)
        tally += found.tally
    if tally.moved:
        await bump_revision(connection)
    return tally


def _keyed(row: Row, key: str) -> Row:
    """With its digest, and its key as the table will spell it."""
    return row | {key: clean_text(row[key]), "digest": digest_of(row)}


async def bump_revision(connection: AsyncConnection) -> None:
    counted = cast(cast(meta.c.value, Whole) + 1, Letters)
    await connection.execute(update(meta).where(meta.c.name == "revision").values(value=counted))
