"""One turn planned: from a reading, the scene and the shelf to true propositions in order, and the scene after it.

Pure: the same reading, scene, shelf and clock give the same plan, so a plan is checked again before commit by making
it again over fresh rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.facts import orders as order_facts
from bot.facts import policies as policy_facts
from bot.facts import products as product_facts
from bot.facts.bound import bind
from bot.facts.products import Product
from bot.facts.voice import Voice
from bot.intents.asks import ASKS, Needs
from bot.intents.reading import Form, Pointer, Reading, Segment
from bot.plan import canned, targets
from bot.plan import orders as order_answers
from bot.plan import products as product_answers
from bot.plan.proposition import Plan, Proposition, Request
from bot.plan.question import Question
from bot.plan.scene import Asked, Pending, Scene
from bot.plan.shelf import Shelf
from storage.records import Order, Source

CONFIDENT = 0.42
STRONG_POLICY = 5.0
MAX_CHOICES = 5
MAX_PROPOSITIONS = 12

_REQUESTS = {
    "action.cancel": "cancel",
    "action.return": "return",
    "action.refund": "refund",
    "action.exchange": "exchange",
    "action.address": "address",
    "action.change": "change",
    "action.problem": "problem",
}
_TALK = {
    "talk.greet": "frame.greet",
    "talk.thank": "frame.thank",
    "talk.bye": "frame.bye",
    "talk.bot": "frame.sure",
    "talk.claim": "refuse.claim",
    "talk.private": "refuse.private",
    "action.pay": "refuse.action",
    "talk.verify": "verify.ask",
    "talk.no": "frame.offer",
    "talk.yes": "frame.offer",
}
_FOR_ORDER = {
    "product.price": "order.total",
    "product.info": "order.status",
    "product.options": "order.item_options",
    "product.link": "order.tracking",
    "product.stock": "order.status",
}
_FOR_PRODUCT = {
    "order.total": "product.price",
    "order.item_price": "product.price",
    "order.item_options": "product.options",
    "order.item_quantity": "product.stock",
    "order.item_count": "product.stock",
}


@dataclass
class _Draft:
    """What the turn has come to so far."""

    scene: Scene
    propositions: list[Proposition] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    pending: Pending | None = None
    asked: list[Asked] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    options: tuple[str, ...] = ()
    topic: str | None = None
    focus: str | None = None
    handoff: bool = False
    intents: list[tuple[str, float]] = field(default_factory=list)

    def say(self, *propositions: Proposition) -> None:
        for proposition in propositions:
            if proposition not in self.propositions:
                self.propositions.append(proposition)


def make_plan(reading: Reading, scene: Scene, shelf: Shelf, voice: Voice) -> Plan:
    """The plan of one turn; never empty."""
    draft = _Draft(scene)
    segments = list(_worth_answering(reading.segments, scene))
    for segment in segments:
        _Turn(draft, shelf, voice, reading).answer(segment)
    if not draft.propositions:
        draft.say(Proposition("clarify.ask"))
    return _finish(draft, scene)


def _worth_answering(segments: tuple[Segment, ...], scene: Scene) -> Iterator[Segment]:
    """Segments that ask or tell something; small talk beside a question is dropped, its mentions are passed on."""
    talk = ("talk.greet", "talk.thank", "talk.bye", "talk.yes", "talk.no", "talk.bot")
    asking = [segment for segment in segments if segment.intent not in talk and not _is_preamble(segment)]
    if not asking:
        yield from segments[:1] if scene.pending is None else segments
        return
    carried: Segment | None = None
    for segment in segments:
        if segment in asking:
            yield _inherit(segment, carried)
            carried = _inherit(segment, carried)
        elif _names_something(segment):
            carried = segment
        elif scene.pending and segment.intent in ("talk.yes", "talk.no"):
            yield segment


def _is_preamble(segment: Segment) -> bool:
    """A statement that only leads up to a question ("I ordered a tent last week.")."""
    quiet = segment.intent == "oos" or segment.confidence < CONFIDENT
    return segment.form is Form.STATEMENT and quiet


def _names_something(segment: Segment) -> bool:
    return bool(segment.orders or segment.products or segment.kinds or segment.options or segment.references)


def _inherit(segment: Segment, before: Segment | None) -> Segment:
    if before is None:
        return segment
    named = segment.orders or segment.products or segment.kinds
    if named:
        return segment
    return replace(
        segment,
        orders=before.orders,
        products=before.products,
        kinds=before.kinds,
        options=segment.options or before.options,
        references=segment.references or before.references,
        statuses=segment.statuses or before.statuses,
    )


def _finish(draft: _Draft, scene: Scene) -> Plan:
    intent, confidence = draft.intents[0] if draft.intents else ("oos", 0.0)
    after = Scene(
        orders=tuple(draft.orders) or scene.orders,
        others=_remember(draft, scene),
        products=tuple(draft.products) or scene.products,
        options=draft.options if draft.products else scene.options,
        topic=draft.topic or scene.topic,
        asked=tuple(draft.asked) or scene.asked,
        pending=draft.pending,
        misses=scene.misses,
        order_hint=draft.scene.order_hint,
    )
    return Plan(
        tuple(draft.propositions[:MAX_PROPOSITIONS]),
        after,
        intent,
        confidence,
        tuple(draft.requests),
        draft.handoff,
        draft.focus,
    )


def _remember(draft: _Draft, scene: Scene) -> tuple[str, ...]:
    """Rows talked about before this turn's, newest first, so that "the other one" finds them."""
    fresh = [*draft.orders, *draft.products]
    older = [key for key in (*scene.orders, *scene.products, *scene.others) if key not in fresh]
    return tuple(dict.fromkeys([*fresh, *older]))[:8]


