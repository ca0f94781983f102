"""One writing process per home."""

import os
from pathlib import Path

import pytest

from storage.errors import StorageBusy
from storage.lock import holding


async def test_the_lock_names_its_holder(tmp_path: Path) -> None:
    async with holding(tmp_path, 0.0):
        with pytest.raises(StorageBusy) as raised:
            async with holding(tmp_path, 0.03):
                pass
        assert raised.value.pid == os.getpid()
        assert str(raised.value.pid) in str(raised.value)
    async with holding(tmp_path, 0.0):
        pass
