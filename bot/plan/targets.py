"""Which rows a segment means: orders by number, recency, status or content; products by name, kind, option or focus.

Answers with what was found, what could not be found, and what remains to be asked back; it decides nothing to say.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facts.products import Product
from bot.intents.reading import Guess, Pointer, ProductMention, Segment
from bot.intents.words import cut
from bot.plan import cues
from bot.plan.purchases import Orders, find_orders, goods_of, items_of, match_order, order_key, talked_about
from bot.plan.ranking import rank
from bot.plan.scene import Scene
from bot.plan.shelf import Shelf

__all__ = ["Orders", "find_orders", "find_products", "items_of", "match_order", "order_key"]

CLOSE, MIN_WORDS, MOST_COMPARED = 0.06, 2, 4
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_BIG = re.compile(r"\b(?:big|bigger|biggest|large|larger|largest|grande)\b|больш|大的", re.IGNORECASE)
_SMALL = re.compile(r"\b(?:small|smaller|smallest|little|mini|peque[nñ][oa])\b|маленьк|поменьше|小的", re.IGNORECASE)
_MINE = re.compile(
    r"\b(?:my|mine|i (?:have|got|bought|ordered)|that|this)\b|\b(?:mi|mis|ese|esa|este|esta)\b"
    r"|\b(?:мо[йяеию]\w*|эт\w+)\b|我的|我买|买的|[这那]",
    re.IGNORECASE,
)
_CONTRAST = re.compile(r"^\W*(?:and|what about|how about|but|y|а|и|那)\b|呢\W*$", re.IGNORECASE)
_SIZED_ONE = re.compile(
    r"\b(?:(?P<big>big(?:ger|gest)?|large[rst]*)|(?P<small>small(?:er|est)?|little)"
    r"|(?P<cheap>cheap(?:er|est)?|basic|plain)"
    r"|(?P<dear>dear(?:er|est)?|pric(?:ier|iest)|(?:more|most) expensive))\s+ones?\b",
    re.IGNORECASE,
)
_TOGETHER = (Pointer.BOTH, Pointer.ALL, Pointer.OTHER)
ENOUGH, AHEAD = 2.72, 0.6
OF_MANY = ("product.find", "product.count", "product.cheapest", "product.dearest", "product.compare")


@dataclass(frozen=True)
class Products:
    """`found` are meant; `choices` must be asked about; `kind` tells that a kind, not a title, was named."""

    found: tuple[Product, ...] = ()
    choices: tuple[Product, ...] = ()
    kind: bool = False
    by_focus: bool = False


def find_products(segment: Segment, scene: Scene, shelf: Shelf, message: str = "") -> Products:
    """The products a segment means, of all that its words, its kinds and the talk make likely."""
    if segment.intent in OF_MANY or _names_several(segment):
        return _by_name(segment, scene, shelf)
    if pointed := _sized(segment, scene, shelf) or _by_its_number(segment, scene, shelf):
        return Products((pointed,))
    if any(one.pointer in _TOGETHER for one in segment.references) and not segment.products and not segment.kinds:
        return _in_focus(segment, scene, shelf)
    segment = _subject(segment)
    mine, contrasts = _MINE.search(segment.text) is not None, _CONTRAST.search(segment.text) is not None
    ranked = rank(segment, scene, shelf, message or segment.text, mine, contrasts)
    ranked = [one for one in ranked if one.score >= ENOUGH and one.score > ranked[0].score - AHEAD]
    if not ranked:
        return _in_focus(segment, scene, shelf)
    near = [one.product for one in ranked]
    if len(segment.products) == 1:
        near = _plain_one(near, segment.products[0])
    near = _numbered(near, segment.text)
    if len(near) == 1:
        said = any(one.said for one in ranked if one.product is near[0])
        return Products((near[0],), by_focus=near[0].product_id in scene.products and not said)
    return _at_hand(Products(choices=tuple(near), kind=not segment.products), segment, scene, shelf)


def asking(segment: Segment, intent: str) -> Segment:
    """The segment as one that asks this of a product: "how many cups" of a coffee press is no question about many."""
    if segment.intent not in ("product.count", "product.find") or intent in OF_MANY or intent == "product.sold":
        return segment
    return replace(segment, guesses=(Guess(intent, segment.confidence), *segment.guesses))


def _names_several(segment: Segment) -> bool:
    """Whether more than one product is named outright: "how heavy are the Ember and the Dune"."""
    return sum(not mention.weak for mention in segment.products) > 1


def _subject(segment: Segment) -> Segment:
    """The segment without what a product named outright may hold: "for the clarinet: reed included?"."""
    weak = [mention for mention in segment.products if mention.weak]
    if not weak or len(weak) == len(segment.products) or not cues.HOLDS.search(segment.text):
        return segment
    text = segment.text
    for mention in weak:
        text = text.replace(mention.written, " ")
    return replace(segment, text=text, products=tuple(one for one in segment.products if not one.weak))


def _sized(segment: Segment, scene: Scene, shelf: Shelf) -> Product | None:
    """ "The bigger one", "the cheaper one": of the products talked of, by number in the title, else by price."""
    found = _SIZED_ONE.search(segment.text)
    asked = scene.asked[0].products if scene.asked else ()
    keys = dict.fromkeys((*scene.products, *asked, *scene.others))
    pool = [product for key in keys if (product := shelf.catalogue.get(key))][:2]
    if found is None or len(pool) < 2:
        return None
    numbers = [_NUMBER.search(product.title) for product in pool]
    sizes = [float(number[0].replace(",", ".")) if number else None for number in numbers]
    prices = [float(min(row.price for row in product.variants)) for product in pool]
    by_price = found["cheap"] or found["dear"] or None in sizes
    order = sorted(zip(prices if by_price else [size or 0.0 for size in sizes], (0, 1), strict=True))
    return pool[order[-1][1]] if found["big"] or found["dear"] else pool[order[0][1]]


def compared(segment: Segment, scene: Scene, shelf: Shelf) -> tuple[Product, ...]:
    """The two products, or few, that "which of them" chooses from: named now, else spoken of together."""
    named = [found for mention in _named(segment) if len(found := _best(mention, segment, scene, shelf)) == 1]
    if len(named) > 1:
        return tuple(dict.fromkeys(product for (product,) in named))
    if segment.products or segment.kinds or scene.topic != "product":
        return ()
    asked = scene.asked[0].products if scene.asked and scene.asked[0].intent in OF_MANY else ()
    keys = dict.fromkeys((*scene.products, *(asked or scene.others[:2])))
    pool = tuple(product for key in keys if (product := shelf.catalogue.get(key)))[:MOST_COMPARED]
    return pool if len(pool) > 1 else ()


def _by_name(segment: Segment, scene: Scene, shelf: Shelf) -> Products:
    """The products named, each on its own."""
    if segment.products:
        found: list[Product] = []
        choices: list[Product] = []
        for mention in _named(segment):
            best = _numbered(_best(mention, segment, scene, shelf), segment.text)
            (found if len(best) == 1 else choices).extend(best)
        return _at_hand(Products(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(choices))), segment, scene, shelf)
    if segment.kinds:
        return _at_hand(of_kinds(segment, shelf), segment, scene, shelf)
    if one := _by_its_number(segment, scene, shelf):
        return Products((one,))
    return _in_focus(segment, scene, shelf)


def _at_hand(found: Products, segment: Segment, scene: Scene, shelf: Shelf) -> Products:
    """Of several that fit, the one talked about before, or the one the customer ordered."""
    if not found.choices or segment.intent in OF_MANY:
        return found
    talked = {*scene.products, *scene.others}
    ordered = {key for order in talked_about(scene, shelf) for key in goods_of(order, shelf)}
    bought = {key for order in shelf.orders for key in goods_of(order, shelf)} if _MINE.search(segment.text) else set()
    for known in (talked, ordered, bought):
        mine = [product for product in found.choices if product.product_id in known]
        if len(mine) == 1:
            return Products((*found.found, mine[0]))
    return found


def _by_its_number(segment: Segment, scene: Scene, shelf: Shelf) -> Product | None:
    """ "And the 32?": of the products talked about but not in focus, the one whose title has that number."""
    written = set(_NUMBER.findall(segment.text))
    if not written or segment.orders or segment.options:
        return None
    asked = (key for one in scene.asked for key in one.products)
    keys = dict.fromkeys((*scene.others, *asked, *_family(scene, shelf)))
    talked = (shelf.catalogue.get(key) for key in keys if key not in scene.products)
    fitting = [p for p in talked if p and written & set(_NUMBER.findall(p.title))]
    return fitting[0] if len(fitting) == 1 else None


def _family(scene: Scene, shelf: Shelf) -> list[str]:
    """The products whose titles differ from the one in focus by their number only."""
    focus = shelf.catalogue.get(scene.products[0]) if scene.products else None
    if focus is None:
        return []
    words = _without_numbers(focus)
    return [key for key, product in shelf.catalogue.products.items() if _without_numbers(product) == words]


def _without_numbers(product: Product) -> tuple[str, ...]:
    return tuple(stem for stem in product.stems if not _NUMBER.fullmatch(stem))


def _named(segment: Segment) -> Sequence[ProductMention]:
    """The mentions that count: beside a product named outright, a common word names none."""
    strong = [mention for mention in segment.products if not mention.weak]
    if not strong or segment.intent in OF_MANY:
        return segment.products
    if holds := cues.HOLDS.search(segment.text):
        # "Does the Nova come with a charger": what comes with it is no second subject.
        at = segment.text.casefold().find
        subjects = [m for m in strong if at(m.written.casefold()) < holds.start()]
        strong = subjects or strong
    sure = {mention.matches[0][0] for mention in strong if len(mention.matches) == 1}
    return [m for m in strong if len(m.matches) == 1 or not sure & {key for key, _ in m.matches}]


def _best(mention: ProductMention, segment: Segment, scene: Scene, shelf: Shelf) -> list[Product]:
    """The products that a mention fits best; in "and the R2?" not the one just spoken of."""
    top = mention.matches[0][1]
    near = [p for key, score in mention.matches if score >= top - CLOSE and (p := shelf.catalogue.get(key))]
    near = _of_vendor(_plain_one(near, mention), segment)
    held = [product for product in near if product.product_id in scene.products]
    rest = [product for product in near if product not in held]
    if held and len(rest) == 1 and top < 0.999 and _CONTRAST.search(segment.text):
        return rest
    return held if len(held) == 1 else near


def _plain_one(near: list[Product], mention: ProductMention) -> list[Product]:
    """Of titles that only add to one of them ("Nova 5", "Nova 5 Pro") the one as it was written."""
    said = cut(mention.written)
    if mention.weak or len(said) < MIN_WORDS or said[-1].stem != said[-1].fold:
        return near
    words = {product.product_id: set(product.stems) for product in near}
    base = [one for one in near if all(words[one.product_id] <= words[other] for other in words)]
    return base if len(base) == 1 else near


def _numbered(near: list[Product], text: str) -> list[Product]:
    """Of products with like titles, those whose number is written ("the 6 litre one"), or the big or the small one."""
    written = set(_NUMBER.findall(text))
    numbered = [(number, product) for product in near for number in _NUMBER.findall(product.title)[:1]]
    fitting = [product for product in near if written & set(_NUMBER.findall(product.title))]
    if len(near) < 2 or fitting or len(numbered) < len(near):
        return fitting or near
    by_size = sorted(numbered, key=lambda pair: float(pair[0].replace(",", ".")))
    if _BIG.search(text):
        return [by_size[-1][1]]
    return [by_size[0][1]] if _SMALL.search(text) else near


def _of_vendor(near: list[Product], segment: Segment) -> list[Product]:
    """Of products with like titles, those of the maker that is named as well."""
    makers = {kind.value.casefold() for kind in segment.kinds if kind.field == "vendor"}
    made = [product for product in near if (product.first.vendor or "").casefold() in makers]
    return made or near


def of_kinds(segment: Segment, shelf: Shelf) -> Products:
    """The products of most of the kinds named, the category before all, and that offer the options named."""
    pools = [(kind.field, shelf.catalogue.of_kind(kind.field, kind.value)) for kind in segment.kinds]
    named = [pool for field, pool in pools if field == "category" and pool] or [pool for _, pool in pools]
    candidates = dict.fromkeys(product for pool in named for product in pool)
    shared = Counter(product.product_id for _, pool in pools for product in pool if product in candidates)
    most = max(shared.values(), default=0)
    pool = [product for product in candidates if shared[product.product_id] == most]
    offering = [
        product for product in pool if all(product.offers(option.value) for option in segment.options if option.known)
    ]
    pool = _numbered(offering if segment.options and offering else pool, segment.text)
    return Products(tuple(pool), kind=True) if len(pool) == 1 else Products(choices=tuple(pool), kind=True)


def of_all_kinds(products: Sequence[Product], segment: Segment, shelf: Shelf) -> bool:
    """Whether these products are of every kind that is named."""
    kinds = (set(shelf.catalogue.of_kind(kind.field, kind.value)) for kind in segment.kinds)
    return all(kind.issuperset(products) for kind in kinds)


def _ordered_goods(segment: Segment, scene: Scene, shelf: Shelf) -> tuple[Product, ...]:
    """The one product of the order in focus, or the one of its lines that was asked about last."""
    order = next(iter(talked_about(scene, shelf)), None)
    if order is None:
        return ()
    keys = dict.fromkeys(goods_of(order, shelf))
    if len(keys) > 1 and scene.asked:
        text = scene.asked[0].text
        bare = replace(segment, text=text, products=(), kinds=())
        lines = items_of(order, bare, shelf, text)
        keys = dict.fromkeys(p.product_id for item in lines if (p := shelf.catalogue.of_sku(item.sku)))
    goods = tuple(product for key in keys if (product := shelf.catalogue.get(key)))
    return goods if len(goods) == 1 else ()


def _in_focus(segment: Segment, scene: Scene, shelf: Shelf) -> Products:
    held = tuple(product for key in scene.products if (product := shelf.catalogue.get(key)))
    if any(reference.pointer is Pointer.OTHER for reference in segment.references):
        rest = tuple(p for key in scene.others if key not in scene.products[:1] and (p := shelf.catalogue.get(key)))
        return Products(rest[:1] or held[1:2], by_focus=True)
    if not held:
        held = _ordered_goods(segment, scene, shelf)
    wants_all = any(reference.pointer in (Pointer.BOTH, Pointer.ALL) for reference in segment.references)
    return Products(held if wants_all else held[:1], by_focus=True)
