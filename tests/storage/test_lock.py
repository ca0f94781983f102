"""One writing process per home."""

from pathlib import Path

import pytest

from storage.errors import StorageBusy
from storage.lock import hold_writer_lock


def test_the_lock_names_its_holder(tmp_path: Path) -> None:
    with hold_writer_lock(tmp_path):
        with pytest.raises(StorageBusy) as raised, hold_writer_lock(tmp_path, wait_s=0.03):
            pass
        assert raised.value.pid is not None
        assert str(raised.value.pid) in str(raised.value)
    with hold_writer_lock(tmp_path):
        pass
