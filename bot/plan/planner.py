"""One turn planned: from a reading, the scene and the shelf to true propositions in order, and the scene after it.

Pure: the same reading, scene, shelf and clock give the same plan, so a plan is checked again before commit by making
it again over fresh rows.
"""

import re
from dataclasses import replace

from bot.facts import policies as policy_facts
from bot.facts.voice import Voice
from bot.intents.moments import find_times_of_year
from bot.intents.months import find_months
from bot.intents.reading import Form, Pointer, Reading, Reference, Segment
from bot.plan import canned, cues, focus, house
from bot.plan.arbiter import Chooser, fitted
from bot.plan.aspects import is_follow_up
from bot.plan.context import STRONG_POLICY
from bot.plan.desk import Desk
from bot.plan.draft import Draft
from bot.plan.order_turn import REQUESTS, answer_action, answer_order
from bot.plan.product_turn import KIND_ASKS, answer_kind, answer_product
from bot.plan.proposition import Plan, Proposition
from bot.plan.readings import STORY, Choice, Place, asks, choices_of, family
from bot.plan.resume import answer_ours
from bot.plan.scene import Asked, Pending, Scene
from bot.plan.shelf import Shelf

_TALK = {
    "talk.greet": "frame.greet",
    "talk.thank": "frame.thank",
    "talk.bye": "frame.bye",
    "talk.bot": "frame.sure",
    "talk.claim": "refuse.claim",
    "talk.private": "refuse.private",
    "action.pay": "refuse.action",
    "talk.no": "frame.offer",
    "talk.yes": "frame.offer",
}
_SURE_CANNED, _OWN_WORDS = 0.55, 0.15
_OF_ORDERS = ("order.", "orders.", "item.", "verify.ask", "verify.contact", "verify.number", "request.")
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|twenty|thirty|sixty|ninety|half)\b"
    r"|\b(?:dos|tres|cuatro|cinco|seis|siete|diez|quince|veinte|treinta)\b"
    r"|\b(?:дв[ау]|две|три|четыре|пят|шест|сем[иь]|десят|двадцат|тридцат)\w*|[两三四五六七八九十百]",
    re.IGNORECASE,
)
_LONGEST_KEPT = 240


def make_plan(reading: Reading, scene: Scene, shelf: Shelf, voice: Voice, chooser: Chooser | None = None) -> Plan:
    """The plan of one turn; never empty."""
    desk = Desk(Draft(scene), shelf, voice, reading)
    _Turn(desk, chooser or fitted()).answer()
    if not desk.draft.propositions:
        _ask_again(desk)
    if cues.UPSET.search(reading.text):
        _soothe(desk.draft)
    return desk.draft.finish()


def _soothe(draft: Draft) -> None:
    """Who is upset about an order hears a word of sympathy before anything else."""
    said = [one.act for one in draft.propositions]
    if "frame.empathise" not in said and any(act.startswith(_OF_ORDERS) for act in said):
        draft.propositions.insert(0, Proposition("frame.empathise"))


class _Turn:
    """The segments of one message in order; what a story names is carried on to the question after it."""

    def __init__(self, desk: Desk, chooser: Chooser) -> None:
        self._desk, self._chooser = desk, chooser
        self._carried: Segment | None = None
        self._told: list[str] = []
        self._silent: list[tuple[float, Segment, Choice]] = []
        self._small: list[tuple[Segment, Choice]] = []
        self._answered = self._spoke = False

    def answer(self) -> None:
        segments = self._desk.reading.segments
        for number, segment in enumerate(segments):
            place = Place(self._desk.reading.text, segments[:number], segments[number + 1 :], self._answered)
            self._take(segment, place)
        if not self._spoke:
            # Something was said, so something is answered: small talk, else what comes nearest to a question.
            nearest = sorted(self._silent, key=lambda kept: -kept[0])[:1]
            for segment, choice in self._small or [(segment, choice) for _, segment, choice in nearest]:
                _answer(self._desk, segment, choice)

    def _take(self, segment: Segment, place: Place) -> None:
        segment = replace(_without_units(segment), told=" ".join(self._told))
        whole = _inherit(segment, self._carried)
        if answer_ours(self._desk, whole):
            self._carry(whole)
            return
        if _only_says_which(segment, place):
            self._carried = _inherit(segment, self._carried)
            return
        whole = focus.in_focus(whole, self._desk.draft.moved(), self._desk.shelf)
        story, choice = self._weigh(whole, place)
        if story is None and family(choice.intent) == "small":
            self._small.append((whole, choice))  # a greeting beside a question only passes on what it names
        elif story is None:
            _answer(self._desk, whole, choice)
            self._carry(whole)
            return
        else:
            self._silent.append((story, whole, choice))
            self._told.append(segment.text)
        if _names_something(segment):
            self._carried = _inherit(segment, self._carried) if not _names_goods(segment) else segment

    def _carry(self, answered: Segment) -> None:
        self._carried, self._told, self._answered, self._spoke = answered, [], True, True

    def _weigh(self, segment: Segment, place: Place) -> tuple[float | None, Choice]:
        """How near a story comes to its likeliest ask, None when it is asked; and that ask."""
        desk = self._desk
        ranked = self._chooser.rank(choices_of(segment, desk.talked(), desk.language, place))
        score, choice = next((score, one) for score, one in ranked if one.intent != STORY)
        return (score - ranked[0][0] if ranked[0][1].intent == STORY else None), choice


