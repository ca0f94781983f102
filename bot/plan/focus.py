"""What a segment says of the product in focus, and so names no other: "can it go in the washing machine"."""

from dataclasses import replace

from bot.facts.products import Product
from bot.intents.reading import Form, ProductMention, Segment
from bot.plan import cues
from bot.plan.scene import Scene
from bot.plan.shelf import Shelf
from bot.plan.targets import OF_MANY

_OF_ONE = ("product.detail", "product.price", "product.stock", "product.options", "product.option", "product.link")


def in_focus(segment: Segment, scene: Scene, shelf: Shelf) -> Segment:
    """The segment without goods named only by a common word, when it speaks of the product in focus instead.

    "Can it go in the washing machine" names no machine, "are the pads real leather" no belt.
    """
    focus = _spoken_of(scene, shelf)
    points = segment.points_at_it
    many = segment.intent in OF_MANY and not (points and segment.intent == "product.find")
    if focus is None or not (segment.products or segment.kinds):
        return segment
    if _is_accessory(segment):
        return replace(segment, products=(), kinds=())
    if many:
        return segment
    if not segment.products:
        return replace(segment, kinds=()) if points and segment.intent in _OF_ONE else segment
    if _is_named_again(focus, segment) or not all(m.weak or is_word(m) for m in segment.products):
        return segment
    values = " ".join(str(value) for values in focus.options.values() for value in values)
    told = f"{focus.first.description or ''} {focus.title} {values}".casefold()
    if not (points or all(m.weak or m.written.casefold() in values.casefold() for m in segment.products)):
        return segment
    in_text = any(mention.written.casefold() in told for mention in segment.products)
    if not (points or in_text or segment.intent == "product.detail"):
        return segment
    spans = {(mention.start, mention.end) for mention in segment.products}
    kinds = tuple(kind for kind in segment.kinds if (kind.start, kind.end) not in spans)
    return replace(segment, products=(), kinds=kinds)


def _spoken_of(scene: Scene, shelf: Shelf) -> Product | None:
    """The product in focus, or the one whose line of an order was spoken of last."""
    if scene.topic == "product":
        return shelf.catalogue.get(scene.products[0]) if scene.products else None
    lines = shelf.goods(scene.goods)
    return lines[0] if len(lines) == 1 else None


def _is_accessory(segment: Segment) -> bool:
    """ "Do pegs come with it", "are batteries included": goods named without a title, that something holds or needs."""
    holds = cues.HOLDS.search(segment.text) is not None and not cues.OF_SHOP.search(segment.text)
    told = segment.points_at_it or all(m.weak or is_word(m) for m in segment.products)
    return holds and segment.form is not Form.STATEMENT and told


def is_word(mention: ProductMention) -> bool:
    return " " not in mention.written.strip() and mention.matches[0][1] < 0.999


def _is_named_again(focus: Product, segment: Segment) -> bool:
    return any(key == focus.product_id for mention in segment.products for key, _ in mention.matches)
