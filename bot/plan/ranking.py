"""Ranks the products that a segment about one product can mean: by its words, its kinds and options, and by the talk.

The weights are a conditional logit over the catalogue, rounded; they were fitted on questions over three shops, each
checked by the two others.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.facts.products import Catalogue, Product
from bot.intents.reading import Segment
from bot.intents.words import folded
from bot.plan.names import Likeness, Names, names_of
from bot.plan.overlap import spoken
from bot.plan.purchases import goods_of
from bot.plan.scene import Scene
from bot.plan.shelf import Shelf

TITLE, COVER, BEST, HEAD, KIND, TOLD = 3.2, 0.7, 0.6, 0.4, 3.1, 2.7
AROUND_TITLE, AROUND_KIND, OFFERS, OPTION, MOST_TOLD = 3.8, 3.1, 2.3, 1.6, 1.3
NAMED, NAMED_BEST, OF_KINDS = 1.0, 1.8, 0.4
FOCUS, POINTED, BESIDE, BEFORE, LISTED = 5.3, 1.4, 1.3, 2.1, 2.0
# Against the focus: "but ...", "and the 700?", "and the tent?" of another tent, another maker, an option it has not.
CONTRAST, BRIEF, AGAIN, MAKER, NO_OPTION = -0.8, -3.0, -6.5, -3.0, -2.0
MINE, ORDERED, ORDERED_ALONE = 0.2, 0.6, 0.5
# The line of an order just spoken of, and one of several.
LINE, LINES = 3.2, 2.2
# What the message named before: "the hoodie I ordered, will it shrink".
CARRIED = 2.5
# A title said from its first word to its last, whatever else is talked about or tells of it.
IN_FULL = 9.0


@dataclass(frozen=True)
class Ranked:
    """A product with its score; `said` tells that words of its title were said."""

    product: Product
    score: float
    said: bool


@dataclass(frozen=True)
class _Talk:
    """What the conversation and the customer's orders make likely."""

    focus: str | None
    beside: tuple[str, ...]
    before: tuple[str, ...]
    listed: tuple[str, ...]
    bought: frozenset[str]
    ordered: frozenset[str]
    lines: tuple[str, ...] = ()

    @classmethod
    def of(cls, scene: Scene, shelf: Shelf) -> "_Talk":
        in_talk = scene.topic in ("product", None)
        orders = [order for order in shelf.orders if order.order_id in scene.orders and scene.topic == "order"]
        return cls(
            scene.products[0] if scene.products and in_talk else None,
            scene.products[1:],
            scene.others,
            scene.asked[0].products if scene.asked else (),
            frozenset(key for order in shelf.orders for key in goods_of(order, shelf)),
            frozenset(key for order in orders for key in goods_of(order, shelf)),
            () if scene.topic == "product" else tuple(one.product_id for one in shelf.goods(scene.goods)),
        )

    def keys(self) -> list[str]:
        return [
            key for key in (self.focus, *self.beside, *self.before, *self.listed, *self.ordered, *self.lines) if key
        ]


def rank(
    segment: Segment, scene: Scene, shelf: Shelf, message: str, mine: bool = False, contrasts: bool = False
) -> list[Ranked]:
    """The products that may be meant, best first; `mine` and `contrasts` are how the segment speaks of them."""
    names, catalogue = names_of(shelf.catalogue), shelf.catalogue
    words = names.spoken_in(spoken(segment.text, segment.language))
    # Who names goods outright does not mean those of the question before.
    outright = any(not mention.weak and mention.written in segment.text for mention in segment.products)
    around = frozenset() if outright else names.spoken_in(spoken(message, segment.language)) - words
    talk = _Talk.of(scene, shelf)
    kinds = [{p.product_id for p in catalogue.of_kind(kind.field, kind.value)} for kind in segment.kinds]
    named = [key for mention in segment.products for key, _ in mention.matches]
    carried, in_full = _carried(segment), _in_full(segment, catalogue)
    pool = dict.fromkeys((*talk.keys(), *named, *names.candidates(words | around), *_few(kinds)))
    likes = {key: names.likeness(key, words) for key in pool if key in catalogue.products}
    best = max((like.title for like in likes.values()), default=0.0)
    ranked = []
    for key, like in likes.items():
        product = catalogue.products[key]
        score = _words(like, best) + _around(names, key, around) + _mentioned(segment, key) + _chosen(segment, product)
        score += OF_KINDS * (bool(kinds) and all(key in kind for kind in kinds))
        score += _talked(key, talk, segment) + MINE * (mine and key in talk.bought) + CARRIED * (key in carried)
        score += IN_FULL * (key in in_full)
        if key == talk.focus:
            score += _against(segment, product, kinds) + contrasts * _contrast(segment, like.title, best)
        ranked.append(Ranked(product, score, like.title > 0))
    return sorted(ranked, key=lambda one: -one.score)


