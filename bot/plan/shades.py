"""Colours by their family: who asks for purple means the plum one, where nothing else is purple.

The families are data (`shades.yaml`), by the English words catalogues use. Knows one product, no conversation.
"""

from functools import lru_cache
from importlib.resources import files

from bot.facts.products import Product
from bot.intents.words import key
from bot.tables import read_table

MOST = 3


def alike(value: str, held: Product) -> list[str]:
    """The product's values that a colour it does not offer may mean: of its family, or with its word in their name."""
    if held.offers(value):
        return []
    said = set(key(value))
    values = list(dict.fromkeys(str(one) for many in held.options.values() for one in many))
    named = [one for one in values if said and said < set(key(one))]
    if named:
        return named[:MOST]
    family = _families().get(value.casefold(), frozenset())
    return [one for one in values if set(key(one)) & family][:MOST]


@lru_cache(maxsize=1)
def _families() -> dict[str, frozenset[str]]:
    rows = read_table(files("bot.plan").joinpath("shades.yaml"))
    return {str(name): frozenset(part for shade in shades for part in key(str(shade))) for name, shades in rows.items()}
