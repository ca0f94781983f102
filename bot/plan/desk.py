"""Where a segment is answered: the draft it adds to, the rows it may use, and the small parts every answer needs."""

from dataclasses import dataclass

from bot.facts.voice import Voice
from bot.intents.reading import Reading, Segment
from bot.plan.draft import Draft
from bot.plan.proposition import Proposition
from bot.plan.question import Question
from bot.plan.scene import Asked, Pending
from bot.plan.shelf import Shelf
from bot.plan.talked import Talked
from storage.records import Order

MAX_CHOICES = 5


@dataclass
class Desk:
    """Everything one segment is answered with."""

    draft: Draft
    shelf: Shelf
    voice: Voice
    reading: Reading

    @property
    def language(self) -> str:
        return self.reading.language

    def talked(self) -> Talked:
        """The conversation as this turn has moved it so far."""
        asked = (*reversed(self.draft.asked), *self.draft.scene.asked)
        return Talked(self.draft.moved(), asked, self.shelf)

    def question(self, intent: str, segment: Segment) -> Question:
        """The segment's question, before its rows are known."""
        return Question(
            intent,
            segment.form,
            segment.text,
            segment.confidence,
            options=tuple(option.value for option in segment.options if option.known),
            unknown_options=tuple(option.value for option in segment.options if not option.known),
            kinds=tuple((kind.field, kind.value) for kind in segment.kinds),
            bare=segment.bare,
            lone=segment.ellipsis and bool(segment.options),
        )

    def ask_identity(self, segment: Segment, intent: str) -> None:
        """A stranger asks about orders: who is this? The question is kept until that is settled."""
        self.draft.say(Proposition(self.proof_wanted()))
        kept = self.draft.pending.asked if self.draft.pending and self.draft.pending.kind == "verify" else ()
        asked = Asked(intent, segment.form.value, segment.text)
        self.draft.pending = Pending("verify", tuple(ref.written for ref in segment.orders), (*kept, asked))

    def proof_wanted(self) -> str:
        """The act that asks a stranger for the halves of a proof that are still missing; all of it after a miss."""
        number, contact = self.draft.scene.order_hint, self.draft.scene.contact
        if self.draft.scene.misses or bool(number) == bool(contact):
            return "verify.ask"
        return "verify.contact" if number else "verify.number"

    def request(self, kind: str, order: Order | None) -> None:
        """A task for a person, said and opened together."""
        request, due = self.shelf.promise(kind, order.order_id if order else None, self.voice)
        self.draft.requests.append(request)
        self.draft.say(Proposition(f"request.{kind}", (due,)))
        self.draft.handoff = True

    def hand_over(self) -> None:
        """The whole conversation to a person."""
        request, due = self.shelf.promise("handoff", None, self.voice)
        self.draft.requests.append(request)
        self.draft.handoff = True
        self.draft.say(Proposition("handoff.done", (due,)))


def asked(question: Question) -> Asked:
    """A question as the scene keeps it."""
    products = tuple(product.product_id for product in question.products)
    return Asked(question.intent, question.form.value, question.text, products, question.options)
