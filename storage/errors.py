"""What can go wrong with the store, each in one line that says what and what to do."""

from pathlib import Path


class StorageError(Exception):
    """The store cannot be used; the message is one plain line for a person."""


class StorageBusy(StorageError):  # noqa: N818 - a state, not a fault
    """Another process (`pid`, None where unknown) is writing the file."""

    def __init__(self, path: Path, pid: int | None) -> None:
        holder = f"process {pid}" if pid else "another process"
        super().__init__(f"{path} is being written by {holder}: wait until it is done, or stop it")
        self.path, self.pid = path, pid


class StaleConversation(Exception):  # noqa: N818 - a state, not a fault
    """The conversation moved on since it was read: read it again and answer anew."""
