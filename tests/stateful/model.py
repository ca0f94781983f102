"""What must come of what people do in one customer's chat: the oracle of the stateful test. It knows no service.

Where two updates race (a customer's and a staff member's are worked on side by side) both outcomes are right, and the
model says so; once all is quiet it compares what the chat shows and learns which of them it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from tests.stateful.reading import Kind, Seen, mirrored, read


class Due(Enum):
    """Whether a reply must be seen."""

    MUST = "must"
    MAY = "may"
    NEVER = "never"


@dataclass
class Asked:
    """One thing that calls for a reply: `words` are the texts it may be answered under, the last the newest.

    `certain` is whether the person in the conversation, if there is one, must have read it.
    """

    kind: Kind
    words: tuple[str, ...] = ()
    due: Due = Due.MUST
    batch: int = 0
    certain: bool = False


class Wrong(AssertionError):
    """The chat shows what it must not, or lacks what it must show."""


@dataclass
class Look:
    """A chat when all was quiet: the bot's texts in order, those in the staff topic, and the conversation's mode."""

    texts: list[str]
    topic: list[str]
    mode: str | None


@dataclass
class Talk:
    """One chat; `letter` begins all its words. `mode` None: a race decides who may speak."""

    letter: str
    mode: str | None = "clerk"
    blocked: bool = False
    has_topic: bool = False
    asked: list[Asked] = field(default_factory=list)
    told: list[Asked] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    silent: bool = False
    racing: bool = False
    shaky: bool = False
    last_of_staff: str | None = None
    customer_back: bool = False

    def write(self, word: str, batch: int, edited: str | None = None) -> Asked:
        """The customer writes; `edited` is what the text becomes within the same burst."""
        asked = Asked(Kind.ECHO, (edited or word,), self._due(), batch, certain=self._with_person())
        self.asked.append(asked)
        return asked

    def edit(self, asked: Asked, word: str) -> None:
        """The customer changes a text that may have been answered; afterwards it is answered under one of the two."""
        if asked in self.asked:
            asked.words = (*asked.words, word)
            asked.certain = False
            return
        due = Due.MAY if self.mode is None or self.racing else Due.NEVER
        self.asked.append(Asked(Kind.ECHO, (word,), due))

    def call_person(self) -> None:
        self.asked.append(Asked(Kind.HUMAN, due=self._always()))

    def go_back(self) -> None:
        """The customer asks for the clerk."""
        self.asked.append(Asked(Kind.BACK, due=self._always()))
        self.customer_back = True
        self.mode = None if self.racing else "clerk"

    def staff_say(self, word: str) -> None:
        """From now until all is quiet nobody knows which came first."""
        due = Due.NEVER if self.blocked and not self.shaky else self._always()
        self.told.append(Asked(Kind.STAFF, (word,), due))
        self._race("person")

    def staff_back(self) -> None:
        due = Due.NEVER if self.blocked and not self.shaky else self._always()
        self.told.append(Asked(Kind.TOLD, due=due))
        self._race("clerk")

    def block(self, blocked: bool) -> None:
        """What is on its way may or may not arrive."""
        self.blocked, self.shaky = blocked, True
        for asked in (*self.asked, *self.told):
            asked.due = Due.MAY if asked.due is Due.MUST else asked.due

    def settle(self, look: Look) -> None:
        """All is quiet: compares, and begins afresh. Raises Wrong."""
        if look.texts[: len(self.kept)] != self.kept:
            raise Wrong(f"{self.letter}: what stood there has changed: {self.kept} became {look.texts}")
        seen = [read(text) for text in look.texts[len(self.kept) :]]
        self._check_words(seen)
        self._check_counts(seen)
        self._check_order(seen)
        self._check_bursts(seen)
        self._check_silence(seen)
        self._check_mode(look)
        self._check_topic(look)
        self.mode, self.kept = look.mode or "clerk", look.texts
        self.silent = look.mode == "person"
        self.has_topic |= any(asked.kind is Kind.HUMAN for asked in self.asked)
        self.asked, self.told, self.last_of_staff = [], [], None
        self.racing = self.shaky = self.customer_back = False

    def _with_person(self) -> bool:
        return self.mode == "person" and not self.racing

    def _due(self) -> Due:
        if self.mode is None or self.racing or self.shaky:
            return Due.NEVER if self.mode == "person" and not self.racing else Due.MAY
        return Due.MUST if self.mode == "clerk" else Due.NEVER

    def _always(self) -> Due:
        return Due.MAY if self.shaky or self.blocked else Due.MUST

    def _race(self, towards: str) -> None:
        self.racing, self.mode, self.last_of_staff = True, None, towards
        for asked in self.asked:
            if asked.kind is Kind.ECHO:
                asked.due, asked.certain = Due.MAY, False

    def _check_words(self, seen: Sequence[Seen]) -> None:
        known = {word for asked in (*self.asked, *self.told) for word in asked.words}
        for one in seen:
            if one.kind is Kind.UNKNOWN:
                raise Wrong(f"{self.letter}: a text nobody should say: {one.text!r}")
            for word in one.words:
                if not word.startswith(self.letter):
                    raise Wrong(f"{self.letter}: a reply to another chat: {one.text!r}")
                if word not in known:
                    raise Wrong(f"{self.letter}: {word} is answered though it was replaced, or was answered before")

    def _check_counts(self, seen: Sequence[Seen]) -> None:
        for asked in (*self.asked, *self.told):
            if asked.words:
                count = sum(one.words.count(word) for one in seen if one.kind is asked.kind for word in asked.words)
                _check_count(f"{self.letter}: {'/'.join(asked.words)}", count, asked.due)
        for kind in (Kind.HUMAN, Kind.BACK, Kind.TOLD):
            mine = [asked for asked in (*self.asked, *self.told) if asked.kind is kind]
            least = sum(asked.due is Due.MUST for asked in mine)
            most = sum(asked.due is not Due.NEVER for asked in mine)
            count = sum(one.kind is kind for one in seen)
            if not least <= count <= most:
                raise Wrong(f"{self.letter}: {kind.value} seen {count} times instead of {least} to {most}")

    def _check_order(self, seen: Sequence[Seen]) -> None:
        for asked in (self.asked, self.told):
            kinds = {one.kind for one in asked}
            place = -1
            for kind, word in [(one.kind, word) for one in seen if one.kind in kinds for word in one.words or ("",)]:
                later = [at for at, one in enumerate(asked) if at > place and one.kind is kind and _fits(one, word)]
                if not later:
                    raise Wrong(f"{self.letter}: {kind.value} {word} out of order in {[one.text for one in seen]}")
                place = later[0]

    def _check_bursts(self, seen: Sequence[Seen]) -> None:
        """What came in one batch is answered by one message or not at all."""
        for batch in {asked.batch for asked in self.asked if asked.batch}:
            words = [asked.words for asked in self.asked if asked.batch == batch]
            places = [{at for at, one in enumerate(seen) if set(names) & set(one.words)} for names in words]
            if any(one != places[0] for one in places):
                raise Wrong(f"{self.letter}: a burst was answered in pieces: {[one.text for one in seen]}")

    def _check_silence(self, seen: Sequence[Seen]) -> None:
        """As the chat shows it; where the bot was blocked a notice may be missing, and only the mode tells."""
        for one in seen:
            if one.kind is Kind.ECHO and self.silent and not self.shaky:
                raise Wrong(f"{self.letter}: the clerk spoke though a person has the conversation: {one.text!r}")
            if one.kind in (Kind.STAFF, Kind.BACK, Kind.TOLD):
                self.silent = one.kind is Kind.STAFF

    def _check_mode(self, look: Look) -> None:
        expected = self.mode
        if expected is None and not self.customer_back:
            expected = self.last_of_staff
        if expected is not None and look.mode not in (expected, None):
            raise Wrong(f"{self.letter}: the conversation is with the {look.mode}, not the {expected}")

    def _check_topic(self, look: Look) -> None:
        """Staff read every word once, and no word of another customer's."""
        shown = mirrored(look.topic)
        for word in shown:
            if not word.startswith(self.letter):
                raise Wrong(f"{self.letter}: staff read {word} in the wrong topic")
            if shown.count(word) > 1:
                raise Wrong(f"{self.letter}: staff read {word} {shown.count(word)} times")
        for asked in self.asked:
            if asked.certain and not any(word in shown for word in asked.words):
                raise Wrong(f"{self.letter}: the person never read {asked.words}")


def _check_count(what: str, count: int, due: Due) -> None:
    if count > 1:
        raise Wrong(f"{what} answered {count} times")
    if count == 0 and due is Due.MUST:
        raise Wrong(f"{what} never answered")
    if count == 1 and due is Due.NEVER:
        raise Wrong(f"{what} answered though it must not be")


def _fits(asked: Asked, word: str) -> bool:
    return word in asked.words if word else not asked.words
