"""What the manager asks of a writer and what it gets back: one clause each, with slot spellings instead of facts.

Nothing here knows rows, values or the wording of any act.
"""

from dataclasses import dataclass

from bot.plan.acts import Polarity, Row


@dataclass(frozen=True, slots=True)
class ClauseRequest:
    """One proposition to word; `turn` is the customer's text with its mentions as slot spellings, `{order.id}`."""

    language: str
    tone: str
    turn: str
    previous: str | None
    row: Row
    polarity: Polarity
    act: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sampled wording with its slot spellings; `logprob` is the mean over its tokens, before any mask."""

    text: str
    logprob: float


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to sample: `candidates` a clause, each at most `max_tokens` long, all of them within `deadline_s`."""

    candidates: int = 6
    temperature: float = 0.8
    top_p: float = 0.95
    max_tokens: int = 48
    seed: int = 0
    deadline_s: float = 1.5
