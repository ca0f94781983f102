"""Who is writing: a stranger becomes a verified customer by an order number with the e-mail or phone of that order.

Three tries, then a person. The check itself is one statement of the store; nothing here sees an order.
"""

from dataclasses import dataclass
from typing import Protocol

from bot.intents.reading import Reading
from bot.plan.scene import Scene
from bot.plan.targets import order_key
from storage.records import CustomerId

MAX_TRIES = 3


class Owners(Protocol):
    """Finds whose order it is, given the contact that was used for it."""

    async def find_owner(self, order_key: str, email: str | None, phone: str | None) -> CustomerId | None: ...


@dataclass(frozen=True)
class Claim:
    """An order number and a contact offered as proof."""

    key: str
    email: str | None
    phone: str | None


def claim_in(reading: Reading, scene: Scene) -> Claim | None:
    """The proof a message offers, its order number perhaps from before; None when a part is missing."""
    email, phone = reading.contact.email, reading.contact.phone
    written = [ref.key for segment in reading.segments for ref in segment.orders]
    if not (email or phone) and written and scene.contact:
        email, phone = scene.contact
    written += [scene.order_hint] if scene.order_hint else []
    return Claim(order_key(written[0]), email, phone) if written and (email or phone) else None


async def verify(claim: Claim, owners: Owners) -> CustomerId | None:
    """The customer behind a claim, tried with each contact it offers; None when nothing fits."""
    for email, phone in ((claim.email, None), (None, claim.phone)):
        if (email or phone) and (owner := await owners.find_owner(claim.key, email, phone)):
            return owner
    return None
