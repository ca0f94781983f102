"""What understanding hands to the plan: one message read into segments, each with its intent and its mentions."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a segment asks; the plan sets a leading yes or no for `YESNO` only."""

    OPEN = "open"
    YESNO = "yesno"
    NEGATIVE = "negative"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class OrderRef:
    """An order number as written; `key` is its comparable form (upper case, letters and digits only)."""

    written: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ProductMention:
    """A stretch of text that names products of the catalogue: the best product ids with scores 0..1, best first.

    A `weak` one is a single word that the shop uses of other goods as well ("leather", "machine"), or a misspelt one.
    """

    written: str
    matches: tuple[tuple[str, float], ...]
    start: int
    end: int
    weak: bool = False


@dataclass(frozen=True, slots=True)
class KindMention:
    """A category, tag or vendor that the text names ("tents"): its spelling in the catalogue and where it stands.

    `field` is `category`, `tag`, `vendor` or `word` (a word that occurs in titles).
    """

    written: str
    field: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OptionMention:
    """An option value that the text names; `names` are the option names in the catalogue that have it.

    `value` is the catalogue's spelling; `known` is False for a value no product has ("in purple").
    """

    written: str
    value: str
    names: tuple[str, ...]
    start: int
    end: int
    known: bool = True


class Pointer(StrEnum):
    """A reference that only the conversation can resolve."""

    LAST = "last"
    FIRST = "first"
    IT = "it"
    OTHER = "other"
    ALL = "all"
    BOTH = "both"
    CHOICE = "choice"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Reference:
    """ "my last order", "the other one", "all of them", "the second"; `number` is the 1-based choice of CHOICE.

    `of` is `order`, `product` or None where the text does not say. FIRST is the earliest order ("my first order"),
    LAST the latest, PREVIOUS the one before the latest.
    """

    pointer: Pointer
    of: str | None
    number: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address or a phone number (E.164) in the text, with which a customer may verify."""

    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent (an ask or a canned intent's name) with its calibrated confidence 0..1."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Segment:
    """One question or statement of a message, with what was read from it.

    A statement without guesses only leads up to a question ("I ordered a tent last week."). `ellipsis` marks a segment
    that is nothing but mentions ("and the blue one?"): its guess is the plainest one, the last question may fit better.
    `lead` is the text before it that named what it asks of: "the 26 cm tin: is there one?".
    `told` is what was said right before it in the message and answered by nothing.
    """

    text: str
    guesses: tuple[Guess, ...]
    form: Form
    orders: tuple[OrderRef, ...] = ()
    products: tuple[ProductMention, ...] = ()
    kinds: tuple[KindMention, ...] = ()
    options: tuple[OptionMention, ...] = ()
    references: tuple[Reference, ...] = ()
    statuses: tuple[str, ...] = ()
    ellipsis: bool = False
    language: str = "en"
    lead: str = ""
    told: str = ""

    @property
    def intent(self) -> str:
        return self.guesses[0].intent if self.guesses else "oos"

    @property
    def confidence(self) -> float:
        return self.guesses[0].confidence if self.guesses else 0.0

    @property
    def points_at_it(self) -> bool:
        """Whether a pronoun stands for what was named before."""
        return any(reference.pointer is Pointer.IT for reference in self.references)

    @property
    def bare(self) -> str:
        """The text with "it" where products are named; beside one named outright a common word is what is asked."""
        text = self.text
        for mention in [one for one in self.products if not one.weak] or self.products:
            text = text.replace(mention.written, "it")
        return text


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole message; `masked` is the text with every mention replaced by its kind, for the model's prompt."""

    text: str
    language: str
    masked: str
    segments: tuple[Segment, ...]
    contact: Contact = Contact(None, None)
