"""What can go wrong with the store, each in one line that says what and what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError


class StorageError(Exception):
    """The store cannot be used; the message is one plain line for a person. `told`: the log has that line already."""

    told = False


class StorageBusy(StorageError):
    """Another process (`pid`, None where unknown) is writing the file."""

    def __init__(self, path: Path, pid: int | None) -> None:
        holder = f"process {pid}" if pid else "another process"
        super().__init__(f"{path} is being written by {holder}: wait until it is done, or stop it")
        self.path, self.pid = path, pid


class LeaseLost(Exception):
    """The work took too long and was given to another: its result is refused."""


class StaleConversation(Exception):
    """The conversation moved on since it was read: read it again and answer anew."""


_ADVICE = (
    ("disk is full", "no space left for {path}: free some and try again; nothing was changed"),
    ("disk i/o error", "{path} cannot be read or written (disk I/O error): check the disk and its free space"),
    ("readonly database", "{path} may not be written: check its owner and permissions"),
    ("unable to open", "{path} cannot be opened: check that the folder exists and may be read and written"),
    ("not a database", "{path} is not a database of Shopclerk: move it away, or restore it from a backup"),
    ("malformed", "{path} is damaged: move it away and restore it from a backup"),
)


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turn what the database raises about its file into a `StorageError`; a wrong statement stays what it is."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise _told(error, path) from error
    except OverflowError as error:
        raise StorageError(f"a number is too large to be kept in {path}: correct it and try again") from error
    except OSError as error:
        if error.filename is None or not str(error.filename).startswith(str(path.parent)):
            raise
        raise StorageError(
            f"{error.filename} cannot be used ({error.strerror}): check the disk and permissions"
        ) from error


def _told(error: DBAPIError, path: Path) -> Exception:
    said = str(error.orig).lower()
    if "locked" in said or "busy" in said:
        return StorageBusy(path, None)
    for sign, advice in _ADVICE:
        if sign in said:
            return StorageError(advice.format(path=path))
    return error
