"""What a turn gives back: the text, what stands behind it, and what remains to be done."""

from dataclasses import asdict, dataclass
from typing import Any

from bot.plan.proposition import Request
from bot.plan.scene import Scene
from storage.records import Receipt


@dataclass(frozen=True)
class Clause:
    """One clause as printed; `by` is `model`, `template` or `canned`."""

    act: str
    text: str
    by: str
    receipts: tuple[Receipt, ...] = ()
    fact: bool = False


@dataclass(frozen=True)
class Blocked:
    """A candidate the guard refused, with its slots unfilled, and why."""

    reason: str
    text: str


@dataclass(frozen=True)
class Spoken:
    """A worded plan; `sampled` counts candidates, `model_ms` is the time spent waiting for them."""

    text: str
    clauses: tuple[Clause, ...]
    blocked: tuple[Blocked, ...]
    sampled: int
    tone: str
    model_ms: float


@dataclass(frozen=True)
class Answer:
    """A finished reply with the scene it leaves and the tasks it promises."""

    spoken: Spoken
    route: str
    intent: str
    confidence: float
    language: str
    scene: Scene
    requests: tuple[Request, ...]
    handoff: bool
    seed: int
    latency_ms: float

    @property
    def text(self) -> str:
        return self.spoken.text

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        return tuple(proof for clause in self.spoken.clauses for proof in clause.receipts)

    def to_json(self) -> dict[str, Any]:
        """The reply as `replay` writes it, without conversation and turn."""
        return {
            "reply": self.text,
            "route": self.route,
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "receipts": [asdict(proof) for proof in self.receipts],
            "clauses": [{"act": one.act, "text": one.text, "by": one.by} for one in self.spoken.clauses],
            "candidates": self.spoken.sampled,
            "blocked": [asdict(one) for one in self.spoken.blocked],
            "handoff": self.handoff,
            "latency_ms": round(self.latency_ms, 1),
        }


_REFUSED = ("refuse.", "verify.")
_ASKING = ("clarify.", "orders.choose", "product.choose", "option.choose")


def route_of(spoken: Spoken, handoff: bool) -> str:
    """How the reply came about: a person asked, a canned text, a question back, a refusal, a policy, model or template.

    `generated` only when the model wrote every fact clause.
    """
    acts = [clause.act for clause in spoken.clauses]
    facts = [clause for clause in spoken.clauses if clause.fact]
    if handoff:
        return "handoff"
    if any(act.startswith("canned.") for act in acts):
        return "canned"
    if acts and all(act.startswith(_REFUSED) or act.startswith("frame.") for act in acts) and _some(acts, _REFUSED):
        return "refused"
    if _some(acts, _ASKING):
        return "clarify"
    if acts and all(act.startswith(("policy.", "frame.")) for act in acts) and _some(acts, ("policy.",)):
        return "policy"
    worded = facts or spoken.clauses
    return "generated" if all(clause.by == "model" for clause in worded) else "template"


def _some(acts: list[str], prefixes: tuple[str, ...]) -> bool:
    return any(act.startswith(prefixes) for act in acts)
