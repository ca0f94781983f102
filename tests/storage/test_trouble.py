"""Trouble is told once, whoever meets it, and over only when nothing failed for a while."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from storage.engine import Store, open_store
from storage.errors import StorageBusy, StorageError
from storage.trouble import Trouble


def fail(trouble: Trouble) -> StorageError:
    with pytest.raises(StorageBusy) as caught, trouble.watched():
        raise StorageBusy(Path("x"), None)
    return caught.value


def test_many_failures_are_one_line() -> None:
    trouble = Trouble(calm_s=60)
    with capture_logs() as logs:
        assert all(fail(trouble).told for _ in range(50))
        with trouble.watched():
            """A small write finds room on a full disk."""
        fail(trouble)
    assert [line["event"] for line in logs] == ["store_failing"]


def test_it_is_over_when_nothing_failed_for_a_while() -> None:
    trouble = Trouble(calm_s=0)
    with capture_logs() as logs:
        for _ in range(2):
            fail(trouble)
            with trouble.watched():
                pass
        with trouble.watched():
            pass
    assert [line["event"] for line in logs] == ["store_failing", "store_works_again"] * 2


async def _refused(store: Store) -> StorageError:
    with pytest.raises(StorageError) as caught:
        async with store.writing():
            raise OSError(28, "No space left on device", str(store.path))
    return caught.value


async def test_only_the_service_writes_it_into_its_log(store: Store, tmp_path: Path) -> None:
    with capture_logs() as logs:
        assert not (await _refused(store)).told
        async with open_store(tmp_path / "own", own=True) as owned:
            assert (await _refused(owned)).told
    assert [line["event"] for line in logs] == ["store_failing"]
