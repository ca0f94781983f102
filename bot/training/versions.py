"""Versions of the clause model: the shipped one and the folders under HOME/models that `train` writes.

Says whether a version is whole and what its digest is. Which of them answers is the registry's affair; no weight is
loaded here and torch is not imported.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadInput
from bot.generation.checkpoint import Checkpoint, ModelUnusable, inspect
from bot.guard.veto import FILE as VETO
from bot.guard.veto import open_veto
from bot.settings import SHIPPED_MODEL

MODELS = "models"
SHIPPED = "shipped"
STAGING = ".new"
SHORT = 12
_NAME = re.compile(r"[^\W_][\w.-]*")


@dataclass(frozen=True)
class Version:
    """A model under its name."""

    name: str
    folder: Path


def shipped() -> Version:
    """The version that came with the program."""
    return Version(SHIPPED, SHIPPED_MODEL)


def versions(home: Path) -> list[Version]:
    """The shipped version, then those of this home by name; damaged ones, too."""
    place = home / MODELS
    folders = sorted(one for one in place.iterdir() if _is_version(one)) if place.is_dir() else []
    return [shipped(), *(Version(folder.name, folder) for folder in folders)]


def find(home: Path, name: str) -> Version:
    """The version of a name; raises BadInput with the names there are."""
    every = {one.name: one for one in versions(home)}
    if name not in every:
        raise BadInput(name, "no such version", f"choose one of {', '.join(every)}, or run `shopclerk train`")
    return every[name]


def free_name(home: Path, size: str) -> Path:
    """Where the next version of a size goes: what is there keeps its name."""
    place, number = home / MODELS / size, 1
    while place.exists():
        number += 1
        place = home / MODELS / f"{size}-{number}"
    return place


def examine(folder: str | Path) -> Checkpoint:
    """The checkpoint of a folder whose veto, if it has one, opens as well; raises ModelUnusable."""
    checkpoint = inspect(folder)
    try:
        open_veto(checkpoint.folder)
    except Exception as problem:  # numpy and zipfile raise half a dozen kinds for a damaged archive
        damaged = f"{checkpoint.folder / VETO} is damaged: restore it or run `shopclerk train` again"
        raise ModelUnusable(damaged) from problem
    return checkpoint


def examine_whole(version: Version) -> Checkpoint:
    """As `examine`, of a version whose training came to its end; raises ModelUnusable."""
    checkpoint = examine(version.folder)
    if not (version.folder / VETO).is_file():
        raise ModelUnusable(f"{version.folder} holds no {VETO}, its training did not finish: run `shopclerk train`")
    return checkpoint


def digest_of(folder: Path) -> str:
    """SHA-256 over the name and the content of every file of a folder; raises ModelUnusable where it cannot be read."""
    total = hashlib.sha256()
    try:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            with file.open("rb") as stream:
                content = hashlib.file_digest(stream, "sha256").hexdigest()
            total.update(f"{file.relative_to(folder).as_posix()}\0{content}\n".encode())
    except OSError as problem:
        raise ModelUnusable(f"{folder} cannot be read ({problem.strerror}): restore it or train again") from problem
    return total.hexdigest()


def _is_version(folder: Path) -> bool:
    named = bool(_NAME.fullmatch(folder.name)) and folder.name != SHIPPED
    return named and not folder.name.endswith(STAGING) and folder.is_dir()
