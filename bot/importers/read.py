"""One recognised file to its records, whatever its format."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.errors import BadInput
from bot.importers import jsonl
from bot.importers.found import FieldError, Rejected, Taken
from bot.importers.intents import parse_intents
from bot.importers.policies import parse_policies
from bot.importers.sniff import Source
from storage.records import ShopFact


def read(source: Source) -> Iterator[Taken | Rejected]:
    """The records of a file, in order; raises BadInput when it cannot be read at all."""
    try:
        yield from _records(source)
    except OSError as problem:
        raise BadInput(str(source.path), (problem.strerror or "cannot be read").lower(), "check the file") from None


def _records(source: Source) -> Iterator[Taken | Rejected]:
    if source.table and source.reader:
        yield from source.reader(source.table)
    elif source.format == "policies":
        yield from _policies(source)
    elif source.format == "intents":
        intents, rejected = parse_intents(source.path)
        yield from rejected
        yield from (Taken("intents", intent, 1) for intent in intents)
    elif source.format == "shop":
        yield from _shop(source.path)
    else:
        yield from jsonl.read(source.path, source.kind)


def _policies(source: Source) -> Iterator[Taken | Rejected]:
    try:
        yield from (Taken("policies", passage, 1) for passage in parse_policies(source.path, source.address))
    except FieldError as problem:
        yield Rejected(str(source.path), 1, str(problem))


def _shop(path: Path) -> Iterator[Taken | Rejected]:
    """Flat facts about the shop, `key: value`, each value as it is written: 18:00 is no number here."""
    try:
        top = yaml.compose(path.read_bytes().decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as problem:
        line = getattr(getattr(problem, "problem_mark", None), "line", 0) + 1
        raise BadInput(f"{path}:{line}", "not YAML", "write one `key: value` a line") from None
    if top is not None and not isinstance(top, yaml.MappingNode):
        raise BadInput(f"{path}:1", "not a list of facts", "write one `key: value` a line")
    seen = set[str]()
    for key, value in top.value if top else ():
        line = key.start_mark.line + 1
        name = str(key.value).strip() if isinstance(key, yaml.ScalarNode) else ""
        if not name or not isinstance(value, yaml.ScalarNode) or value.tag.endswith(":null"):
            yield Rejected(str(path), line, f"{name or 'a key'} must be a plain value")
        elif name in seen:
            yield Rejected(str(path), line, f"{name} stands twice")
        else:
            seen.add(name)
            yield Taken("shop", ShopFact(name, value.value.strip()), line)
