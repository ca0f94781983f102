"""What a turn comes to: propositions to be worded, tasks to be done by people, and the scene that is left behind."""

from dataclasses import dataclass

from bot.facts.bound import Bound
from bot.plan.acts import ACTS, NAMES, Kind, Polarity, Row
from bot.plan.scene import Scene
from storage.records import Source


@dataclass(frozen=True)
class Proposition:
    """One act with its slots bound; `row` is the key of the order or product it is about, `name` prints that row.

    `proof` are the rows the act rests on beside its slots. A canned reply stands here as its finished `text`, its act
    being `canned.NAME`.
    """

    act: str
    slots: tuple[Bound, ...] = ()
    row: str | None = None
    name: Bound | None = None
    polarity: Polarity = Polarity.OPEN
    text: str | None = None
    proof: tuple[Source, ...] = ()

    @property
    def kind(self) -> Kind:
        return ACTS[self.act].kind if self.text is None else Kind.TALK

    @property
    def states_fact(self) -> bool:
        """Whether wording it counts as a fact (frames and talk do not)."""
        return self.kind not in (Kind.FRAME, Kind.TALK) or any(slot.slot != "deadline" for slot in self.slots)


@dataclass(frozen=True)
class Placed:
    """A proposition at its place in the reply: whether its row is new there, and the act before it."""

    proposition: Proposition
    row: Row
    previous: str | None

    @property
    def bound(self) -> dict[str, Bound]:
        """Every slot the clause must hold."""
        slots = {slot.slot: slot for slot in self.proposition.slots}
        if self.row is Row.NEW and self.proposition.name:
            slots[self.proposition.name.slot] = self.proposition.name
        return slots


@dataclass(frozen=True)
class Request:
    """A task the reply promises: what kind, about which order; `ticket` names one that waits already."""

    kind: str
    order_id: str | None = None
    ticket: str | None = None


@dataclass(frozen=True)
class Plan:
    """The whole answer before it is worded; `focus` is the row the customer's own words already point at."""

    propositions: tuple[Proposition, ...]
    scene: Scene
    intent: str
    confidence: float
    requests: tuple[Request, ...] = ()
    handoff: bool = False
    focus: str | None = None


def place(propositions: tuple[Proposition, ...], focus: str | None) -> list[Placed]:
    """Gives each proposition its row state; `focus` is a row the customer's own words already point at."""
    placed, row, before = [], focus, None
    for proposition in propositions:
        state = Row.FREE
        if proposition.kind in NAMES:
            state = Row.SAME if proposition.row == row else Row.NEW
            row = proposition.row
        placed.append(Placed(proposition, state, before))
        before = proposition.act
    return placed
