"""One turn without its storage: a message, a scene and the rows the customer may see become an answer.

`chat`, `replay` and `evaluate` use it as it is and leave nothing behind; the manager wraps it in a transaction.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.conversation.hours import due_at
from bot.conversation.identity import MAX_TRIES, Claim, Owners, claim_in, verify
from bot.conversation.reply import Answer, Spoken, route_of
from bot.conversation.shop import Shop, Shops, UnitOfShop
from bot.conversation.wording import Hear
from bot.facts.voice import Voice, speakable
from bot.intents.reading import Contact, Form, Guess, OrderRef, Reading, Segment
from bot.plan.arbiter import Chooser
from bot.plan.planner import make_plan
from bot.plan.proposition import Plan, Proposition
from bot.plan.scene import Asked, Pending, Scene
from bot.plan.shelf import Shelf
from bot.plan.targets import order_key
from storage.records import Customer, CustomerId, Order, Task


class OrderRows(Owners, Protocol):
    """A customer's own orders; the owner check is in the statement."""

    async def of_customer(self, customer_id: CustomerId) -> list[Order]: ...
    async def shapes(self) -> list[str]: ...


class CustomerRows(Protocol):
    """Customers by id."""

    async def get(self, customer_id: CustomerId) -> Customer | None: ...


class UnitOfTurn(UnitOfShop, Protocol):
    """What one turn reads."""

    @property
    def orders(self) -> OrderRows: ...
    @property
    def customers(self) -> CustomerRows: ...


class Words(Protocol):
    """Words a plan; in the service another one may answer the next turn."""

    async def speak(
        self,
        plan: Plan,
        voice: Voice,
        masked: str,
        seed: int,
        recent: Sequence[str] = (),
        hear: Hear | None = None,
    ) -> Spoken: ...


