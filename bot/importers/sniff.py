"""Which file is what: native files by name, exports by their headers; a folder gives all it holds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadInput
from bot.importers.found import KINDS, Choices, Rejected, Taken

CsvReader = Callable[[Path, Choices], Iterator[Taken | Rejected]]
_NATIVE = ("products", "customers", "orders", "events")


def _no_reader(path: Path, choices: Choices) -> Iterator[Taken | Rejected]:
    yield from ()


@dataclass(frozen=True)
class Source:
    """A recognised file; `reader` reads the formats that are not native."""

    path: Path
    kind: str
    format: str
    reader: CsvReader = _no_reader


def find_sources(paths: Sequence[Path]) -> list[Source]:
    """Every importable file of the paths, in the order in which references exist; raises BadInput for none."""
    found: list[Source] = []
    for path in paths:
        if not path.exists():
            raise BadInput(str(path), "no such file or folder", "check the path")
        if path.is_dir():
            inside = [source for file in sorted(path.rglob("*")) if file.is_file() and (source := recognise(file))]
            if not inside:
                raise BadInput(str(path), "nothing in this folder can be imported", "see the README for the formats")
            found += inside
            continue
        source = recognise(path)
        if source is None:
            raise BadInput(str(path), "not a format that can be imported", "see the README for the formats")
        found.append(source)
    return sorted(found, key=lambda source: KINDS.index(source.kind))


def recognise(path: Path) -> Source | None:
    """What a file is; None when it is nothing we read."""
    name = path.name.lower()
    if path.suffix == ".jsonl":
        kind = next((kind for kind in _NATIVE if name.startswith(kind)), None)
        return Source(path, kind, "native") if kind else None
    if path.suffix == ".md":
        return Source(path, "policies", "policies") if path.parent.name == "policies" else None
    if name in ("intents.yaml", "intents.yml"):
        return Source(path, "intents", "intents")
    if name in ("shop.yaml", "shop.yml"):
        return Source(path, "shop", "shop")
    return None
