"""What goes wrong between a bot and Telegram, by rule. Knows nothing of HTTP; the server carries faults out."""

import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from tests.botapi.errors import ApiError
from tests.botapi.records import JSON, shallow

WEBHOOK = "webhook"
KINDS = ("error", "flood", "slow", "drop", "hang", "garbage", "duplicate")
REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(slots=True)
class Fault:
    """One rule. It meets a request of its method and chat (None: any), `times` times, with a probability.

    `method` is a name, the beginning of names ("send*"), or a list of either; without one getUpdates suffers too.
    `accepted`: the method is carried out all the same and only the answer suffers.
    """

    kind: str
    method: str | list[str] | None = None
    chat: int | None = None
    times: int | None = None
    probability: float = 1.0
    accepted: bool = False
    status: int = 500
    description: str = ""
    parameters: JSON = field(default_factory=dict)
    retry_after: int | None = None
    delay_s: float = 0.0
    spread_s: float = 0.0
    body: str = "<html>garbage</html>"
    until: float | None = None
    met: int = 0

    def as_json(self) -> JSON:
        """The form the control API sends."""
        return shallow(self)

    def meets(self, method: str, chat: int | None, now: float) -> bool:
        """Whether the rule is about such a request and not used up; webhook deliveries meet only duplicates."""
        if (self.kind == "duplicate") != (method == WEBHOOK):
            return False
        if self.until is not None and now >= self.until:
            return False
        if self.times is not None and self.met >= self.times:
            return False
        return self.chat in (None, chat) and (self.method is None or names(self.method, method))

    def error(self) -> ApiError:
        """The answer of an `error` or a `flood`."""
        if self.kind == "error":
            return ApiError(self.status, self.description or REASONS.get(self.status, "Error"), **self.parameters)
        left = self.retry_after
        if left is None:
            left = max(1, math.ceil((self.until or 0) - time.monotonic()))
        return ApiError(429, f"Too Many Requests: retry after {left}", retry_after=left)


def names(wanted: str | list[str], method: str) -> bool:
    """Whether a method is among those wanted."""
    if isinstance(wanted, list):
        return any(names(one, method) for one in wanted)
    return method.startswith(wanted[:-1]) if wanted.endswith("*") else method == wanted


class Faults:
    """The rules in force, oldest first, and the dice."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.dice = random.Random(0)

    def seed(self, seed: int) -> None:
        """Makes probabilities and latencies repeatable."""
        self.dice.seed(seed)

    def add(self, kind: str, for_s: float | None = None, **rule: Any) -> Fault:
        """Any rule; `for_s` ends it after so many seconds. Prefer the named ones below."""
        unknown = set(rule) - {one.name for one in fields(Fault)}
        if kind not in KINDS or unknown:
            raise ValueError(f"no such fault: {kind} {sorted(unknown)}")
        fault = Fault(kind, **rule)
        if for_s is not None:
            fault.until = time.monotonic() + for_s
        self.rules.append(fault)
        return fault

    def flood(
        self, chat: int | None = None, for_s: float | None = None, retry_after: int | None = None, **rule: Any
    ) -> Fault:
        """429; without `retry_after` it says what is left of `for_s`, and counts down."""
        return self.add("flood", for_s, chat=chat, retry_after=retry_after, **rule)

    def error(self, status: int, description: str = "", **rule: Any) -> Fault:
        """An answer with this status, e.g. 401, 403, 502."""
        return self.add("error", status=status, description=description, **rule)

    def slow(self, delay_s: float, spread_s: float = 0, **rule: Any) -> Fault:
        """Latency: `delay_s` and up to `spread_s` more, before the method or (accepted) before its answer."""
        return self.add("slow", delay_s=delay_s, spread_s=spread_s, **rule)

    def drop(self, accepted: bool = False, **rule: Any) -> Fault:
        """The connection breaks before anything happened, or after it did."""
        return self.add("drop", accepted=accepted, **rule)

    def hang(self, accepted: bool = False, **rule: Any) -> Fault:
        """No answer ever comes."""
        return self.add("hang", accepted=accepted, **rule)

    def garbage(self, body: str = "<html>garbage</html>", accepted: bool = True, **rule: Any) -> Fault:
        """200 with something that is not JSON."""
        return self.add("garbage", body=body, accepted=accepted, **rule)

    def duplicate(self, probability: float = 1.0, **rule: Any) -> Fault:
        """Webhook deliveries come twice."""
        return self.add("duplicate", probability=probability, method=WEBHOOK, **rule)

    def clear(self) -> None:
        """Everything works again."""
        self.rules.clear()

    def meet(self, method: str, chat: int | None) -> Iterator[Fault]:
        """The rules that strike this request, counted as met."""
        now = time.monotonic()
        for rule in list(self.rules):
            if rule.meets(method, chat, now) and (rule.probability >= 1 or self.dice.random() < rule.probability):
                rule.met += 1
                yield rule

    def latency(self, rule: Fault) -> float:
        """How long a slow rule takes this time."""
        return rule.delay_s + rule.spread_s * self.dice.random()
