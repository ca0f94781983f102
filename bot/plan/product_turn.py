"""A segment about goods: which products or kinds it means, and what is said of them."""

from dataclasses import replace

from bot.facts import policies as policy_facts
from bot.facts import products as facts
from bot.facts.describe import nearest
from bot.facts.products import Product
from bot.intents.reading import Form, Pointer, Segment
from bot.plan import products as answers
from bot.plan import several, targets
from bot.plan.aspects import is_follow_up
from bot.plan.beside import also_asked
from bot.plan.choices import alternatives
from bot.plan.context import STRONG_POLICY, priced_one
from bot.plan.cues import ANY, WHICH_OF
from bot.plan.desk import MAX_CHOICES, Desk, asked
from bot.plan.fitting import Before, fit
from bot.plan.limits import within
from bot.plan.orders import turned
from bot.plan.proposition import Proposition
from bot.plan.question import Question
from bot.plan.scene import Asked, Pending

MOST_PRODUCTS, MOST_KEPT, _BRIEF, _OWN_QUESTION = 4, 60, 4, 0.5
_THOSE = (Pointer.IT, Pointer.ALL, Pointer.BOTH)
KIND_ASKS = ("product.cheapest", "product.dearest", "product.find", "product.count")


def answer_product(desk: Desk, intent: str, segment: Segment) -> None:
    """A question about one or several products."""
    question = _asked_again(desk, segment, desk.question(intent, segment))
    if one := priced_one(segment, desk.talked()):
        say_products(desk, replace(question, intent="product.detail", products=(one,), options=()))
        return
    if intent == "product.compare" and _compare(desk, segment, question):
        return
    if intent == "product.detail" and (one := _which_of(desk, segment)):
        say_products(desk, replace(question, products=(one,), options=()))
        return
    segment = targets.asking(segment, intent)
    found = targets.find_products(segment, desk.draft.moved(), desk.shelf, desk.reading.text)
    if found.found:
        if found.by_focus and len(found.found) == 1 and not desk.draft.propositions:
            desk.draft.focus = found.found[0].product_id
        say_products(desk, _with_options(desk, segment, found, replace(question, products=found.found)))
    if found.choices:
        _choose(desk, intent, found, question)
    elif not found.found:
        _nothing_named(desk, intent, segment)


def _which_of(desk: Desk, segment: Segment) -> Product | None:
    """Of two named, or compared just before, the one whose description answers best: "which is warmer"."""
    if not WHICH_OF.search(segment.text):
        return None
    pair = targets.compared(segment, desk.talked().scene, desk.shelf)
    fits = [(best[1], -at) for at, one in enumerate(pair) if (best := nearest(one, segment.bare, desk.language))]
    score, at = max(fits, default=(-1.0, 0))
    return pair[-at] if score >= 0.0 else None


def _asked_again(desk: Desk, segment: Segment, question: Question) -> Question:
    """ "And the 700?" after a question about a property asks the same of another product."""
    last = desk.talked().last
    again = question.intent == "product.detail" and last and last.intent == "product.detail"
    own = segment.intent == "product.detail" and segment.confidence >= _OWN_QUESTION
    brief = is_follow_up(segment) and len(segment.text.split()) <= _BRIEF and not own
    if not again or last is None or not (segment.ellipsis or brief):
        return question
    return replace(question, text=last.text, bare=last.text)


