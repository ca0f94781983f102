"""A proof is an order number with a contact; its halves may come apart, and the store alone says whose it is."""

from dataclasses import dataclass, field

import pytest

from bot.conversation.identity import Claim, claim_in, verify
from bot.intents.reading import Contact, Form, Guess, OrderRef, Reading, Segment
from bot.plan.scene import Scene
from storage.records import CustomerId

ANN = CustomerId("C1")


@dataclass
class Book:
    """Whose order goes by which contacts; remembers what it was asked."""

    owners: dict[tuple[str, str], CustomerId]
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    async def find_owner(self, order_key: str, email: str | None, phone: str | None) -> CustomerId | None:
        self.asked.append((order_key, email, phone))
        return self.owners.get((order_key, email or phone or ""))


def reading(*written: str, email: str | None = None, phone: str | None = None) -> Reading:
    refs = tuple(OrderRef(one, one.strip("#").upper(), 0, len(one)) for one in written)
    segment = Segment("…", (Guess("order.status", 0.9),), Form.OPEN, orders=refs)
    return Reading("…", "en", "…", (segment,), Contact(email, phone))


@pytest.mark.parametrize(
    ("said", "scene", "claim"),
    [
        (reading("#W1", email="a@x.example"), Scene(), Claim("W1", "a@x.example", None)),
        (reading("#W1", phone="+447700900101"), Scene(), Claim("W1", None, "+447700900101")),
        (reading("#W1"), Scene(), None),
        (reading(email="a@x.example"), Scene(), None),
        (reading(), Scene(order_hint="#W1", contact=("a@x.example", None)), None),
        (reading(email="a@x.example"), Scene(order_hint="#w-1"), Claim("W1", "a@x.example", None)),
        (reading("#W2"), Scene(contact=("a@x.example", None)), Claim("W2", "a@x.example", None)),
        (reading("#W2"), Scene(contact=(None, "+447700900101")), Claim("W2", None, "+447700900101")),
        (reading("#W2", email="b@x.example"), Scene(order_hint="#W1"), Claim("W2", "b@x.example", None)),
        (
            reading("#W2", email="b@x.example"),
            Scene(contact=("a@x.example", "+447700900101")),
            Claim("W2", "b@x.example", None),
        ),
    ],
)
def test_the_proof_a_message_offers(said: Reading, scene: Scene, claim: Claim | None) -> None:
    assert claim_in(said, scene) == claim


async def test_either_contact_proves() -> None:
    book = Book({("W1", "a@x.example"): ANN, ("W1", "+447700900101"): ANN})
    assert await verify(Claim("W1", "a@x.example", None), book) == ANN
    assert await verify(Claim("W1", "old@x.example", "+447700900101"), book) == ANN
    assert await verify(Claim("W1", "a@x.example", "+447700900199"), book) == ANN


async def test_nothing_that_fits_proves_nothing() -> None:
    book = Book({("W1", "a@x.example"): ANN})
    assert await verify(Claim("W2", "a@x.example", None), book) is None
    assert await verify(Claim("W1", "b@x.example", None), book) is None


async def test_no_contact_is_never_asked_about() -> None:
    book = Book({("W1", ""): ANN})
    assert await verify(Claim("W1", None, None), book) is None
    assert await verify(Claim("W1", "", ""), book) is None
    assert book.asked == []
