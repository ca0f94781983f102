"""Labelled questions: read, asked, judged.

A reply is right when every asked fact is there (by its words and by its receipts), nothing forbidden is said, no more
than one thing is added, and the clerk neither asks back nor hands over although the question was clear.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.conversation.replay import Recorded, read_recorded
from bot.errors import BadInput
from bot.evaluation.scanner import ungrounded

ALLOWED_MORE = 1


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_fact(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 3 and all(map(_is_text, value))


def _is_plan(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_LISTS = {
    **dict.fromkeys(("must_contain", "must_not_contain", "acts", "also"), _is_text),
    **dict.fromkeys(("facts", "may"), _is_fact),
    "or": _is_plan,
}
_WHAT = {
    **dict.fromkeys(("must_contain", "must_not_contain", "acts", "also"), "strings"),
    **dict.fromkeys(("facts", "may"), "[table, key, column]"),
    "or": "lists of acts",
}
_QUIET = ("frame.", "verify.done")


@dataclass(frozen=True)
class Verdict:
    """What was wrong with one reply, by kind; `plan` is None where the question labels no acts."""

    line: int
    text: str
    reply: str
    route: str
    wrong: tuple[str, ...]
    ungrounded: tuple[str, ...]
    plan: bool | None
    acts: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return not self.wrong


def read_questions(path: Path) -> list[Recorded]:
    """The labelled questions of a file; raises BadInput with file and line."""
    questions = read_recorded(path)
    for question in questions:
        for key, fits in _LISTS.items():
            given = question.row.get(key) or []
            if not isinstance(given, list) or not all(map(fits, given)):
                raise BadInput(f"{path}:{question.line}", f"`{key}` must be a list of {_WHAT[key]}")
    return questions


def judge(question: Recorded, answer: Mapping[str, Any]) -> Verdict:
    """One reply against its label."""
    row, reply = question.row, str(answer["reply"])
    said = _folded(reply)
    wrong = [f"missing: {text}" for text in row.get("must_contain") or [] if _folded(text) not in said]
    wrong += [f"forbidden: {text}" for text in row.get("must_not_contain") or [] if _folded(text) in said]
    sources = {(one["table"], one["key"], one["column"]) for proof in answer["receipts"] for one in proof["sources"]}
    wrong += [f"no receipt: {'/'.join(fact)}" for fact in (row.get("facts") or []) if not _has(sources, fact)]
    if row.get("route") and row["route"] != answer["route"] and row["route"] in ("clarify", "handoff", "refused"):
        wrong.append(f"route: {answer['route']} for {row['route']}")
    if row.get("facts") and answer["route"] in ("clarify", "handoff") and row.get("route") != answer["route"]:
        wrong.append(f"route: {answer['route']} though the row was there")
    acts = tuple(clause["act"] for clause in answer["clauses"] if not clause["act"].startswith(_QUIET))
    plans = [
        [act for act in plan if not act.startswith(_QUIET)]
        for plan in ((row.get("acts") or []), *(row.get("or") or []))
    ]
    extra = min(sum(_beyond(acts, plan, row).values()) for plan in plans)
    if plans[0] and extra > ALLOWED_MORE + max(len(row.get("facts") or []) - len(plans[0]), 0):
        wrong.append(f"unasked: {', '.join(_beyond(acts, plans[0], row))}")
    plan = any(_same_plan(acts, one, row) for one in plans) if plans[0] else None
    loose = ungrounded(reply, answer["receipts"])
    return Verdict(question.line, question.text, reply, str(answer["route"]), tuple(wrong), tuple(loose), plan, acts)


def _beyond(acts: Sequence[str], labelled: Sequence[str], row: Mapping[str, Any]) -> Counter[str]:
    """The acts that were neither labelled nor allowed beside the labelled ones."""
    return Counter(acts) - Counter(labelled) - Counter(row.get("also") or [])


def _same_plan(acts: Sequence[str], labelled: Sequence[str], row: Mapping[str, Any]) -> bool:
    """The labelled acts in their order, with nothing beside them but one accepted addition."""
    rest = iter(acts)
    in_order = all(act in rest for act in labelled)
    return in_order and sum(_beyond(acts, labelled, row).values()) <= ALLOWED_MORE


def _has(sources: set[tuple[str, str, str]], fact: Sequence[str]) -> bool:
    """Whether a receipt names one of the keys; `options` stands for any option, as `options.Size` for that one."""
    table, keys, column = fact
    wanted = str(keys).split("|")
    return any(
        named == table and key in wanted and (told == column or told.startswith(f"{column}."))
        for named, key, told in sources
    )


def _folded(text: str) -> str:
    text = text.replace("\u202f", " ").replace("\xa0", " ")
    return " ".join(text.casefold().split())


@dataclass
class Report:
    """The figures over many verdicts."""

    verdicts: list[Verdict] = field(default_factory=list)
    answers: list[Mapping[str, Any]] = field(default_factory=list)

    def add(self, verdict: Verdict, answer: Mapping[str, Any]) -> None:
        self.verdicts.append(verdict)
        self.answers.append(answer)

    def figures(self) -> dict[str, Any]:
        """What `evaluate replies --json` prints."""
        count = len(self.verdicts)
        kinds = Counter(problem.split(":")[0] for one in self.verdicts for problem in one.wrong)
        planned = [one.plan for one in self.verdicts if one.plan is not None]
        latencies = sorted(float(answer["latency_ms"]) for answer in self.answers)
        return {
            "questions": count,
            "right_facts": _share(sum(one.right for one in self.verdicts), count),
            "plan_accuracy": _share(sum(planned), len(planned)),
            "missing": kinds["missing"] + kinds["no receipt"],
            "unasked": kinds["unasked"],
            "forbidden": kinds["forbidden"],
            "ungrounded": sum(len(one.ungrounded) for one in self.verdicts),
            "asked_back_or_handed_over": kinds["route"],
            "routes": dict(Counter(one.route for one in self.verdicts).most_common()),
            "pass_by_route": self._by_route(),
            "facts_generated": self._generated(),
            "distinct_2": distinct([str(answer["reply"]) for answer in self.answers], 2),
            "p50_ms": _quantile(latencies, 0.5),
            "p95_ms": _quantile(latencies, 0.95),
        }

    def _by_route(self) -> dict[str, float]:
        routes = sorted({one.route for one in self.verdicts})
        return {
            route: _share(
                sum(one.right for one in self.verdicts if one.route == route),
                sum(one.route == route for one in self.verdicts),
            )
            for route in routes
        }

    def _generated(self) -> float:
        """The share of answers about orders and products that the model worded entirely."""
        families = ("order.", "orders.", "item.", "product.", "option.", "compare.")
        about = [
            one
            for one in self.verdicts
            if one.route in ("generated", "template") and any(act.startswith(families) for act in one.acts)
        ]
        return _share(sum(one.route == "generated" for one in about), len(about))


def distinct(texts: Iterable[str], size: int) -> float:
    """Distinct n-grams over all n-grams of the texts (distinct-n, Li et al. 2016)."""
    grams = [
        tuple(words[at : at + size]) for text in texts if (words := text.split()) for at in range(len(words) - size + 1)
    ]
    return round(len(set(grams)) / len(grams), 4) if grams else 0.0


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _quantile(values: Sequence[float], share: float) -> float:
    return round(values[min(int(len(values) * share), len(values) - 1)], 1) if values else 0.0


def write_verdicts(path: Path, verdicts: Sequence[Verdict]) -> None:
    """The wrong replies as JSON Lines, for reading; raises BadInput where the file cannot be written."""
    lines = [json.dumps(vars(one), ensure_ascii=False) for one in verdicts if one.wrong or one.ungrounded]
    try:
        path.write_text("\n".join(lines) + "\n" if lines else "", encoding="utf-8", errors="replace")
    except OSError as problem:
        raise BadInput(str(path), (problem.strerror or "cannot be written").lower(), "choose another file") from None