def answer_kind(desk: Desk, intent: str, segment: Segment) -> None:
    """A question about many products: of the kinds and options named, or of the whole catalogue."""
    if priced_one(segment, desk.talked()):
        answer_product(desk, "product.detail", segment)
        return
    question = desk.question(intent, segment)
    pool = _pool(desk, intent, segment)
    if pool:
        pool = within(pool, segment.text)
    if pool is None:
        answer_product(desk, "product.sold" if segment.products else "product.stock", segment)
    elif not pool:
        _nothing_of_kind(desk, segment, question)
    elif intent == "product.count":
        desk.draft.say(*several.counted(pool, desk.voice))
        desk.draft.asked.append(_over(question, pool))
        desk.draft.topic = "product"
    elif intent == "product.find":
        fits = targets.of_all_kinds(pool, segment, desk.shelf)
        # "Yes" to "waterproof jackets for kids" would say too much of jackets that are waterproof.
        say_found(desk, tuple(pool), question if fits else replace(question, form=Form.OPEN))
    else:
        answer = several.extreme(pool, desk.voice, dearest=intent == "product.dearest")
        desk.draft.say(*answer)
        _focus(desk, [p for p in pool if p.product_id == answer[0].row])
        desk.draft.asked.append(_over(question, pool))


def say_products(desk: Desk, question: Question) -> None:
    """The answer for each product that is meant, once for each of the options chosen beside each other."""
    answer = answers.ANSWERS.get(question.intent, answers.answer_info)
    if question.intent == "product.sold":
        answer = answers.answer_sold
    for product in question.products[:MOST_PRODUCTS]:
        for options in alternatives(product, question.options):
            one = replace(question, options=options)
            if question.intent == "product.price" and question.lone:
                desk.draft.say(*answers.answer_option(product, desk.voice, one)[:1])
            desk.draft.say(*answer(product, desk.voice, one))
            _say_beside(desk, product, one)
    _focus(desk, list(question.products))
    desk.draft.options = question.options
    desk.draft.asked.append(asked(question))


def _say_beside(desk: Desk, product: Product, question: Question) -> None:
    """What is asked in the same breath, unless the answer so far says that there is no such thing."""
    gone = answers.no_such(product, desk.voice, question) is not None
    for intent in () if gone else also_asked(question.intent, question.text):
        one = replace(question, intent=intent, form=Form.OPEN)
        desk.draft.say(*answers.ANSWERS[intent](product, desk.voice, one)[:1])


def say_found(desk: Desk, pool: tuple[Product, ...], question: Question) -> None:
    """The products that match; a number may pick one of them next."""
    draft = desk.draft
    if len(pool) == 1:
        say_products(desk, replace(question, intent="product.sold", products=pool))
        return
    draft.say(*several.found(pool, desk.voice, question))
    draft.listed = True
    if 1 < len(pool) <= facts.MAX_LINES:
        info = Asked("product.info", Form.OPEN.value, question.text, (), question.options)
        draft.pending = draft.pending or Pending("product", tuple(p.product_id for p in pool), (info,))
    draft.asked.append(replace(asked(question), products=tuple(p.product_id for p in pool[:MOST_KEPT])))
    draft.topic = "product"


def _pool(desk: Desk, intent: str, segment: Segment) -> list[Product] | None:
    """The products a question about many ranges over; None when it names one product by its title."""
    if segment.kinds:
        found = targets.of_kinds(segment, desk.shelf)
        return [*found.found, *found.choices]
    if segment.products:
        named = [p for m in segment.products for key, _ in m.matches if (p := desk.shelf.catalogue.get(key))]
        return None if intent == "product.find" else list(dict.fromkeys(named))
    if intent == "product.find":
        return None if _of_focus(desk, segment) else []
    last = desk.talked().last
    leans = is_follow_up(segment) or any(one.pointer in _THOSE for one in segment.references)
    if last and last.intent in KIND_ASKS and last.products and leans:
        return [product for key in last.products if (product := desk.shelf.catalogue.get(key))]
    return list(desk.shelf.catalogue.products.values())


def _of_focus(desk: Desk, segment: Segment) -> bool:
    """ "Have you got any" names nothing and means the product just spoken of."""
    scene = desk.draft.moved()
    if scene.topic != "product" or not scene.products or segment.options:
        return False
    return segment.points_at_it or ANY.search(segment.text) is not None


def _over(question: Question, pool: list[Product]) -> Asked:
    """A question about many products with what it ranged over, so that "and the cheapest?" ranges over the same."""
    return replace(asked(question), products=tuple(product.product_id for product in pool[:MOST_KEPT]))