def _carried(segment: Segment) -> set[str]:
    """The goods named outright before the segment, in the same message, that its "it" stands for."""
    if not segment.points_at_it:
        return set()
    named = (one for one in segment.products if not one.weak and one.written not in segment.text)
    return {key for one in named for key, score in one.matches if score >= one.matches[0][1] - 1e-3}


def _in_full(segment: Segment, catalogue: Catalogue) -> set[str]:
    """The goods whose whole title the segment says, unless it speaks of something else by a pronoun."""
    if segment.points_at_it:
        return set()
    said = [one for one in segment.products if not one.weak and one.written in segment.text]
    return {
        key
        for one in said
        for key, _ in one.matches
        if (product := catalogue.get(key)) and folded(product.title) == folded(one.written)
    }


def _few(kinds: list[set[str]], most: int = 200) -> list[str]:
    return [key for kind in kinds if len(kind) <= most for key in sorted(kind)]


def _words(like: Likeness, best: float) -> float:
    told = (
        TITLE * like.title + COVER * like.cover + HEAD * like.head + KIND * like.kind + TOLD * min(like.told, MOST_TOLD)
    )
    return told + BEST * (0 < best <= like.title + 1e-6) + OPTION * like.option


def _around(names: Names, key: str, words: frozenset[str]) -> float:
    """What the message says beside the segment."""
    like = names.likeness(key, words)
    return AROUND_TITLE * like.title + AROUND_KIND * like.kind


def _mentioned(segment: Segment, key: str) -> float:
    """Mentions by more than a common word."""
    scores = [(dict(one.matches).get(key, 0.0), one.matches[0][1]) for one in segment.products if not one.weak]
    top = any(score and score >= best - 1e-3 for score, best in scores)
    return NAMED * max((score for score, _ in scores), default=0.0) + NAMED_BEST * top


def _chosen(segment: Segment, product: Product) -> float:
    """The share of the options named that the product offers."""
    values = [option.value for option in segment.options if option.known]
    return OFFERS * sum(map(product.offers, values)) / len(values) if values else 0.0


def _contrast(segment: Segment, title: float, best: float) -> float:
    """How far "and ..." leads away from the product in focus."""
    if title > 0:
        return AGAIN
    return (CONTRAST + BRIEF * segment.ellipsis) * (best > 0)


def _against(segment: Segment, focus: Product, kinds: list[set[str]]) -> float:
    made = zip(segment.kinds, kinds, strict=True)
    other = any(kind.field == "vendor" and focus.product_id not in goods for kind, goods in made)
    lacks = any(option.known and not focus.offers(option.value) for option in segment.options)
    return MAKER * other + NO_OPTION * lacks


def _talked(key: str, talk: _Talk, segment: Segment) -> float:
    focus = key == talk.focus
    weights: Mapping[str, tuple[float, bool]] = {
        "focus": (FOCUS + POINTED * segment.points_at_it, focus),
        "beside": (BESIDE, key in talk.beside),
        "before": (BEFORE, key in talk.before and not focus),
        "listed": (LISTED, key in talk.listed and not focus),
        "lines": (LINE if len(talk.lines) == 1 else LINES, key in talk.lines),
        "ordered": (ORDERED + ORDERED_ALONE * (len(talk.ordered) == 1), key in talk.ordered),
    }
    return sum(weight for weight, holds in weights.values() if holds)
