"""The same questions asked under several seeds: how far the figures spread, how many wordings a question gets.

A seed may change words, never facts. Wordings are compared without case, punctuation and yes or no openers.
"""

import json
import re
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

_OPENER = re.compile(r"^(?:yes|no|sí|да|нет|是的|对|没错|没有|不是的|不)\b", re.IGNORECASE)
_FAMILIES = ("order.", "orders.", "item.", "product.", "option.", "compare.")
Answers = Sequence[Mapping[str, Any]]


def compare_seeds(runs: Sequence[Answers], right: Sequence[float]) -> dict[str, Any]:
    """Over runs of the same questions: spread of right facts in points, wordings a question, same facts."""
    about = [row for row in zip(*runs, strict=True) if _is_about_rows(row[0])]
    counts = [len({bare(clause_text(answer)) for answer in row}) for row in about]
    same = [len({_facts(answer) for answer in row}) == 1 for row in about]
    return {
        "seeds": len(runs),
        "right_facts_spread_points": round(100 * (max(right) - min(right)), 2),
        "wordings_median": median(counts) if counts else 0,
        "wordings_least": min(counts, default=0),
        "questions_with_five_wordings": round(sum(n >= 5 for n in counts) / len(counts), 4) if counts else 0.0,
        "same_facts_every_time": round(sum(same) / len(same), 4) if same else 1.0,
    }


def clause_text(answer: Mapping[str, Any]) -> str:
    """The reply with its clauses' openers off."""
    return " ".join(_OPENER.sub("", clause["text"]) for clause in answer["clauses"])


def bare(text: str) -> str:
    """A text without case and punctuation."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _is_about_rows(answer: Mapping[str, Any]) -> bool:
    routed = answer["route"] in ("generated", "template")
    return routed and any(clause["act"].startswith(_FAMILIES) for clause in answer["clauses"])


def _facts(answer: Mapping[str, Any]) -> str:
    """Which acts were said and which values printed; a predicate's receipt prints wording, so its text is left out."""
    acts = sorted(clause["act"] for clause in answer["clauses"] if not clause["act"].startswith("frame."))
    proofs = [
        [proof["slot"], "" if proof["fn"] == "predicate" else proof["text"].strip(), proof["sources"]]
        for proof in answer["receipts"]
    ]
    return json.dumps([acts, sorted(proofs, key=json.dumps)], ensure_ascii=False, sort_keys=True)
