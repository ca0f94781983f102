"""The ways a segment can be taken, each with its signs: a likely ask, a rule of the shop, a detail, or a mere story.

Signs are numbers about 0..1 that hold for any shop; which
reading they speak for is learnt (`bot.plan.arbiter`). Answers nothing.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.facts.describe import nearest
from bot.facts.policies import SURE
from bot.intents.asks import ASKS
from bot.intents.reading import Form, Segment
from bot.plan import context, cues, targets
from bot.plan.aspects import is_brief, is_follow_up
from bot.plan.lines import CONFIDENT, FOR_LINE
from bot.plan.orders import UNDERWAY
from bot.plan.talked import Talked

STORY = "story"
_LEAST, _TOP, _FIT = 0.03, 4, 6.0
_SHORT, _LONG, _SOME, _SURE_WISH, _SURE_ASKED, _PLAIN, _SURELY_ELSE = 16, 60, 0.4, 0.8, 0.7, 0.9, 0.6
_SMALL = ("talk.greet", "talk.thank", "talk.bye", "talk.yes", "talk.no", "talk.bot")
_MANY = ("product.find", "product.count", "product.cheapest", "product.dearest")
# What a word or two ask for without a question: "tracking please", "给我链接".
_BRIEFLY_ASKED = (
    *("order.tracking", "order.total", "order.carrier", "order.payment", "order.address", "order.eta"),
    *("order.item_price", "product.price", "product.link"),
)
_QUESTIONS = (Form.OPEN, Form.YESNO, Form.NEGATIVE)


@dataclass(frozen=True)
class Place:
    """Where a segment stands: the rest of its message, and whether anything was answered before it."""

    message: str
    before: Sequence[Segment] = ()
    after: Sequence[Segment] = ()
    answered: bool = False


@dataclass(frozen=True)
class Choice:
    """One way to take a segment: an ask or a canned intent, or `STORY`, which is not answered."""

    intent: str
    confidence: float
    signs: Mapping[str, float]


@dataclass(frozen=True)
class _Known:
    """What every reading of one segment is weighed with."""

    shared: Mapping[str, float]
    passage: float
    sentence: float | None


def choices_of(segment: Segment, talked: Talked, language: str, place: Place) -> list[Choice]:
    """Every way worth weighing: one alone where nothing is in doubt."""
    # A message of one segment is answered, whatever it is.
    apart = bool(place.before or place.after)
    chances = _chances(segment, talked)
    beyond_doubt = context.settled(segment, talked)
    plain = bool(beyond_doubt) or _is_plain(chances)
    known = _known(segment, talked, language, place, plain)
    if beyond_doubt:
        leads_up = segment.ellipsis and not (place.before and segment.form in _QUESTIONS)
        quiet = apart and (leads_up or segment.intent in _SMALL)
        chances |= {beyond_doubt[0]: beyond_doubt[1]}
        names = [beyond_doubt[0]]
    else:
        quiet = apart and not _is_wish(chances, place) and not _is_question(segment, chances)
        names = [name for name, chance in chances.items() if chance >= _LEAST]
        names += ["policy"] if known.passage > _SOME else []
        names += ["product.detail"] if known.sentence is not None else []
        names += _again(segment, talked, chances) or _sold_now(segment, talked, chances)
    if context.of_the_shop(segment):
        names = [name for name in names if not name.startswith("order.") or chances.get(name, 0.0) >= _SOME] or names
    if serious := [name for name in names if family(name) != "small" or chances.get(name, 0.0) >= _SOME]:
        names = serious  # who is not surely thanking is not thanked
    names = [*(names or ["oos"]), *([STORY] if quiet else [])]
    return [
        Choice(name, chances.get(name, 0.0), _signs(name, segment, talked, chances, known))
        for name in dict.fromkeys(names)
    ]


def _again(segment: Segment, talked: Talked, chances: Mapping[str, float]) -> list[str]:
    """The question before, asked once more; not where something else is surely asked."""
    last = talked.last
    if last is None or last.intent not in ASKS:
        return []
    of_order = last.intent.startswith("order.")
    if of_order and context.of_the_shop(segment):
        return []
    sure = (name for name, chance in chances.items() if chance >= _SURELY_ELSE and not segment.ellipsis)
    return [] if any(not (of_order and name in FOR_LINE) for name in sure) else [last.intent]


def _sold_now(segment: Segment, talked: Talked, chances: Mapping[str, float]) -> list[str]:
    """ "Got another pair in that", said of goods of an order, asks whether the shop has more of them."""
    known = any(name.startswith("product.") for name in chances)
    goods = bool(talked.scene.goods or segment.products or segment.kinds)
    return ["product.stock"] if goods and not known and context.of_the_shop(segment) else []


def _is_plain(chances: Mapping[str, float]) -> bool:
    """Whether a segment surely asks about an order, so that neither rules nor descriptions need be searched."""
    return any(chance >= _PLAIN and name.startswith("order.") for name, chance in chances.items())


def _is_wish(chances: Mapping[str, float], place: Place) -> bool:
    """Whether something is surely wished for: to answer once too often is better than to drop a cancellation.

    A complaint before a question may only lead up to it: "the mat is missing. What is the tracking of the mat?"
    """
    leads_up = any(map(asks, place.after))
    wishes = (name for name, chance in chances.items() if chance >= _SURE_WISH)
    return any(
        name == "talk.human" or (family(name) == "action" and not (leads_up and name == "action.problem"))
        for name in wishes
    )


def _is_question(segment: Segment, chances: Mapping[str, float]) -> bool:
    """Whether something is surely asked in the form of a question: two questions in one message get two answers."""
    if segment.form in _QUESTIONS:
        asked = [chance for name, chance in chances.items() if family(name) not in ("small", "talk", "oos", "action")]
        return max(asked, default=0.0) >= _SURE_ASKED or sum(asked) >= _SURE_WISH
    brief = is_brief(segment) or cues.TELL.search(segment.text)
    return bool(brief) and any(chances.get(name, 0.0) >= _SURE_ASKED for name in _BRIEFLY_ASKED)


def family(intent: str) -> str:
    """What kind of answer an intent leads to."""
    if intent in _MANY:
        return "many"
    if intent in _SMALL:
        return "small"
    if intent in ("policy", "product.detail", "product.info", "oos", STORY):
        return intent
    head = intent.split(".", maxsplit=1)[0]
    return head if head in ("order", "product", "action", "talk", "shop") else "canned"


def _chances(segment: Segment, talked: Talked) -> dict[str, float]:
    """How likely the recogniser thinks each ask, read in the light of the conversation."""
    found: dict[str, float] = {}
    for guess in segment.guesses[:_TOP]:
        name = context.in_context(guess.intent, segment, talked)
        found[name] = found.get(name, 0.0) + guess.confidence
    return found


def _known(segment: Segment, talked: Talked, language: str, place: Place, plain: bool) -> _Known:
    """What there is to know; of a `plain` segment without the sentence vectors, which take most of a turn's time."""
    best = None if plain else talked.shelf.policies.best(segment.text, language)
    as_one = targets.asking(segment, "product.detail") if segment.intent == "product.count" else segment
    meant = targets.find_products(as_one, talked.scene, talked.shelf)
    sentence = nearest(meant.found[0], segment.bare, language) if len(meant.found) == 1 and not plain else None
    return _Known(
        dict(_shared(segment, talked, place, meant)),
        min(best[1] / SURE, 2.0) if best else 0.0,
        max(-1.0, min(sentence[1] / _FIT, 1.0)) if sentence else None,
    )


