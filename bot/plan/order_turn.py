"""A segment about orders: which of the customer's orders it means, and what is said of them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.facts import orders as facts
from bot.facts.bound import bind
from bot.intents.reading import Segment
from bot.plan import cues, targets
from bot.plan.aspects import ITEM_ASKS
from bot.plan.desk import MAX_CHOICES, Desk, asked
from bot.plan.orders import ANSWERS, UNDERWAY
from bot.plan.proposition import Proposition
from bot.plan.question import Question
from bot.plan.scene import Asked, Pending
from storage.records import Order, OrderItem, Source, Status

REQUESTS = {
    "action.cancel": "cancel",
    "action.return": "return",
    "action.refund": "refund",
    "action.exchange": "exchange",
    "action.address": "address",
    "action.change": "change",
    "action.problem": "problem",
}


def answer_order(desk: Desk, intent: str, segment: Segment) -> None:
    """A question about orders; a stranger is asked who writes."""
    if desk.shelf.customer is None:
        desk.ask_identity(segment, intent)
        return
    if intent == "order.count":
        desk.draft.say(_count(desk))
        return
    if not desk.shelf.orders and not segment.orders:
        desk.draft.say(Proposition("orders.none"))
        return
    if intent == "order.list" or _asks_which(segment):
        _list(desk, segment)
        return
    found = _find(desk, segment, intent)
    _say_missing(desk, found, segment)
    question = _of_same_item(desk, segment, desk.question(intent, segment))
    if found.choices and not found.found:
        ask_which(desk, found.choices, question)
    elif not found.found:
        desk.draft.asked.append(asked(question))  # the right number may follow: "sorry, 10468"
    else:
        if found.by_focus and len(found.found) == 1 and not desk.draft.propositions:
            desk.draft.focus = found.found[0].order_id
        say_orders(desk, replace(question, orders=found.found), segment)


def _find(desk: Desk, segment: Segment, intent: str) -> targets.Orders:
    """The orders meant; the one number of a message counts for each of its questions."""
    scene, message = desk.draft.moved(), desk.reading.text
    numbers = [ref for one in desk.reading.segments for ref in one.orders]
    if len({ref.key for ref in numbers}) == 1 and not segment.orders:
        segment = replace(segment, orders=tuple(numbers[:1]))
    return targets.find_orders(segment, intent, scene, desk.shelf, message, desk.voice.today)


def _of_same_item(desk: Desk, segment: Segment, question: Question) -> Question:
    """ "And how much was it" after a question about one line of an order is about that line."""
    last = desk.talked().last
    if last is None or segment.products or segment.kinds or not {question.intent, last.intent} <= set(ITEM_ASKS):
        return question
    return replace(question, text=f"{last.text} {question.text}")


def answer_action(desk: Desk, intent: str, segment: Segment) -> None:
    """A wish that a person fulfils: a task about the order it means."""
    if intent == "action.problem":
        desk.draft.say(Proposition("frame.empathise"))
    if desk.shelf.customer is None:
        desk.ask_identity(segment, intent)
        return
    found = _find(desk, segment, intent)
    if found.missing:
        _say_missing(desk, found, segment)
    elif found.choices and intent != "action.problem":
        ask_which(desk, found.choices, desk.question(intent, segment))
    elif found.found:
        asked_of = "order.status" if intent == "action.problem" and _is_awaited(found.found[0], segment) else intent
        say_orders(desk, replace(desk.question(asked_of, segment), orders=found.found[:1]), segment)
    else:
        desk.request(REQUESTS[intent], None)


def _is_awaited(order: Order, segment: Segment) -> bool:
    """ "It never came" of an order that nobody says was delivered: how it stands is the answer."""
    return order.status is not Status.DELIVERED and cues.NOT_HERE.search(segment.text) is not None


def say_orders(desk: Desk, question: Question, segment: Segment | None = None) -> None:
    """The answer for each order that is meant."""
    draft = desk.draft
    draft.topic = "order"
    draft.asked.append(asked(question))
    for order in question.orders:
        draft.orders.append(order.order_id)
        items = targets.items_of(order, segment, desk.shelf, question.text) if segment else ()
        _remember_goods(desk, order, items)
        named = bool(items) or bool(segment and _names_other(segment, question))
        one = replace(question, items=items, named_item=named)
        if question.intent in REQUESTS:
            desk.request(REQUESTS[question.intent], order)
        elif answer := ANSWERS.get(question.intent):
            draft.say(*answer(order, desk.voice, one))


def _remember_goods(desk: Desk, order: Order, items: Sequence[OrderItem]) -> None:
    """The lines spoken of: those named now; else those named before, of the same order; else its only one."""
    before = [item for item in order.items if item.sku in desk.draft.scene.goods]
    lines = items or before or (order.items if len(order.items) == 1 else ())
    skus = (*desk.draft.goods, *(str(item.sku) for item in lines if item.sku))
    desk.draft.goods = tuple(dict.fromkeys(skus))


def _names_other(segment: Segment, question: Question) -> bool:
    """Whether goods are named that the order lacks; a common word names none when a line's property is asked for."""
    strong = any(not mention.weak for mention in segment.products)
    return strong or (bool(segment.products or segment.kinds) and question.intent not in ITEM_ASKS)


def ask_which(desk: Desk, choices: tuple[Order, ...], question: Question) -> None:
    """Which order? The question is kept until that is settled."""
    draft, shown = desk.draft, list(choices[:MAX_CHOICES])
    draft.say(Proposition("orders.choose", (facts.listing("choices", shown, desk.voice, numbered=True),)))
    kept = draft.pending.asked if draft.pending and draft.pending.kind == "order" else ()
    draft.pending = Pending("order", tuple(order.order_id for order in shown), (*kept, asked(question)))


def _say_missing(desk: Desk, found: targets.Orders, segment: Segment) -> None:
    if not found.missing:
        return
    if len(segment.orders) == 1:
        desk.draft.say(Proposition("order.not_found"))
        return
    for written in found.missing:
        proof = Source("messages", desk.shelf.ticket, "text", written, 1)
        desk.draft.say(Proposition("order.not_found_id", (bind("asked.id", written, proof),)))


def _asks_which(segment: Segment) -> bool:
    """ "Which of them are still on the way": a question for orders, not of one."""
    return not segment.orders and cues.WHICH_OPEN.search(segment.text) is not None


def _list(desk: Desk, segment: Segment) -> None:
    every = list(desk.shelf.orders)
    pool = [order for order in every if order.status.value in segment.statuses]
    if not pool and cues.STILL_OPEN.search(segment.text):
        pool = [order for order in every if order.status in UNDERWAY]
    pool = pool or every
    desk.draft.asked.append(Asked("order.list", segment.form.value, segment.text))
    desk.draft.say(Proposition("orders.list", (facts.listing("orders", pool, desk.voice, numbered=False),)))
    desk.draft.topic = "order"


def _count(desk: Desk) -> Proposition:
    if not desk.shelf.orders:
        return Proposition("orders.none")
    proof = [facts.of_order(order, "order_id") for order in desk.shelf.orders]
    count = bind("order.count", desk.voice.count(len(proof), "order"), *proof, fn="count")
    return Proposition("orders.count", (count,))
