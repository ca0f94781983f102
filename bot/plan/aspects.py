"""Questions that are no more than an aspect ("and when?", "how many"), and what of an order they ask after another."""

import re

from bot.intents.reading import Segment
from bot.plan import cues

ITEM_ASKS = ("order.item_price", "order.item_quantity", "order.item_options")
LINE_ASKS = ("order.items", "order.item_count", *ITEM_ASKS, "order.parcels")
_OF_BUYING = ("order.total", *ITEM_ASKS, "order.items", "order.payment")
_WHEN = {"order.status": "order.eta", "order.tracking": "order.eta", "order.carrier": "order.eta"}

BRIEF, _SHORT = 4, 7


def bare_aspect(text: str) -> str | None:
    """`when`, `how`, `much` or `which`, when a text asks nothing else."""
    rest = " ".join(re.sub(r"[^\w\s]", " ", text).split())
    trimmed = " ".join(cues.FILLERS.sub(" ", rest).split())
    for name, pattern in cues.ASPECTS.items():
        if pattern.match(rest) or pattern.match(trimmed):
            return name
    return None


def are_aspects(text: str) -> bool:
    """ "When and to what", "сколько и куда": nothing but aspects, several of them."""
    parts = [part for part in cues.PARTED.split(text) if part.strip(" ?!.")]
    return len(parts) > 1 and all(map(bare_aspect, parts))


def is_follow_up(segment: Segment) -> bool:
    """Whether a segment leans on the question before it ("what about the uk")."""
    return bool(cues.FOLLOWS.search(segment.text)) or _words(segment.text) <= 3


def is_short(segment: Segment) -> bool:
    return _words(segment.text) <= _SHORT


def is_brief(segment: Segment) -> bool:
    return _words(segment.text) <= BRIEF


def _words(text: str) -> int:
    return len(re.findall(r"[\u4e00-\u9fff]{1,2}|[^\W\u4e00-\u9fff]+", text))


def of_order_too(aspect: str, last: str) -> str | None:
    """What else of an order an aspect alone asks, after what was asked of it."""
    if aspect == "when":
        return "order.placed" if last in _OF_BUYING else _WHEN.get(last, last)
    if aspect == "how" and last in _OF_BUYING:
        return "order.payment"
    if aspect == "many":
        return "order.count" if last == "order.list" else "order.item_quantity" if last in LINE_ASKS else None
    if aspect == "much":
        return "order.item_price" if last in ITEM_ASKS else "order.total"
    return None