def _shared(segment: Segment, talked: Talked, place: Place, meant: targets.Products) -> Iterator[tuple[str, float]]:
    """The signs of the segment itself; what each speaks for depends on the reading."""
    text = segment.text
    yield f"form.{segment.form.value}", 1.0
    yield f"topic.{talked.scene.topic}", 1.0
    yield "stranger" if talked.shelf.customer is None else "customer", 1.0
    strong = any(not mention.weak for mention in segment.products)
    yield "goods.title" if strong else "goods.word" if segment.products else "goods.none", 1.0
    told = {
        "kinds": bool(segment.kinds),
        "options": bool(segment.options),
        "one": len(meant.found) == 1 and not meant.by_focus,
        "focus": bool(meant.found) and meant.by_focus,
        "number": bool(segment.orders),
        "it": segment.points_at_it,
        "of_order": bool(cues.OF_ORDER.search(text)),
        "own": bool(cues.OWN.search(text)),
        "of_shop": bool(cues.OF_SHOP.search(text)),
        "general": bool(cues.GENERAL.search(text)),
        "holds": bool(cues.HOLDS.search(text)),
        "given_back": bool(cues.GIVEN_BACK.search(text)),
        "counts": bool(cues.COUNTS.search(text)),
        "person": bool(cues.PERSON.search(text)),
        "you": bool(cues.YOU.search(text)),
        "me": bool(cues.ME.search(text)),
        "may": bool(cues.MAY.search(text)),
        "past": bool(cues.PAST.search(text)),
        "unsure": segment.confidence < CONFIDENT,
        "long": len(text) > _LONG,
        "marked": text.rstrip().endswith("?") or f"{text.rstrip()}?" in place.message,
        "no_guess": not segment.guesses,
        "sure": segment.confidence >= _SURE_ASKED,
        "wh": bool(cues.WHICH_KIND.match(text) or cues.ASKS_FIRST.match(text)),
        "told": bool(segment.told),
        "underway": any(order.status in UNDERWAY for order in talked.orders),
        "bought": any(targets.items_of(order, segment, talked.shelf, text) for order in talked.shelf.orders),
        "follows": is_follow_up(segment),
        "short": len(text) < _SHORT,
        "asked_before": any(map(asks, place.before)),
        "asked_after": any(map(asks, place.after)),
        "answered": place.answered,
        "last": not place.after,
        "names": bool(segment.orders or segment.products or segment.kinds),
    }
    yield from ((name, 1.0) for name, holds in told.items() if holds)


def asks(segment: Segment) -> bool:
    """Whether a segment of the message looks like a question of its own."""
    return segment.form in _QUESTIONS and segment.intent not in _SMALL


def _signs(
    intent: str, segment: Segment, talked: Talked, chances: Mapping[str, float], known: _Known
) -> dict[str, float]:
    kind = family(intent)
    chance = chances.get(intent, 0.0)
    whole = sum(one for name, one in chances.items() if family(name) == kind)
    signs = {kind: 1.0, "chance": chance, "log": math.log(max(chance, _LEAST)), f"family*{kind}": whole}
    signs |= {f"{kind}*{name}": value for name, value in known.shared.items()}
    if chance and chance == max(chances.values()):
        signs["top"] = 1.0
    if kind in ("policy", "product.detail"):
        signs[f"{kind}*passage"] = known.passage
        signs[f"{kind}*sentence"] = known.sentence or 0.0
        signs[f"{kind}*told"] = float(known.sentence is not None)
        signs[f"{kind}*sure"] = float(known.passage >= 1.0)
        signs[f"{kind}*fits"] = max(known.sentence or 0.0, 0.0)
    if talked.last and intent == talked.last.intent:
        signs["again"] = 1.0
        signs[f"again*{'follows' if 'follows' in known.shared else 'stands'}"] = 1.0
    return signs
