"""What reading a file gives: records of one kind, and rejected ones with their place and reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("shop", "products", "customers", "policies", "intents", "orders", "events")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that was not taken: where it stands, why, and what it was; `legible` when it could be read at all."""

    file: str
    line: int
    reason: str
    raw: Any = None
    legible: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """A record of `kind`, from `line` of its file."""

    kind: str
    record: Any
    line: int


@dataclass(frozen=True)
class Choices:
    """What the person importing decided: our field → their header, and constants for fields no header has."""

    headers: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None


class FieldError(ValueError):
    """A value that a field cannot take; the message names the field."""


class Once:
    """The keys of a file so far; a key that stood before is refused with the line it stood on."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}

    def add(self, key: str, line: int) -> None:
        """Raises FieldError."""
        if (before := self._lines.setdefault(key, line)) != line:
            raise FieldError(f"{key} stands on line {before} already")
