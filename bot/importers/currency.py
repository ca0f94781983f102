"""In which currency a table's prices are, where the table does not say: product exports of shops never do.

The person's own choice goes first; then what the shop or its catalogue says, then the orders imported with it.
A shop of which nothing is known is taken to sell in US dollars, and the person is told so.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.errors import BadInput
from bot.importers.dialect import Broken
from bot.importers.fields import CURRENCIES
from bot.importers.sniff import Source, first_object
from storage.unit import Unit

FALLBACK = "USD"


async def settle(source: Source, beside: Sequence[Source], unit: Unit, note: Callable[[str], None]) -> Source:
    """The source with a currency for its prices; raises BadInput when the catalogue has several."""
    table = source.table
    if table is None or "currency" not in table.aliases or "currency" in table.positions or table.choices.currency:
        return source
    said = table.choices.constants.get("currency") or await _of_shop(source, unit) or _of_orders(beside)
    if said is None:
        said = FALLBACK
        note(f"{source.path}: names no currency, so its prices are taken as {said}; to correct that, import it again "
             "with --currency, e.g. --currency EUR")  # fmt: skip
    return replace(source, table=replace(table, choices=replace(table.choices, currency=said)))


async def _of_shop(source: Source, unit: Unit) -> str | None:
    fact = (await unit.facts.all()).get("currency")
    if fact and fact.value.upper() in CURRENCIES:
        return fact.value.upper()
    used = {variant.currency for variant in await unit.catalogue.all()}
    if len(used) > 1:
        several = ", ".join(sorted(used))
        raise BadInput(
            str(source.path), f"names no currency, and the shop has prices in {several}", "say which with --currency"
        )
    return used.pop() if used else None


def _of_orders(beside: Sequence[Source]) -> str | None:
    """What the first order of a file in the same import was paid in."""
    for source in beside:
        if source.kind == "orders" and (said := _first(source).upper()) in CURRENCIES:
            return said
    return None


def _first(source: Source) -> str:
    if source.table is None:
        return str(first_object(source.path).get("currency"))
    return next((row["currency"] for row in source.table.rows() if not isinstance(row, Broken)), "")