@dataclass
class _Turn:
    """Answers one segment into the draft."""

    draft: _Draft
    shelf: Shelf
    voice: Voice
    reading: Reading

    def answer(self, segment: Segment) -> None:
        if self._answer_ours(segment):
            return
        intent, confidence = self._intent(segment)
        self.draft.intents.append((intent, confidence))
        found = self.shelf.intents.get(intent)
        if found and found.replies:
            self._answer_canned(found.name, segment)
            return
        if found and found.act:
            intent = found.act
        self._answer_ask(intent, segment)

    # Which question is it?

    def _intent(self, segment: Segment) -> tuple[str, float]:
        """The segment's intent, read again in the light of what it names and of the conversation."""
        intent, confidence = segment.intent, segment.confidence
        if confidence < CONFIDENT or segment.ellipsis:
            return self._guess(segment), confidence
        return self._in_context(intent, segment), confidence

    def _in_context(self, intent: str, segment: Segment) -> str:
        named_order = bool(segment.orders) or any(ref.of == "order" for ref in segment.references)
        named_product = bool(segment.products or segment.kinds)
        topic = self.draft.topic or self.draft.scene.topic
        if intent in _FOR_ORDER and not named_product and (named_order or topic == "order"):
            return _FOR_ORDER[intent]
        if intent in _FOR_PRODUCT and not named_order and topic == "product" and not named_product:
            return _FOR_PRODUCT[intent]
        if intent == "order.item_price" and not self.shelf.orders and named_product:
            return "product.price"
        return intent

    def _guess(self, segment: Segment) -> str:
        """An unsure segment: the last question again, for what it names now; else the plainest question about that."""
        last = (*self.draft.asked, *self.draft.scene.asked)
        kinds = {ASKS[asked.intent].needs: asked.intent for asked in reversed(last) if asked.intent in ASKS}
        if segment.orders or segment.statuses:
            return kinds.get(Needs.ORDER, "order.status")
        if segment.products or segment.options:
            if Needs.PRODUCT in kinds:
                return kinds[Needs.PRODUCT]
            return "product.info" if segment.products else "product.option"
        if segment.kinds:
            return "product.find"
        if segment.references and last:
            return last[0].intent
        found = self.shelf.policies.find(segment.text)
        if found and found[1] >= STRONG_POLICY:
            return "policy"
        return "oos" if segment.confidence < CONFIDENT / 2 or segment.intent == "policy" else segment.intent

    # Our own open question

    def _answer_ours(self, segment: Segment) -> bool:
        """Whether the segment answers our open question; then the questions kept with it are answered."""
        pending = self.draft.scene.pending
        if pending is None or pending.kind == "verify":
            return False
        values = _chosen(pending, segment, self.shelf, self.reading)
        if not values:
            return False
        self.draft.scene = self.draft.scene.without_question()
        for asked in pending.asked:
            self.draft.intents.append((asked.intent, 1.0))
            self._resume(asked, pending.kind, values)
        return True

    def _resume(self, asked: Asked, kind: str, values: tuple[str, ...]) -> None:
        question = Question(asked.intent, Form(asked.form), asked.text, options=asked.options)
        if kind == "order":
            found = tuple(order for key in values if (order := self.shelf.order(key)))
            self._say_orders(replace(question, orders=found))
            return
        found_products = tuple(product for key in values if (product := self.shelf.catalogue.get(key)))
        self._say_products(replace(question, products=found_products))

    # Canned intents

    def _answer_canned(self, name: str, segment: Segment) -> None:
        intent = self.shelf.intents[name]
        if intent.verified and self.shelf.customer is None:
            self._ask_identity(segment, name)
            return
        said = canned.reply(intent, self.draft.scene, self.shelf, self.voice)
        if said:
            self.draft.say(said)
        elif intent.act:
            self._answer_ask(intent.act, segment)
        else:
            self._answer_policy(segment)
        if intent.action == "handoff":
            self._hand_over(say=True)
        elif intent.action == "verify" and self.shelf.customer is None:
            self._ask_identity(segment, "order.list")
        elif intent.action == "show_orders":
            self._answer_ask("order.list", segment)
        elif intent.action == "open_request":
            self._request("change", None)

    # Asks

    def _answer_ask(self, intent: str, segment: Segment) -> None:
        if intent in _TALK:
            self.draft.say(Proposition(_TALK[intent]))
            if intent == "talk.verify" and self.shelf.customer is None:
                self.draft.pending = Pending("verify")
            elif intent == "talk.verify":
                self.draft.propositions[-1] = Proposition("verify.done")
        elif intent == "talk.human":
            self._hand_over(say=True)
        elif intent == "talk.angry":
            self.draft.say(Proposition("frame.empathise"))
            self._hand_over(say=True)
        elif intent in _REQUESTS:
            self._answer_action(intent, segment)
        elif intent == "policy":
            self._answer_policy(segment)
        elif intent in ("product.cheapest", "product.dearest", "product.find", "product.count"):
            self._answer_kind(intent, segment)
        elif intent.startswith("product."):
            self._answer_product(intent, segment)
        elif intent.startswith("order."):
            self._answer_order(intent, segment)
        else:
            self._answer_unknown(segment)

    def _answer_unknown(self, segment: Segment) -> None:
        found = self.shelf.policies.find(segment.text)
        if found and found[1] >= STRONG_POLICY:
            self.draft.say(Proposition("policy.quote", (policy_facts.quote(found[0]),)))
        else:
            self.draft.say(Proposition("clarify.ask"))

    def _answer_policy(self, segment: Segment) -> None:
        found = self.shelf.policies.find(segment.text)
        if found:
            self.draft.say(Proposition("policy.quote", (policy_facts.quote(found[0]),)))
        else:
            self.draft.say(Proposition("policy.none"))

    # Orders

    def _answer_order(self, intent: str, segment: Segment) -> None:
        if self.shelf.customer is None:
            self._ask_identity(segment, intent)
            return
        if intent == "order.count":
            self.draft.say(self._count_orders())
            return
        if not self.shelf.orders and not segment.orders:
            self.draft.say(Proposition("orders.none"))
            return
        if intent == "order.list":
            self._list_orders(segment)
            return
        found = targets.find_orders(segment, intent, self._scene(), self.shelf, segment.text)
        self._say_missing(found, segment)
        question = self._question(intent, segment)
        if found.choices and not found.found:
            self._ask_order(found.choices, question)
        elif found.found:
            if found.by_focus and len(found.found) == 1 and not self.draft.propositions:
                self.draft.focus = found.found[0].order_id
            self._say_orders(replace(question, orders=found.found), segment)

    def _say_missing(self, found: targets.Orders, segment: Segment) -> None:
        if not found.missing:
            return
        if len(segment.orders) == 1:
            self.draft.say(Proposition("order.not_found"))
            return
        for written in found.missing:
            proof = Source("messages", self.shelf.ticket, "text", written, 1)
            self.draft.say(Proposition("order.not_found_id", (bind("asked.id", written, proof),)))

    def _list_orders(self, segment: Segment) -> None:
        pool = [order for order in self.shelf.orders if order.status.value in segment.statuses] or list(
            self.shelf.orders
        )
        block = order_facts.listing("orders", pool, self.voice, numbered=False)
        self.draft.say(Proposition("orders.list", (block,)))
        self.draft.topic = "order"

    def _count_orders(self) -> Proposition:
        if not self.shelf.orders:
            return Proposition("orders.none")
        proof = [order_facts.of_order(order, "order_id") for order in self.shelf.orders]
        count = bind("order.count", self.voice.count(len(proof), "order"), *proof, fn="count")
        return Proposition("orders.count", (count,))

    def _say_orders(self, question: Question, segment: Segment | None = None) -> None:
        self.draft.topic = "order"
        self.draft.asked.append(_asked(question))
        for order in question.orders:
            self.draft.orders.append(order.order_id)
            items = targets.items_of(order, segment, self.shelf, question.text) if segment else ()
            named = bool(items) or bool(segment and (segment.products or segment.kinds))
            one = replace(question, items=items, named_item=named)
            if question.intent in _REQUESTS:
                self._request(_REQUESTS[question.intent], order)
            elif answer := order_answers.ANSWERS.get(question.intent):
                self.draft.say(*answer(order, self.voice, one))

    def _ask_order(self, choices: tuple[Order, ...], question: Question) -> None:
        shown = list(choices[:MAX_CHOICES])
        block = order_facts.listing("choices", shown, self.voice, numbered=True)
        self.draft.say(Proposition("orders.choose", (block,)))
        kept = self.draft.pending.asked if self.draft.pending and self.draft.pending.kind == "order" else ()
        self.draft.pending = Pending("order", tuple(order.order_id for order in shown), (*kept, _asked(question)))

    def _answer_action(self, intent: str, segment: Segment) -> None:
        if self.shelf.customer is None:
            self._ask_identity(segment, intent)
            return
        if intent == "action.problem":
            self.draft.say(Proposition("frame.empathise"))
        found = targets.find_orders(segment, intent, self._scene(), self.shelf, segment.text)
        if found.missing:
            self._say_missing(found, segment)
        elif found.choices and intent != "action.problem":
            self._ask_order(found.choices, self._question(intent, segment))
        elif found.found:
            self._say_orders(replace(self._question(intent, segment), orders=found.found[:1]), segment)
        else:
            self._request(_REQUESTS[intent], None)

    def _request(self, kind: str, order: Order | None) -> None:
        """A task for a person, said and opened together."""
        self.draft.requests.append(Request(kind, order.order_id if order else None))
        self.draft.say(Proposition(f"request.{kind}", (self.shelf.due(self.voice),)))
        self.draft.handoff = True

    def _hand_over(self, say: bool) -> None:
        self.draft.requests.append(Request("handoff"))
        self.draft.handoff = True
        if say:
            self.draft.say(Proposition("handoff.done", (self.shelf.due(self.voice),)))

    def _ask_identity(self, segment: Segment, intent: str) -> None:
        """A stranger asks about orders: who is this? The question is kept until that is settled."""
        self.draft.say(Proposition("verify.ask"))
        if segment.orders:
            self.draft.scene = replace(self.draft.scene, order_hint=segment.orders[0].written)
        kept = self.draft.pending.asked if self.draft.pending and self.draft.pending.kind == "verify" else ()
        asked = Asked(intent, segment.form.value, segment.text)
        self.draft.pending = Pending("verify", tuple(ref.written for ref in segment.orders), (*kept, asked))

    # Products

    def _answer_product(self, intent: str, segment: Segment) -> None:
        question = self._question(intent, segment)
        if intent == "product.compare" and self._compared(segment, question):
            return
        found = targets.find_products(segment, self._scene(), self.shelf)
        if found.found:
            if found.by_focus and len(found.found) == 1 and not self.draft.propositions:
                self.draft.focus = found.found[0].product_id
            question = replace(question, products=found.found, options=self._options(segment, found))
            self._say_products(question)
        if found.choices:
            self._choose_product(intent, found, question)
        elif not found.found:
            self._nothing_named(intent, segment)

    def _choose_product(self, intent: str, found: targets.Products, question: Question) -> None:
        pool = found.choices
        listed = found.kind and intent in ("product.price", "product.info", "product.stock")
        if listed or len(pool) > MAX_CHOICES:
            self._say_found(pool, question)
            return
        block = product_facts.listing("choices", pool[:MAX_CHOICES], self.voice, numbered=True)
        self.draft.say(Proposition("product.choose", (block,)))
        keys = tuple(product.product_id for product in pool[:MAX_CHOICES])
        self.draft.pending = Pending("product", keys, (_asked(question),))

    def _nothing_named(self, intent: str, segment: Segment) -> None:
        found = self.shelf.policies.find(segment.text)
        if found and found[1] >= STRONG_POLICY:
            self.draft.say(Proposition("policy.quote", (policy_facts.quote(found[0]),)))
        elif intent in ("product.stock", "product.info") or self.draft.scene.topic != "product":
            self.draft.say(Proposition("product.not_found"))
        else:
            self.draft.say(Proposition("clarify.product"))

    def _options(self, segment: Segment, found: targets.Products) -> tuple[str, ...]:
        """The options in force: those named now; with a product in focus, also the ones chosen before."""
        named = tuple(option.value for option in segment.options if option.known)
        held = found.found[0]
        named = tuple(value for value in named if held.offers(value) or not _any_offers(found.found, value))
        if not found.by_focus:
            return named
        taken = {name for name, values in held.options.items() if any(_same(v, n) for v in values for n in named)}
        kept = tuple(
            value
            for value in self.draft.scene.options
            if not any(_same(value, other) for name in taken for other in held.options[name])
        )
        return tuple(dict.fromkeys((*kept, *named)))

    def _compared(self, segment: Segment, question: Question) -> bool:
        found = targets.find_products(segment, self._scene(), self.shelf)
        pair = list(found.found)
        for key in (*self.draft.scene.products, *self.draft.scene.others):
            product = self.shelf.catalogue.get(key)
            if len(pair) < 2 and product and product not in pair:
                pair.append(product)
        if len(pair) < 2:
            return False
        self.draft.say(*product_answers.compare(pair[0], pair[1], self.voice, question))
        self._focus_products(pair[:2])
        self.draft.asked.append(_asked(question))
        return True

    def _say_products(self, question: Question) -> None:
        answer = product_answers.ANSWERS.get(question.intent, product_answers.answer_info)
        for product in question.products[:4]:
            self.draft.say(*answer(product, self.voice, question))
        self._focus_products(list(question.products))
        self.draft.options = question.options
        self.draft.asked.append(_asked(question))

    def _focus_products(self, products: list[Product]) -> None:
        self.draft.topic = "product"
        self.draft.products += [p.product_id for p in products if p.product_id not in self.draft.products]

    def _answer_kind(self, intent: str, segment: Segment) -> None:
        """Asks about many products: of the kinds and options named, or of the whole catalogue."""
        question = self._question(intent, segment)
        pool: list[Product] = []
        if segment.kinds:
            found = targets.of_kinds(segment, self.shelf)
            pool = [*found.found, *found.choices]
        elif segment.products and intent == "product.find":
            self._answer_product("product.sold", segment)
            return
        elif segment.products:
            pool = [p for m in segment.products for key, _ in m.matches if (p := self.shelf.catalogue.get(key))]
        elif intent != "product.find":
            pool = list(self.shelf.catalogue.products.values())
        if not pool:
            self._nothing_of_kind(segment, question)
        elif intent == "product.count":
            self.draft.say(*product_answers.counted(pool, self.voice))
        elif intent == "product.find":
            self._say_found(tuple(pool), question)
        else:
            answer = product_answers.extreme(pool, self.voice, dearest=intent == "product.dearest")
            self.draft.say(*answer)
            self._focus_products([p for p in pool if p.product_id == answer[0].row])
            self.draft.asked.append(_asked(question))

    def _nothing_of_kind(self, segment: Segment, question: Question) -> None:
        found = self.shelf.policies.find(segment.text)
        if found and found[1] >= STRONG_POLICY:
            self.draft.say(Proposition("policy.quote", (policy_facts.quote(found[0]),)))
        else:
            self.draft.say(order_answers.turned(Proposition("product.not_found"), question, False))

    def _say_found(self, pool: tuple[Product, ...], question: Question) -> None:
        self.draft.say(*product_answers.found(pool, self.voice, question))
        if len(pool) <= product_facts.MAX_LINES:
            self.draft.pending = self.draft.pending or Pending(
                "product", tuple(product.product_id for product in pool), (_as_info(question),)
            )
        if len(pool) == 1:
            self._focus_products(list(pool))
        self.draft.asked.append(_asked(question))
        self.draft.topic = "product"

    # Small parts

    def _scene(self) -> Scene:
        """The scene as this turn has moved it so far."""
        return replace(
            self.draft.scene,
            orders=tuple(self.draft.orders) or self.draft.scene.orders,
            products=tuple(self.draft.products) or self.draft.scene.products,
            topic=self.draft.topic or self.draft.scene.topic,
        )

    def _question(self, intent: str, segment: Segment) -> Question:
        return Question(
            intent,
            segment.form,
            segment.text,
            segment.confidence,
            options=tuple(option.value for option in segment.options if option.known),
            unknown_options=tuple(option.value for option in segment.options if not option.known),
            kinds=tuple((kind.field, kind.value) for kind in segment.kinds),
        )


