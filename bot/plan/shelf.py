"""All that the clerk may see in one turn: the shop for everybody, the orders of this customer alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.facts.bound import Bound, bind
from bot.facts.policies import Policies
from bot.facts.products import Catalogue
from bot.facts.voice import Voice
from storage.records import Customer, Intent, Order, ShopFact, Source


@dataclass(frozen=True)
class Shelf:
    """`orders` come newest first and are empty for a stranger; `ticket` keys the tasks that this turn may open."""

    catalogue: Catalogue
    policies: Policies
    facts: Mapping[str, ShopFact]
    intents: Mapping[str, Intent]
    deadline: datetime
    ticket: str
    customer: Customer | None = None
    orders: tuple[Order, ...] = ()

    def due(self, voice: Voice) -> Bound:
        """The deadline of this turn's task, as a slot."""
        proof = Source("tasks", self.ticket, "deadline", self.deadline.isoformat(), 1)
        return bind("deadline", voice.moment(self.deadline), proof)

    def order(self, order_id: str) -> Order | None:
        return next((order for order in self.orders if order.order_id == order_id), None)
