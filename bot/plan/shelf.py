"""All that the clerk may see in one turn: the shop for everybody, the orders of this customer alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.facts.bound import Bound, bind
from bot.facts.policies import Policies
from bot.facts.products import Catalogue, Product
from bot.facts.voice import Voice
from bot.plan.proposition import Request
from storage.records import Customer, Intent, Order, ShopFact, Source, Task


@dataclass(frozen=True)
class Shelf:
    """`orders` come newest first and are empty for a stranger; `ticket` keys the tasks that this turn may open.

    `waiting` are the promises that were made to the customer and stand.
    """

    catalogue: Catalogue
    policies: Policies
    facts: Mapping[str, ShopFact]
    intents: Mapping[str, Intent]
    deadline: datetime
    ticket: str
    customer: Customer | None = None
    orders: tuple[Order, ...] = ()
    waiting: tuple[Task, ...] = ()

    def promise(self, kind: str, order_id: str | None, voice: Voice) -> tuple[Request, Bound]:
        """The task behind a promise and its deadline as a slot: one that waits already, or one this turn opens."""
        held = next((task for task in self.waiting if (task.kind, task.order_id) == (kind, order_id)), None)
        key, deadline = (held.ticket, held.deadline) if held and held.ticket else (self.ticket, self.deadline)
        proof = Source("tasks", key, "deadline", deadline.isoformat(), 1)
        request = Request(kind, order_id, held.ticket if held else None)
        return request, bind("deadline", voice.moment(deadline), proof)

    def goods(self, skus: Iterable[str]) -> tuple[Product, ...]:
        """The products of article numbers, each once."""
        found = (self.catalogue.of_sku(sku) for sku in skus)
        return tuple(dict.fromkeys(product for product in found if product))

    def order(self, order_id: str) -> Order | None:
        return next((order for order in self.orders if order.order_id == order_id), None)