@dataclass(frozen=True)
class Turn:
    """A customer's message at its moment; `customer_id` is the verified customer, None a stranger.

    `proven` is a customer whom the front end identified together with this message, `waiting` are the promises made to
    this customer that stand.
    """

    text: str
    customer_id: CustomerId | None
    now: datetime
    scene: Scene
    ticket: str
    hint: str | None = None
    language: str | None = None
    seed: int = 0
    recent: Sequence[str] = ()
    proven: CustomerId | None = None
    waiting: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A planned turn, before it is worded: rows have been read, nothing was generated yet."""

    turn: Turn
    plan: Plan
    voice: Voice
    reading: Reading
    customer_id: CustomerId | None
    revision: int
    due: datetime
    spans_ms: Mapping[str, float]

    @property
    def planned_ms(self) -> float:
        return sum(self.spans_ms.values())


class Watch:
    """Times the steps of a turn, in milliseconds."""

    def __init__(self) -> None:
        self.spans_ms: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.spans_ms[step] = (now - self._last) * 1000
        self._last = now


class Clerk:
    """Plans over rows (`draft`), then words the plan (`finish`); the database is not needed while the model writes."""

    def __init__(self, shops: Shops, wording: Words, answer_within: timedelta, chooser: Chooser | None = None) -> None:
        self._shops, self._wording, self._answer_within, self._chooser = shops, wording, answer_within, chooser

    async def draft(self, turn: Turn, unit: UnitOfTurn) -> Draft:
        """Reads, looks up and plans."""
        watch = Watch()
        shop = await self._shops.current(unit)
        watch.lap("snapshot")
        # Sentence vectors are torch's work, which stays off the event loop; so does the plan, which may ask for some.
        reading = await asyncio.to_thread(shop.reader.read, turn.text, turn.hint or turn.language)
        watch.lap("understand")
        voice = Voice(speakable(reading.language), turn.now, shop.zone)
        customer_id, scene, opening = await self._identify(turn, reading, unit)
        shelf = await self._shelf(shop, unit, customer_id, turn)
        watch.lap("look up")
        plan = await asyncio.to_thread(self._plan, reading, scene, shelf, voice, opening)
        watch.lap("plan")
        return Draft(turn, plan, voice, reading, customer_id, shop.revision, shelf.deadline, watch.spans_ms)

    async def finish(self, draft: Draft, hear: Hear | None = None) -> Answer:
        """Words a planned turn; `hear` is told a slow reply as it grows."""
        started = time.perf_counter()
        turn, plan = draft.turn, draft.plan
        spoken = await self._wording.speak(plan, draft.voice, draft.reading.masked, turn.seed, turn.recent, hear)
        spent_ms = draft.planned_ms + (time.perf_counter() - started) * 1000
        return Answer(
            spoken,
            route_of(spoken, plan.handoff),
            plan.intent,
            plan.confidence,
            draft.voice.language,
            plan.scene,
            plan.requests,
            plan.handoff,
            turn.seed,
            spent_ms,
        )

    async def _identify(
        self, turn: Turn, reading: Reading, unit: UnitOfTurn
    ) -> tuple[CustomerId | None, Scene, tuple[Proposition, ...]]:
        """The customer this turn speaks to: verified before, or by proof in this very message."""
        if turn.customer_id is not None:
            return turn.customer_id, turn.scene, ()
        if turn.proven is not None:
            return turn.proven, replace(turn.scene, misses=0, contact=None), (Proposition("verify.done"),)
        claim = claim_in(reading, turn.scene)
        if claim is None:
            return None, _with_halves(turn.scene, reading), ()
        if turn.scene.misses >= MAX_TRIES:
            return None, turn.scene, (Proposition("refuse.private"),)
        owner = await self._owner(claim, unit)
        if owner is None:
            misses = turn.scene.misses + 1
            hint = turn.scene.order_hint or claim.key
            act = "verify.locked" if misses >= MAX_TRIES else "verify.failed"
            return None, replace(turn.scene, misses=misses, order_hint=hint, contact=None), (Proposition(act),)
        return owner, replace(turn.scene, misses=0, order_hint=claim.key, contact=None), (Proposition("verify.done"),)

    async def _owner(self, claim: Claim, unit: UnitOfTurn) -> CustomerId | None:
        return await verify(claim, unit.orders)

    async def _shelf(
        self,
        shop: Shop,
        unit: UnitOfTurn,
        customer_id: CustomerId | None,
        turn: Turn,
    ) -> Shelf:
        customer = await unit.customers.get(customer_id) if customer_id else None
        if customer_id and customer is None:
            customer = Customer(customer_id)
        orders = tuple(await unit.orders.of_customer(customer_id)) if customer_id else ()
        due = due_at(turn.now, self._answer_within, shop.facts)
        shared = (shop.catalogue, shop.policies, shop.facts, shop.intents)
        return Shelf(*shared, due, turn.ticket, customer, orders, turn.waiting)

    def _plan(
        self, reading: Reading, scene: Scene, shelf: Shelf, voice: Voice, opening: tuple[Proposition, ...]
    ) -> Plan:
        if not opening:
            return make_plan(reading, scene, shelf, voice, self._chooser)
        act = opening[0].act
        if act == "refuse.private":
            return Plan(opening, scene, "talk.verify", 1.0)
        if act == "verify.failed":
            return Plan(opening, replace(scene, pending=_waiting(reading, scene)), "talk.verify", 1.0)
        if act == "verify.locked":
            request, due = shelf.promise("handoff", None, voice)
            return Plan((Proposition(act, (due,)),), scene, "talk.verify", 1.0, (request,), handoff=True)
        kept = scene.pending if scene.pending and scene.pending.kind == "verify" else None
        if not (kept or scene.order_hint or reading.text.strip()):
            return Plan(opening, replace(scene, pending=None), "talk.verify", 1.0)
        resumed = _resumed(reading, kept, scene.order_hint)
        plan = make_plan(resumed, replace(scene, pending=None, order_hint=None), shelf, voice, self._chooser)
        return replace(plan, propositions=(*opening, *plan.propositions))


def _with_halves(scene: Scene, reading: Reading) -> Scene:
    """The scene with what a stranger gave of a proof: the order number, or the e-mail or phone."""
    written = [ref.written for segment in reading.segments for ref in segment.orders]
    given = (reading.contact.email, reading.contact.phone)
    return replace(
        scene, order_hint=written[0] if written else scene.order_hint, contact=given if any(given) else scene.contact
    )


def _asking(reading: Reading) -> list[Segment]:
    """The questions a message brings along beside its proof."""
    asks = ("order.", "action.", "policy", "product.")
    return [one for one in reading.segments if one.intent.startswith(asks) and one.confidence > 0.5]


def _waiting(reading: Reading, scene: Scene) -> Pending | None:
    """What will be answered once somebody is known: the questions of this message, else those kept before."""
    asked = tuple(Asked(one.intent, one.form.value, one.text) for one in _asking(reading))
    return Pending("verify", (), asked) if asked else scene.pending


def _resumed(reading: Reading, kept: Pending | None, hint: str | None) -> Reading:
    """The reading of a proof: the questions it brings along, else those kept from before, else the order itself."""
    orders = tuple(ref for segment in reading.segments for ref in segment.orders)
    orders = orders or ((OrderRef(hint, order_key(hint), 0, 0),) if hint else ())
    asking = [one for one in _asking(reading) if not kept or one.intent.startswith(("order.", "action."))]
    if asking:
        return replace(reading, segments=tuple(one if one.orders else replace(one, orders=orders) for one in asking))
    asked = [(one.intent, Form(one.form), one.text) for one in kept.asked] if kept else []
    asked = asked or [("order.status", Form.OPEN, reading.text)]
    segments = tuple(Segment(text, (Guess(intent, 1.0),), form, orders=orders) for intent, form, text in asked)
    return replace(reading, segments=segments, contact=Contact(None, None))