def _asked(question: Question) -> Asked:
    products = tuple(product.product_id for product in question.products)
    return Asked(question.intent, question.form.value, question.text, products, question.options)


def _as_info(question: Question) -> Asked:
    return Asked("product.info", Form.OPEN.value, question.text, (), question.options)


def _same(left: str, right: str) -> bool:
    return left.casefold() == right.casefold()


def _any_offers(products: tuple[Product, ...], value: str) -> bool:
    return any(product.offers(value) for product in products)


def _chosen(pending: Pending, segment: Segment, shelf: Shelf, reading: Reading) -> tuple[str, ...]:
    """The values of our open question that a segment picks: by number, by name, all of them; empty when none."""
    for reference in segment.references:
        if reference.pointer is Pointer.CHOICE and reference.number and reference.number <= len(pending.values):
            return (pending.values[reference.number - 1],)
        if reference.pointer in (Pointer.ALL, Pointer.BOTH):
            return pending.values
        if reference.pointer in (Pointer.LAST, Pointer.FIRST) and pending.kind == "order":
            return pending.values[:1] if reference.pointer is Pointer.LAST else pending.values[-1:]
    if pending.kind == "order":
        orders = tuple(order for key in pending.values if (order := shelf.order(key)))
        named = [order for ref in segment.orders for order in targets.match_order(ref.key, orders)]
        held = [order for order in orders if targets.items_of(order, segment, shelf, segment.text)]
        sure = segment.confidence >= CONFIDENT and segment.intent not in ("oos", "talk.yes", "product.info")
        return tuple(order.order_id for order in named or (held if len(held) == 1 and not sure else []))
    matched = [key for mention in segment.products for key, _ in mention.matches[:1] if key in pending.values]
    sure = segment.confidence >= 0.7 and segment.intent not in ("oos", "talk.yes", "product.info", "product.find")
    return tuple(matched) if len(matched) == 1 and not sure else ()
