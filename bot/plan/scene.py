"""What the conversation has come to: the rows in focus, the questions asked last, and our own open question.

A scene is kept as JSON with the conversation; it holds keys of rows and the customer's own words, no values of rows.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A question of the customer's, kept so that it can be answered once our own question is."""

    intent: str
    form: str
    text: str
    products: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pending:
    """Our open question: which `order`, `product` or `variant` is meant, or `verify` (who is this?)."""

    kind: str
    values: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class Scene:
    """The state between two turns; `topic` is what the last answer was about (`order`, `product` or `policy`),
    `asked` the questions of the last turn, newest first.

    `goods` are the article numbers of the order lines spoken of last: "can it be washed" may mean one of them.

    `order_hint` and `contact` (e-mail, phone) are the halves of a proof that a stranger gave one at a time.
    """

    orders: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    topic: str | None = None
    asked: tuple[Asked, ...] = ()
    pending: Pending | None = None
    misses: int = 0
    order_hint: str | None = None
    contact: tuple[str | None, str | None] | None = None
    goods: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> "Scene":
        """The scene of a stored state; unknown keys are ignored, so an older state still opens."""
        pending = state.get("pending")
        return cls(
            orders=tuple(state.get("orders", ())),
            others=tuple(state.get("others", ())),
            products=tuple(state.get("products", ())),
            options=tuple(state.get("options", ())),
            topic=state.get("topic"),
            asked=_asked(state.get("asked", ())),
            pending=Pending(pending["kind"], tuple(pending["values"]), _asked(pending["asked"])) if pending else None,
            misses=int(state.get("misses", 0)),
            order_hint=state.get("order_hint"),
            contact=(held[0], held[1]) if (held := state.get("contact")) else None,
            goods=tuple(state.get("goods", ())),
        )

    def without_question(self) -> "Scene":
        return replace(self, pending=None)


def _asked(rows: Any) -> tuple[Asked, ...]:
    return tuple(
        Asked(row["intent"], row["form"], row["text"], tuple(row["products"]), tuple(row["options"])) for row in rows
    )