def _names_goods(segment: Segment) -> bool:
    return bool(segment.orders or segment.products or segment.kinds)


def _names_something(segment: Segment) -> bool:
    return bool(segment.orders or segment.products or segment.kinds or segment.options or segment.references)


def _inherit(segment: Segment, before: Segment | None) -> Segment:
    named = any(not focus.is_word(mention) for mention in before.products) if before else False
    if segment.points_at_it and named and all(map(focus.is_word, segment.products)):
        segment = replace(segment, products=(), kinds=())
    if before is None or segment.orders or segment.products or segment.kinds or _is_apart(segment, before):
        return segment
    of_order = cues.OF_ORDER.search(before.text) and not before.orders
    pointed = (Reference(Pointer.IT, "order", None, 0, 0),) if of_order else ()
    # "My order before that one: what did it come to" points at that order, whatever "it" is.
    pointers = (*segment.references, *before.references) if segment.told else segment.references or before.references
    return replace(
        segment,
        orders=before.orders,
        products=before.products,
        kinds=before.kinds,
        options=segment.options or before.options,
        references=(*pointers, *pointed),
        statuses=segment.statuses or before.statuses,
        lead=f"{before.lead} {before.text}".strip(),
    )


def _only_says_which(segment: Segment, place: Place) -> bool:
    """ "How many rugs did I take? EV/1030": a number that is no question of its own beside one that names none."""
    others = (*place.before, *place.after)
    lone = segment.ellipsis and bool(segment.orders) and not cues.FOLLOWS.search(segment.text)
    return lone and any(map(asks, others)) and not any(one.orders for one in others)


def _is_apart(segment: Segment, before: Segment) -> bool:
    """ "And how much did you give back on the July one": an order told by its own time, not by what went before."""
    months = find_times_of_year(segment.text)
    return bool(months - find_times_of_year(before.text)) and cues.ORDER_ONE.search(segment.text) is not None


def _without_units(segment: Segment) -> Segment:
    """ "How many sets" counts what was named before, not the shop's sets."""
    counted = cues.UNITS.search(segment.text)
    if not counted or segment.products:
        return segment
    return replace(segment, kinds=tuple(kind for kind in segment.kinds if kind.written not in counted[0]))


def _answer(desk: Desk, segment: Segment, choice: Choice) -> None:
    intent = choice.intent
    desk.draft.intents.append((intent, choice.confidence))
    found = desk.shelf.intents.get(intent)
    if found and found.replies:
        if choice.confidence >= _SURE_CANNED:
            _answer_canned(desk, found.name, segment)
        else:
            _answer_unknown(desk, segment)
        return
    _answer_ask(desk, found.act if found and found.act else intent, segment)


def _answer_canned(desk: Desk, name: str, segment: Segment) -> None:
    intent = desk.shelf.intents[name]
    if intent.verified and desk.shelf.customer is None:
        desk.ask_identity(segment, name)
        return
    said = canned.reply(intent, desk.draft.scene, desk.shelf, desk.voice)
    if said and not intent.action and _wants_more(desk, said, segment):
        _answer_policy(desk, segment)
    elif said:
        desk.draft.say(said)
    elif intent.act:
        _answer_ask(desk, intent.act, segment)
    else:
        _answer_policy(desk, segment)
    if intent.action == "handoff":
        desk.hand_over()
    elif intent.action == "verify" and desk.shelf.customer is None:
        desk.ask_identity(segment, "order.list")
    elif intent.action == "show_orders":
        _answer_ask(desk, "order.list", segment)
    elif intent.action == "open_request":
        desk.request("change", None)


