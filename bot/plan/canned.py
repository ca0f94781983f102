"""Canned replies: an admin's text with its `{table.column}` slots filled from rows, or nothing for want of a row."""

import re
from dataclasses import replace

from bot.facts import orders as order_facts
from bot.facts.bound import Bound, bind, source
from bot.facts.voice import Voice
from bot.plan.proposition import Proposition
from bot.plan.scene import Scene
from bot.plan.shelf import Shelf
from storage.records import Intent, Order

_SLOT = re.compile(r"\{([a-z_]+)\.([a-z_]+)\}")


def reply(intent: Intent, scene: Scene, shelf: Shelf, voice: Voice) -> Proposition | None:
    """The filled reply in the customer's language (else English, else any); None when a slot has no row behind it.

    Of several replies in a language the first whose slots can all be filled is taken.
    """
    texts = intent.replies.get(voice.language) or intent.replies.get("en") or next(iter(intent.replies.values()), ())
    for text in texts:
        bound = [fill(table, column, scene, shelf, voice) for table, column in _SLOT.findall(text)]
        if all(bound):
            slots = tuple(slot for slot in bound if slot)
            filled = _filled(text, slots)
            return Proposition(f"canned.{intent.name}", (*slots, _whole(intent, text, filled)), text=filled)
    return None


def _whole(intent: Intent, text: str, filled: str) -> Bound:
    """The admin's own words are a row too: what they state stands under the intent's name and version."""
    return bind("reply", filled, source("intents", intent.name, "replies", text, intent.version))


def _filled(text: str, slots: tuple[Bound, ...]) -> str:
    values = {slot.slot: slot.text for slot in slots}
    return _SLOT.sub(lambda match: values[f"{match[1]}.{match[2]}"], text)


def fill(table: str, column: str, scene: Scene, shelf: Shelf, voice: Voice) -> Bound | None:
    """The value of one slot: the shop's own facts, the verified customer, or the order in focus."""
    slot = f"{table}.{column}"
    if table == "shop" and (fact := shelf.facts.get(column)):
        return bind(slot, fact.value, source("shop", "shop", column, fact.value, fact.version))
    if table in ("customer", "customers") and shelf.customer:
        value = getattr(shelf.customer, column, None)
        proof = source("customers", shelf.customer.customer_id, column, value, shelf.customer.version)
        return bind(slot, str(value), proof) if value else None
    if table in ("order", "orders") and shelf.orders:
        key = scene.orders[0] if scene.orders else shelf.orders[0].order_id
        order = shelf.order(key) or shelf.orders[0]
        return _order_slot(slot, column, order, voice)
    return None


def _order_slot(slot: str, column: str, order: Order, voice: Voice) -> Bound | None:
    bound: Bound | None = None
    match column:
        case "order_id" | "id":
            bound = order_facts.name(order)
        case "total":
            bound = order_facts.total(order, voice)
        case "payment_method":
            bound = order_facts.payment(order)
        case "estimated_delivery":
            bound = order_facts.eta(order, voice)
        case "placed_at" | "delivered_at":
            bound = order_facts.day(slot, order, column, voice)
        case "shipping_address":
            bound = order_facts.address(order)
    return replace(bound, slot=slot) if bound else None
