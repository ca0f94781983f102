"""An empty shop's store for every test of the edges, copied from one that was migrated once."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.engine import Store, open_store

if TYPE_CHECKING:
    from bot.conversation.clerk import Clerk
    from tests.handlers.customer import Chat


@pytest.fixture
async def store(migrated: Path, tmp_path: Path) -> AsyncIterator[Store]:
    shutil.copy(migrated, tmp_path)
    async with open_store(tmp_path, own=True) as opened:
        yield opened


@pytest.fixture
async def customer(small_shop: Store, make_clerk: "Callable[..., Clerk]") -> "AsyncIterator[Chat]":
    """A private chat with the small shop's bot; its templates speak."""
    from tests.handlers.customer import open_chat

    async with open_chat(small_shop, make_clerk()) as chat:
        yield chat
