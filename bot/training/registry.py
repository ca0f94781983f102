"""Which version answers in this home: one small file, written whole, with the versions that answered before.

A promoted version is pinned by its digest, so that it cannot change under its name. Two promotions at once do not
overwrite each other: the second is refused, since it was compared with what no longer answers.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.errors import ShopclerkError
from bot.generation.checkpoint import Checkpoint, ModelUnusable
from bot.training.versions import MODELS, SHIPPED, Version, digest_of, examine, examine_whole, shipped

FILE = "promoted.json"
LOCK = "promoted.lock"
FORMAT = 1
KEPT = 10
Mark = tuple[int, int, int] | None


class PromotionRefused(ShopclerkError):
    """Nothing was promoted or rolled back; the message says why and what to do."""


@dataclass(frozen=True)
class Pin:
    """A version that answers or did, as it was then; the shipped one has no digest, since an upgrade may bring another.

    `at` is when it was promoted, ISO 8601; None for a home that never promoted.
    """

    version: str
    digest: str | None = None
    at: str | None = None

    def is_same(self, other: "Pin") -> bool:
        return (self.version, self.digest) == (other.version, other.digest)


@dataclass(frozen=True)
class State:
    """What answers, and what did before, the latest first."""

    promoted: Pin = Pin(SHIPPED)
    before: tuple[Pin, ...] = ()


@dataclass(frozen=True)
class InUse:
    """The version that answers and the pin in force; `problem` says in one line why they differ, if they do."""

    version: Version
    pin: Pin
    checkpoint: Checkpoint
    problem: str | None = None


class Registry:
    """The promoted version of a home folder."""

    def __init__(self, home: Path) -> None:
        self._folder = home / MODELS

    def mark(self) -> Mark:
        """Changes whenever something was promoted or rolled back; costs one look at the file."""
        try:
            found = (self._folder / FILE).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def state(self) -> State:
        """What the file says; the shipped version without one. Raises ModelUnusable for a damaged file."""
        file = self._folder / FILE
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            if told["format"] != FORMAT:
                raise ModelUnusable(f"{file} is of a newer Shopclerk (format {told['format']}): update the program")
            return State(_pin(told["promoted"]), tuple(_pin(one) for one in told["before"]))
        except FileNotFoundError:
            return State()
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise ModelUnusable(f"{file} is damaged: delete it, then run `shopclerk models promote` again") from problem

    def in_use(self) -> InUse:
        """What answers: the promoted version if it is whole, else the shipped; ModelUnusable if neither is."""
        pin, problem = Pin(SHIPPED), None
        try:
            pin = self.state().promoted
            if pin.version != SHIPPED:
                version, checkpoint = self.resolve(pin)
                return InUse(version, pin, checkpoint)
        except ModelUnusable as broken:
            problem = str(broken)
        return InUse(shipped(), pin, examine(shipped().folder), problem)

    def resolve(self, pin: Pin) -> tuple[Version, Checkpoint]:
        """A pinned version as it was when it was pinned; raises ModelUnusable."""
        if pin.version == SHIPPED:
            return shipped(), examine(shipped().folder)
        version = Version(pin.version, self._folder / pin.version)
        back = "run `shopclerk models rollback`"
        if not version.folder.is_dir():
            raise ModelUnusable(f"the promoted version {pin.version} is gone from {self._folder}: {back}")
        checkpoint = examine_whole(version)
        if digest_of(version.folder) != pin.digest:
            again = f"promote it again as it is now, or {back}"
            raise ModelUnusable(f"version {pin.version} has changed since it was promoted: {again}")
        return version, checkpoint

    def promote(self, version: Version, digest: str, instead_of: Pin) -> State:
        """Makes a version answer that was compared while `instead_of` was in force.

        Raises PromotionRefused or ModelUnusable.
        """
        with self._alone():
            state = self._state_or_new()
            if not state.promoted.is_same(instead_of):
                raise PromotionRefused(
                    f"{state.promoted.version} was promoted meanwhile, {version.name} was compared with"
                    f" {instead_of.version}: run `shopclerk models promote {version.name}` again"
                )
            if version.name != SHIPPED and digest_of(version.folder) != digest:
                raise PromotionRefused(f"{version.name} was changed while it was compared: promote it again")
            pin = Pin(version.name, None if version.name == SHIPPED else digest, _now())
            return self._write(State(pin, (state.promoted, *state.before)[:KEPT]))

    def rollback(self) -> tuple[State, list[str]]:
        """Makes the last version before this one answer that is still whole; the second part says what was passed over.

        Raises PromotionRefused where nothing answered before.
        """
        with self._alone():
            before, passed = list(self.state().before), []
            while before:
                pin = before.pop(0)
                try:
                    self.resolve(pin)
                except ModelUnusable as problem:
                    passed.append(str(problem))
                    continue
                return self._write(State(Pin(pin.version, pin.digest, _now()), tuple(before))), passed
        raise PromotionRefused(
            "there is no version to go back to" + "".join(f" ({one})" for one in passed) + ": see `shopclerk models`"
        )

    def holds(self, folder: Path) -> str | None:
        """The name under which a folder answers or may be rolled back to, if it does."""
        try:
            state = self.state()
        except ModelUnusable:
            return None
        names = {pin.version for pin in (state.promoted, *state.before)} - {SHIPPED}
        return next((name for name in sorted(names) if (self._folder / name).resolve() == folder.resolve()), None)

    def _state_or_new(self) -> State:
        """The state; as if nothing had ever been promoted where the file is damaged, since the shipped one answers."""
        try:
            return self.state()
        except ModelUnusable:
            return State()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as problem:
            raise PromotionRefused(f"{self._folder} cannot be written ({problem.strerror}): mend its rights") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)  # which frees the lock

    def _write(self, state: State) -> State:
        """Puts the file in its place whole, on the disk before its name."""
        told = {"format": FORMAT, **asdict(state)}
        fresh = self._folder / f".{FILE}.new"
        try:
            with fresh.open("w", encoding="utf-8") as stream:
                stream.write(json.dumps(told, indent=1) + "\n")
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(self._folder / FILE)
            _sync(self._folder)
        except OSError as problem:
            raise PromotionRefused(f"{self._folder / FILE} cannot be written ({problem.strerror})") from None
        return state


def _pin(told: Any) -> Pin:
    pin = Pin(told["version"], told["digest"], told["at"])
    if not isinstance(pin.version, str) or Path(pin.version).name != pin.version:
        raise ValueError("not a version")
    return pin


def _sync(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
