"""One result of an examination."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One check: `state` is ok, note or broken; `do` mends it."""

    check: str
    state: str
    found: str
    do: str = ""
