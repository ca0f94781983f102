"""What each reading of each segment of labelled questions leads to: the examples that the arbiter is fitted on.

Nobody labels segments. A reading is right when the reply it leads to is the better one by the question's own label,
the other segments of the message being taken as well as they can be.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversation.clerk import Clerk, Turn
from bot.conversation.replay import Recorded, moment
from bot.conversation.talk import Reading
from bot.evaluation.questions import Verdict, judge
from bot.plan.arbiter import Chooser
from bot.plan.readings import Choice
from bot.plan.scene import Scene
from storage.records import CustomerId

_ROUNDS = 2
_Outcome = tuple[float, list[list[Choice]], list[str]]


@dataclass(frozen=True)
class Example:
    """The readings of one segment and which of them serve best; `shop` is left out together."""

    shop: str
    line: str
    signs: tuple[Mapping[str, float], ...]
    good: tuple[bool, ...]
    names: tuple[str, ...] = ()


@dataclass
class Scripted:
    """Takes the reading that is written for each segment, else the one of `base`; remembers what there was."""

    base: Chooser
    script: Mapping[int, str] = field(default_factory=dict)
    seen: list[list[Choice]] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def begin(self, script: Mapping[int, str]) -> None:
        self.script, self.seen, self.taken = script, [], []

    def rank(self, choices: Sequence[Choice]) -> list[tuple[float, Choice]]:
        wanted = self.script.get(len(self.seen))
        ranked = self.base.rank(choices)
        if wanted is not None:
            ranked = sorted(ranked, key=lambda pair: pair[1].intent != wanted)
        self.seen.append(list(choices))
        self.taken.append(ranked[0][1].intent)
        return ranked


class Trial:
    """Conversations led along their best readings, every other reading being tried on the way."""

    def __init__(self, clerk: Clerk, scripted: Scripted, reading: Reading, shop: str, now: datetime) -> None:
        self._clerk, self._scripted, self._reading, self._shop, self._now = clerk, scripted, reading, shop, now
        self._scenes: dict[str, tuple[Scene, str | None, CustomerId | None]] = {}
        self._tried: dict[tuple[tuple[int, str], ...], _Outcome] = {}

    async def learn(self, question: Recorded) -> list[Example]:
        """The examples of one question; the conversation goes on from its best reply."""
        self._tried = {}
        script: dict[int, str] = {}
        best, choices, taken = await self._try(question, script)
        for _ in range(_ROUNDS if len(choices) > 1 else 1):
            for place in range(len(choices)):
                for choice in choices[place]:
                    tried = {**script, place: choice.intent}
                    worth, seen, path = await self._try(question, tried)
                    if worth > best and len(seen) == len(choices):
                        best, script, choices, taken = worth, dict(enumerate(path)), seen, path
        script = dict(enumerate(taken))
        examples = []
        for place, held in enumerate(choices):
            worths = [(await self._try(question, {**script, place: one.intent}))[0] for one in held]
            most = max(worths)
            if min(worths) < most:
                good = tuple(worth == most for worth in worths)
                signs, names = tuple(one.signs for one in held), tuple(one.intent for one in held)
                examples.append(Example(self._shop, f"{question.line}/{place}", signs, good, names))
        await self._try(question, script, keep=True)
        return examples

    async def _try(self, question: Recorded, script: Mapping[int, str], keep: bool = False) -> _Outcome:
        key = tuple(sorted(script.items()))
        if keep or key not in self._tried:
            self._tried[key] = outcome = await self._reply(question, script, keep)
            # A script that writes out what was taken anyway leads to the same reply.
            self._tried[tuple(enumerate(outcome[2]))] = outcome
        return self._tried[key]

    async def _reply(self, question: Recorded, script: Mapping[int, str], keep: bool) -> _Outcome:
        scene, language, proven = self._scenes.get(question.conversation, (Scene(), None, None))
        customer = CustomerId(question.customer) if question.customer else proven
        ticket = f"{question.conversation}/{question.line}"
        now = moment(question.row, self._now)
        turn = Turn(question.text, customer, now, scene, ticket, question.locale, language)
        self._scripted.begin(script)
        async with self._reading() as unit:
            draft = await self._clerk.draft(turn, unit)
        answer = await self._clerk.finish(draft)
        if keep:
            known = draft.customer_id if customer is None else proven
            self._scenes[question.conversation] = (answer.scene, answer.language, known)
        return worth_of(judge(question, answer.to_json()), question), self._scripted.seen, self._scripted.taken


def worth_of(verdict: Verdict, question: Recorded) -> float:
    """How good a reply is by its label: right, of the right acts, without others."""
    row = question.row
    plans = [row.get("acts") or [], *(row.get("or") or [])]
    return 3.0 * verdict.right + bool(verdict.plan) + max(_likeness(verdict.acts, plan, row) for plan in plans)


def _likeness(acts: Sequence[str], plan: Sequence[str], row: Mapping[str, object]) -> float:
    also = row.get("also") or []
    wanted = Counter(act for act in plan if not act.startswith("frame."))
    extra = Counter(acts) - wanted - Counter(also if isinstance(also, list) else [])
    shared = (wanted & Counter(acts)).total()
    return shared / max(wanted.total(), 1) - 0.4 * extra.total()
