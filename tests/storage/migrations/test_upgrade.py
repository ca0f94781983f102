"""Every revision up and down, and the migrations come to the tables."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from storage.migrations import HEAD
from storage.migrations.upgrade import configured, downgrade, upgrade
from storage.tables import metadata


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def _revisions(connection: Connection) -> list[str]:
    return [script.revision for script in ScriptDirectory.from_config(configured(connection)).walk_revisions()][::-1]


def test_head_is_the_newest_revision(connection: Connection) -> None:
    assert _revisions(connection)[-1] == HEAD


def test_stairway(connection: Connection) -> None:
    for revision in _revisions(connection):
        upgrade(connection, revision)
        downgrade(connection, "-1")
        upgrade(connection, revision)
    downgrade(connection, "base")
    assert inspect(connection).get_table_names() == ["alembic_version"]


def test_migrations_come_to_the_tables(connection: Connection) -> None:
    upgrade(connection)
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert compare_metadata(context, metadata) == []


def test_foreign_keys_and_uniques_are_named_alike(connection: Connection) -> None:
    upgrade(connection)
    inspector = inspect(connection)
    for table in metadata.tables.values():
        named = {key["name"] for key in inspector.get_foreign_keys(table.name)}
        named |= {key["name"] for key in inspector.get_unique_constraints(table.name)}
        expected = {
            str(c.name) for c in table.constraints if type(c).__name__ in ("UniqueConstraint", "ForeignKeyConstraint")
        }
        assert named == expected


def test_tables_compile_for_postgresql() -> None:
    dialect = make_url("postgresql://").get_dialect()()
    for table in metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=dialect))
        assert all(str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes)
