"""Our own open question: whether a segment answers it, and the customer's questions that waited for that."""

from dataclasses import replace

from bot.intents.reading import Form, Pointer, Segment
from bot.plan import targets
from bot.plan.desk import Desk
from bot.plan.lines import CONFIDENT
from bot.plan.order_turn import say_orders
from bot.plan.product_turn import say_products
from bot.plan.question import Question
from bot.plan.scene import Asked, Pending
from bot.plan.shelf import Shelf


def answer_ours(desk: Desk, segment: Segment) -> bool:
    """Whether the segment answers our open question; then the questions kept with it are answered."""
    pending = desk.draft.scene.pending
    if pending is None or pending.kind == "verify":
        return False
    values = chosen(pending, segment, desk.shelf)
    if not values:
        return False
    desk.draft.scene = desk.draft.scene.without_question()
    for one in pending.asked:
        desk.draft.intents.append((one.intent, 1.0))
        _answer(desk, one, pending.kind, values)
    return True


def _answer(desk: Desk, one: Asked, kind: str, values: tuple[str, ...]) -> None:
    question = Question(one.intent, Form(one.form), one.text, options=one.options)
    if kind == "order":
        found = tuple(order for key in values if (order := desk.shelf.order(key)))
        say_orders(desk, replace(question, orders=found))
        return
    products = tuple(product for key in values if (product := desk.shelf.catalogue.get(key)))
    say_products(desk, replace(question, products=products))


def chosen(pending: Pending, segment: Segment, shelf: Shelf) -> tuple[str, ...]:
    """The values of our open question that a segment picks: by number, by name, all of them; empty when none."""
    for reference in segment.references:
        if reference.pointer is Pointer.CHOICE and reference.number and reference.number <= len(pending.values):
            return (pending.values[reference.number - 1],)
        if reference.pointer in (Pointer.ALL, Pointer.BOTH):
            return pending.values
        if reference.pointer in (Pointer.LAST, Pointer.FIRST) and pending.kind == "order":
            return pending.values[:1] if reference.pointer is Pointer.LAST else pending.values[-1:]
    return _order_named(pending, segment, shelf) if pending.kind == "order" else _product_named(pending, segment)


def _order_named(pending: Pending, segment: Segment, shelf: Shelf) -> tuple[str, ...]:
    orders = tuple(order for key in pending.values if (order := shelf.order(key)))
    named = [order for ref in segment.orders for order in targets.match_order(ref.key, orders)]
    held = [order for order in orders if targets.items_of(order, segment, shelf, segment.text)]
    sure = segment.confidence >= CONFIDENT and segment.intent not in ("oos", "talk.yes", "product.info")
    return tuple(order.order_id for order in named or (held if len(held) == 1 and not sure else []))


def _product_named(pending: Pending, segment: Segment) -> tuple[str, ...]:
    matched = [key for mention in segment.products for key, _ in mention.matches[:1] if key in pending.values]
    sure = segment.confidence >= 0.7 and segment.intent not in ("oos", "talk.yes", "product.info", "product.find")
    return tuple(matched) if len(matched) == 1 and not sure else ()
