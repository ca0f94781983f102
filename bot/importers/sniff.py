"""Which file is what: by its name where that says it, else by its first line; a folder gives all it holds."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BadInput
from bot.importers import generic, shopify, shopify_orders, woocommerce
from bot.importers.dialect import Sheet, open_sheet
from bot.importers.found import KINDS, Choices, Rejected, Taken
from bot.importers.rejects import FILE as REJECTED
from bot.importers.table import Aliases, Table, fold, folded

Note = Callable[[str], None]
Reader = Callable[[Table], Iterator[Taken | Rejected]]
NATIVE = ("products", "customers", "orders", "events")
TABLES = (".csv", ".tsv", ".txt")
_DATA = (".csv", ".tsv", ".jsonl", ".ndjson")
_KEYS = {"products": {"sku"}, "customers": {"customer_id"}, "orders": {"order_id"}, "events": {"customer_id", "type"}}
_GENERIC: dict[str, Reader] = {
    "products": generic.read_products,
    "customers": generic.read_customers,
    "orders": generic.read_orders,
    "events": generic.read_events,
}
_YAML = {"intents.yaml": "intents", "intents.yml": "intents", "shop.yaml": "shop", "shop.yml": "shop"}
_FORMATS = "see the README for the formats"
_PEEK = 1 << 16


@dataclass(frozen=True)
class Source:
    """A recognised file; `address` names it in receipts, a table carries its reader."""

    path: Path
    kind: str
    format: str
    address: str = ""
    table: Table | None = None
    reader: Reader | None = None


def _unsaid(said: str) -> None:
    pass


def find_sources(paths: Sequence[Path], choices: Choices | None = None, note: Note = _unsaid) -> list[Source]:
    """Every importable file of the paths once, in the order in which references exist; raises BadInput for none.

    `note` is told of files in folders that look like data and cannot be imported.
    """
    found: dict[Path, Source] = {}
    for path in paths:
        for source in _inside(path, choices or Choices(), note):
            found.setdefault(source.path.resolve(), source)
    _check_mapping(found.values(), choices or Choices())
    return sorted(found.values(), key=lambda source: (KINDS.index(source.kind), source.table is not None))


def _check_mapping(sources: Iterable[Source], choices: Choices) -> None:
    """A header that no table has is a slip of the pen; raises BadInput."""
    known = frozenset().union(*(folded(source.table.sheet) for source in sources if source.table))
    for name, header in choices.headers.items():
        if known and fold(header) not in known:
            raise BadInput(f"the mapping of {name}", f"no table has a column {header!r}", "write it as the file does")


def _inside(path: Path, choices: Choices, note: Note) -> list[Source]:
    try:
        if not path.exists():
            raise BadInput(str(path), "no such file or folder", "check the path")
        if path.is_dir():
            return _folder(path, choices, note)
        if not path.is_file():
            raise BadInput(str(path), "neither a file nor a folder", "save what it holds as a file")
        return [_file(path, choices)]
    except OSError as problem:
        raise BadInput(str(path), (problem.strerror or "cannot be read").lower(), "check the path") from None


def _folder(path: Path, choices: Choices, note: Note) -> list[Source]:
    """Hidden files and folders are no part of a shop."""
    found = []
    for file in sorted(path.rglob("*")):
        below = file.relative_to(path).parts
        if file.is_file() and not any(part.startswith((".", "__")) for part in below):
            named = _policy_address((*path.resolve().parts[-2:], *below))
            source = _policy(file, named) if file.suffix.lower() == ".md" and named else _known(file, choices, note)
            found += [source] if source else []
    if not any(source.path.stat().st_size for source in found):
        raise BadInput(str(path), "nothing in this folder can be imported", _FORMATS)
    return found


def _file(path: Path, choices: Choices) -> Source:
    """A file that was named itself."""
    if _is_blank(path):
        raise BadInput(str(path), "the file is empty", "export it again")
    if path.suffix.lower() == ".md":
        named = _policy_address(path.resolve().parts[-4:])
        if path.stem.lower() == "readme" and not named:
            raise BadInput(str(path), "a README is no policy", "rename it, or put it into a folder named policies")
        return _policy(path, named or path.name)
    if source := recognise(path, choices):
        return source
    if path.suffix.lower() in TABLES:
        columns = ", ".join(open_sheet(path).header)
        shown = columns if len(columns) <= 200 else columns[:200] + "..."
        raise BadInput(
            str(path), f"not a format that can be imported: its columns are {shown}", "name them by --mapping"
        )
    raise BadInput(str(path), "not a format that can be imported", _FORMATS)


def _policy(path: Path, address: str) -> Source:
    return Source(path, "policies", "policies", address)


def _policy_address(parts: Sequence[str]) -> str:
    """The path below the folder named policies; "" outside of one."""
    return "/".join(parts[parts.index("policies") + 1 :]) if "policies" in parts[:-1] else ""


def _known(path: Path, choices: Choices, note: Note) -> Source | None:
    """What a file of a folder is; what cannot be read as a table is none."""
    try:
        source = None if _is_blank(path) else recognise(path, choices)
    except BadInput as problem:
        note(f"skipped {problem}")
        return None
    if source is None and path.suffix.lower() in _DATA and path.name != REJECTED:
        note(f"skipped {path}: {'empty' if _is_blank(path) else 'not a format that can be imported'}")
    return source


def recognise(path: Path, choices: Choices) -> Source | None:
    """What a file that is no Markdown is; None when it is nothing we read."""
    name, suffix = path.name.lower(), path.suffix.lower()
    if name in _YAML:
        return Source(path, _YAML[name], _YAML[name])
    if suffix in (".jsonl", ".ndjson"):
        kind = _kind_of_json(path, next((kind for kind in NATIVE if name.startswith(kind)), None))
        return Source(path, kind, "native") if kind else None
    if suffix not in TABLES:
        return None
    if kind := _kind_of_json(path):
        return Source(path, kind, "native")
    return _recognise_table(open_sheet(path), choices)


def _recognise_table(sheet: Sheet, choices: Choices) -> Source | None:
    headers = folded(sheet)
    exports: tuple[tuple[bool, str, str, Aliases, Reader], ...] = (
        (shopify_orders.is_orders(headers), "orders", "shopify", shopify_orders.ORDERS, shopify_orders.read_orders),
        (shopify.is_products(headers), "products", "shopify", shopify.PRODUCTS, shopify.read_products),
        (woocommerce.is_products(headers), "products", "woocommerce", woocommerce.PRODUCTS, woocommerce.read_products),
    )
    for fits, kind, form, aliases, reader in exports:
        if fits:
            return Source(sheet.path, kind, form, table=Table(sheet, aliases, choices), reader=reader)
    found = generic.kind_of(sheet, choices)
    if found is None:
        return None
    table = Table(sheet, generic.aliases(found), choices)
    return Source(sheet.path, found, "table", table=table, reader=_GENERIC[found])


def field_names() -> frozenset[str]:
    """Every field that a mapping may name."""
    tables = (shopify.PRODUCTS, shopify_orders.ORDERS, woocommerce.PRODUCTS, *map(generic.aliases, _GENERIC))
    return frozenset().union(*tables)


def _kind_of_json(path: Path, named: str | None = None) -> str | None:
    """The native kind whose keys the first object has; the one its file is `named` for, unless it has others' keys."""
    keys = first_object(path).keys()
    if {"customer_id", "type", "at"} <= keys:
        return "events"
    if {"order_id", "status"} <= keys:
        return "orders"
    if named and (not keys or _KEYS[named] <= keys):
        return named
    if {"sku", "price"} <= keys:
        return "products"
    person = {"name", "email", "phone", "address", "locale", "marketing_consent"}
    if "customer_id" in keys and keys & person and not keys & {"conversation", "order_id"}:
        return "customers"
    return named


def first_object(path: Path) -> dict[str, Any]:
    """The object on the first line of a native file; none when it cannot be read."""
    with path.open("rb") as source:
        for line in source.read(_PEEK).decode("utf-8-sig", "replace").splitlines():
            if line.strip():
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    return {}
                return row if isinstance(row, dict) else {}
    return {}


def _is_blank(path: Path) -> bool:
    with path.open("rb") as source:
        return not source.read(_PEEK).strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
