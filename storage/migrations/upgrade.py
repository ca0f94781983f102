"""Runs the migrations on an open connection; it neither begins nor commits."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def configured(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    command.upgrade(configured(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    command.downgrade(configured(connection), revision)