def _choose(desk: Desk, intent: str, found: targets.Products, question: Question) -> None:
    pool = found.choices
    listed = intent == "product.sold" or (found.kind and intent not in ("product.detail", "product.option"))
    if listed or len(pool) > MAX_CHOICES:
        say_found(desk, pool, question)
        return
    shown = pool[:MAX_CHOICES]
    block = facts.listing("choices", shown, desk.voice, numbered=True)
    desk.draft.say(Proposition("product.choose", (block,)))
    desk.draft.pending = Pending("product", tuple(product.product_id for product in shown), (asked(question),))


def _nothing_named(desk: Desk, intent: str, segment: Segment) -> None:
    last = desk.talked().last
    shown = last.products if last and last.intent in KIND_ASKS else ()
    if listed := tuple(p for key in shown[:MAX_CHOICES] if (p := desk.shelf.catalogue.get(key))):
        _choose(desk, intent, targets.Products(choices=listed), desk.question(intent, segment))
        return
    found = desk.shelf.policies.find(segment.text, desk.language)
    if found and found[1] >= STRONG_POLICY:
        desk.draft.say(Proposition("policy.quote", (policy_facts.quote(found[0]),)))
    elif intent in ("product.stock", "product.info") or desk.draft.scene.topic != "product":
        desk.draft.say(Proposition("product.not_found"))
    else:
        desk.draft.say(Proposition("clarify.product"))


def _nothing_of_kind(desk: Desk, segment: Segment, question: Question) -> None:
    found = desk.shelf.policies.find(segment.text, desk.language)
    if found and found[1] >= STRONG_POLICY:
        desk.draft.say(Proposition("policy.quote", (policy_facts.quote(found[0]),)))
    else:
        desk.draft.say(turned(Proposition("product.not_found"), question, False))


def _with_options(desk: Desk, segment: Segment, found: targets.Products, question: Question) -> Question:
    """The question with the options in force: those named now and, of a product in focus, the ones chosen before."""
    held = found.found[0]
    spoken_of = found.by_focus or held.product_id in desk.draft.products
    before = Before(
        desk.draft.options if spoken_of else (),
        desk.draft.scene.options if found.by_focus else (),
        _bought(desk, held),
    )
    fitted = fit(segment, question.intent, question.option_names(held), found.found, before)
    chosen = bool(fitted.values or fitted.unknown) and question.intent == "product.info"
    return replace(
        question,
        options=fitted.values,
        unknown_options=fitted.unknown,
        named_option=fitted.named,
        intent="product.option" if chosen else question.intent,
    )


def _bought(desk: Desk, held: Product) -> tuple[str, ...]:
    """The options of the product's line in the order spoken of."""
    skus = desk.draft.moved().goods
    rows = [row for row in held.variants if row.sku in skus]
    return tuple(str(value) for row in rows[:1] for value in row.options.values())


def _compare(desk: Desk, segment: Segment, question: Question) -> bool:
    found = targets.find_products(segment, desk.draft.moved(), desk.shelf, desk.reading.text)
    pair = list(found.found)
    if not pair and len(found.choices) == 2:
        pair = list(found.choices)
    for key in (*desk.draft.scene.products, *desk.draft.scene.others):
        product = desk.shelf.catalogue.get(key)
        if len(pair) < 2 and product and product not in pair:
            pair.append(product)
    if len(pair) < 2:
        return False
    told = replace(segment, text=desk.reading.text)
    chosen = (_with_options(desk, told, targets.Products((one,)), question).options for one in pair[:2])
    question = replace(question, options=tuple(dict.fromkeys(value for values in chosen for value in values)))
    desk.draft.say(*several.compare(pair[0], pair[1], desk.voice, question))
    _focus(desk, pair[:2])
    desk.draft.asked.append(asked(question))
    return True


def _focus(desk: Desk, products: list[Product]) -> None:
    desk.draft.topic = "product"
    desk.draft.products += [p.product_id for p in products if p.product_id not in desk.draft.products]
