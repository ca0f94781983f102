"""From a plan to the text a customer reads: candidates asked for, refused or licensed, filled, joined.

Every clause comes from the model, else from its template; which of the two is recorded. A value enters only here,
after the licence has judged the wording without it.
"""

import random
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from bot.conversation.reply import Blocked, Clause, Spoken
from bot.facts.voice import Voice
from bot.generation.client import Writer
from bot.generation.request import Candidate, ClauseRequest, Sampling
from bot.guard.guard import Guard
from bot.plan.acts import ACTS, BLOCKS, Kind
from bot.plan.proposition import Placed, Plan, place
from storage.records import Receipt

log = structlog.get_logger(__name__)

TONES = ("plain", "warm", "brief", "formal")
SLOW_MS = 500.0
Hear = Callable[[str], Awaitable[None]]
_SLOT = re.compile(r"\{([a-z]+(?:\.[a-z]+)*)\}")


@dataclass
class Tempo:
    """How long the writer last took for a clause, in milliseconds."""

    clause_ms: float = 0.0


@dataclass(frozen=True)
class Wording:
    """Words plans; `tone` is one of TONES or `auto` (by seed)."""

    writer: Writer
    guard: Guard
    sampling: Sampling
    tone: str = "auto"
    tempo: Tempo = field(default_factory=Tempo)

    async def speak(
        self,
        plan: Plan,
        voice: Voice,
        masked: str,
        seed: int,
        recent: Sequence[str] = (),
        hear: Hear | None = None,
    ) -> Spoken:
        """The reply's text with its clauses and receipts; `recent` texts are not said again word for word.

        A slow writer is asked clause by clause, and `hear` is told the reply as far as the guard has let it pass.
        """
        placed = place(plan.propositions, plan.focus)
        tone = self.tone if self.tone in TONES else random.Random(seed).choice(TONES)
        clauses: list[Clause] = []
        blocked: list[Blocked] = []
        sampled, model_ms = 0, 0.0
        for step in self._steps(placed, aloud=hear is not None and not plan.requests):
            started = time.perf_counter()
            candidates = await self._candidates(step, voice, tone, masked, seed + len(clauses))
            model_ms += self._timed(step, (time.perf_counter() - started) * 1000)
            for one, offered in zip(step, candidates, strict=True):
                clause, refused = self._clause(one, offered, voice, seed + len(clauses), recent)
                clauses.append(clause)
                blocked += refused
                sampled += len(offered)
            if hear is not None and len(clauses) < len(placed):
                await hear(_join(placed[: len(clauses)], clauses, voice))
        return Spoken(_join(placed, clauses, voice), tuple(clauses), tuple(blocked), sampled, tone, model_ms)

    def _steps(self, placed: Sequence[Placed], aloud: bool) -> list[Sequence[Placed]]:
        """All clauses in one batch, which is quickest; one after the other where somebody waits long for them."""
        if aloud and self.tempo.clause_ms > SLOW_MS:
            return [[one] for one in placed]
        return [placed]

    def _timed(self, step: Sequence[Placed], spent_ms: float) -> float:
        if asked := sum(one.proposition.text is None for one in step):
            self.tempo.clause_ms = spent_ms / asked
        return spent_ms

    async def _candidates(
        self, placed: Sequence[Placed], voice: Voice, tone: str, masked: str, seed: int
    ) -> list[list[Candidate]]:
        """Candidates per clause, none for a canned one."""
        asked = [
            ClauseRequest(
                voice.language, tone, masked, one.previous, one.row, one.proposition.polarity, one.proposition.act
            )
            for one in placed
            if one.proposition.text is None
        ]
        if not asked:
            return [[] for _ in placed]
        written = iter(await self._written(asked, replace(self.sampling, seed=seed)))
        return [next(written) if one.proposition.text is None else [] for one in placed]

    async def _written(self, asked: Sequence[ClauseRequest], sampling: Sampling) -> list[list[Candidate]]:
        """A writer that fails in a way nobody foresaw must not cost the customer the answer."""
        try:
            return list(await self.writer.write(asked, sampling))
        except Exception:
            log.exception("writer_failed")
            return [[] for _ in asked]

    def _clause(
        self, one: Placed, offered: Sequence[Candidate], voice: Voice, seed: int, recent: Sequence[str]
    ) -> tuple[Clause, list[Blocked]]:
        proposition = one.proposition
        if proposition.text is not None:
            receipts = tuple(proof for slot in proposition.slots for proof in slot.receipts)
            return Clause(proposition.act, proposition.text, "canned", receipts), []
        args = (voice.language, proposition.act, proposition.polarity, one.row)
        refusals = [self.guard.refuses(candidate.text, *args) for candidate in offered]
        blocked = [
            Blocked(refusal, candidate.text) for candidate, refusal in zip(offered, refusals, strict=True) if refusal
        ]
        stale = [
            refusal or ("said before" if any(_filled(one, candidate.text)[0] in text for text in recent) else None)
            for candidate, refusal in zip(offered, refusals, strict=True)
        ]
        chosen = self.guard.choose(offered, stale, seed) or self.guard.choose(offered, refusals, seed)
        wording = chosen.text if chosen else self.guard.template(*args, seed)
        text, receipts = _filled(one, wording)
        if proposition.proof:
            receipts += (Receipt(proposition.act, _said(wording), proposition.proof, "predicate"),)
        return Clause(proposition.act, text, "model" if chosen else "template", receipts, _is_fact(one)), blocked


def _is_fact(one: Placed) -> bool:
    kind = ACTS[one.proposition.act].kind
    return kind is not Kind.FRAME and bool(one.bound or kind is not Kind.TALK)


def _filled(one: Placed, wording: str) -> tuple[str, tuple[Receipt, ...]]:
    """The wording with its slots printed, and the receipts in printed order."""
    bound = one.bound
    receipts = tuple(proof for name in _SLOT.findall(wording) for proof in bound[name].receipts)
    parts, at = [], 0
    for match in _SLOT.finditer(wording):
        before = wording[at : match.start()]
        parts.append(before.rstrip() if match[1] in BLOCKS else before)
        value = bound[match[1]].text
        if not before and parts and _run_together("".join(parts), value):
            parts.append(" ")
        if match[1] in BLOCKS and not value.startswith("\n"):
            value = "\n" + value
        at = match.end()
        if value.endswith(".") and wording[at : at + 1] == ".":
            value = value[:-1]
        parts.append(value)
    return "".join(parts) + wording[at:], receipts


def _run_together(before: str, value: str) -> bool:
    """Whether two values that stand side by side would read as one: "ORD-10475" and "3月18日"."""
    return bool(re.search(r"[\da-z]$", before, re.IGNORECASE) and re.match(r"[\da-z]", value, re.IGNORECASE))


def _said(wording: str) -> str:
    """The longest stretch between slots: what of a clause states its act, as printed."""
    return max((part.strip(" ,.:;：，。") for part in _SLOT.split(wording)[::2]), key=len)


def _join(placed: Sequence[Placed], clauses: Sequence[Clause], voice: Voice) -> str:
    """Clauses in one paragraph; a block, and a new row after a first one, begin a new line."""
    text, row = "", None
    for one, clause in zip(placed, clauses, strict=True):
        if text:
            moved = one.proposition.row is not None and row is not None and one.proposition.row != row
            own_line = moved or _ends_in_block(text)
            text += "\n" if own_line else "" if voice.language == "zh" else " "
        text += clause.text
        row = one.proposition.row or row
    return text


def _ends_in_block(text: str) -> bool:
    return "\n" in text