def _wants_more(desk: Desk, said: Proposition, segment: Segment) -> bool:
    """A question for a number that the canned reply does not hold and a passage surely does."""
    if not cues.COUNTS.search(segment.text) or _counts(said.text or ""):
        return False
    found = desk.shelf.policies.find(segment.text, desk.language)
    return found is not None and found[1] >= STRONG_POLICY and _counts(found[0].text)


def _counts(text: str) -> bool:
    """Whether a text holds a number, in figures or words, or a month."""
    return _NUMBER.search(text) is not None or bool(find_months(text))


def _answer_house(desk: Desk, intent: str, segment: Segment) -> None:
    """Hours, place and contact: the shop's own words for it where it has some, else its facts, else its rules."""
    own = [one for one in segment.guesses if one.intent in desk.shelf.intents and one.confidence >= _OWN_WORDS]
    said = house.reply(intent, desk.draft.scene, desk.shelf, desk.voice)
    if own and desk.shelf.intents[own[0].intent].replies:
        _answer_canned(desk, own[0].intent, segment)
    elif said:
        desk.draft.say(said)
    else:
        _answer_policy(desk, segment)


def _answer_ask(desk: Desk, intent: str, segment: Segment) -> None:
    if intent in _TALK or intent == "talk.verify":
        _talk(desk, intent)
    elif intent == "talk.human":
        desk.hand_over()
    elif intent == "talk.angry":
        desk.draft.say(Proposition("frame.empathise"))
        desk.hand_over()
    elif intent in REQUESTS:
        answer_action(desk, intent, segment)
    elif intent == "policy":
        _answer_policy(desk, segment)
    elif intent in house.ASKED:
        _answer_house(desk, intent, segment)
    elif intent in KIND_ASKS:
        answer_kind(desk, intent, segment)
    elif intent.startswith("product."):
        answer_product(desk, intent, segment)
    elif intent.startswith("order."):
        answer_order(desk, intent, segment)
    else:
        _answer_unknown(desk, segment)


def _talk(desk: Desk, intent: str) -> None:
    known = desk.shelf.customer is not None
    if intent == "talk.verify" and not known:
        desk.draft.say(Proposition(desk.proof_wanted()))
        desk.draft.pending = Pending("verify")
        return
    desk.draft.say(Proposition("verify.done" if intent == "talk.verify" else _TALK[intent]))


def _answer_unknown(desk: Desk, segment: Segment) -> None:
    found = desk.shelf.policies.find(segment.text, desk.language)
    if found and found[1] >= STRONG_POLICY:
        _quote(desk, found[0], segment.text)
    else:
        _ask_again(desk)


def _ask_again(desk: Desk) -> None:
    """Not understood; of a stranger who gave a contact, what is missing is the order it was used for."""
    if desk.shelf.customer is None and desk.draft.scene.contact:
        _talk(desk, "talk.verify")
    else:
        desk.draft.say(Proposition("clarify.ask"))


def _answer_policy(desk: Desk, segment: Segment) -> None:
    last, text = desk.talked().last, segment.text
    if last and last.intent == "policy" and _leans(segment):
        found = desk.shelf.policies.follow(last.text, text, desk.language)
        text = f"{last.text} {text}"[-_LONGEST_KEPT:]
    else:
        found = desk.shelf.policies.find(text, desk.language)
    if found:
        _quote(desk, found[0], text)
    else:
        desk.draft.say(Proposition("policy.none"))


def _leans(segment: Segment) -> bool:
    """Whether a question of rules goes on with the one before it: by its opening, or by "that" without a name."""
    return is_follow_up(segment) or (segment.points_at_it and not _names_goods(segment))


def _quote(desk: Desk, passage: policy_facts.Passage, text: str) -> None:
    desk.draft.say(Proposition("policy.quote", (policy_facts.quote(passage),)))
    desk.draft.asked.append(Asked("policy", Form.OPEN.value, text))
    desk.draft.topic = "policy"
