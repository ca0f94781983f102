"""Planted falsehoods: reviewed clauses bent so that they say something untrue, to be refused one and all.

Denials are dropped or added, a clause is put under a rival act, another polarity or another row state, number, time
and promise words are slipped in, and clauses of a cell are spliced so that their denial is lost. A bent text that
reviewed clauses of its cell contain word for word is true there and is left out.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.guard.clauses import Clause, slots_in
from bot.guard.licence import Licence, denied, licensed, words
from bot.guard.veto import rivals
from bot.guard.wordings import cell, skeletons_by_act, wordings
from bot.plan.acts import ACTS, Kind, Polarity, Row

# What else may be said of an act: acts it implies, and those whose plain wordings say the same of another day.
_FOLLOWS = {
    "order.eta_future": {"order.eta_today"},
    "order.eta_today": {"order.eta_future"},
    "order.shipped_on": {"order.left_on"},
    "order.left_on": {"order.shipped_on"},
    "order.refunded_full": {"order.refunded_sum"},
    "order.refunded_part": {"order.refunded_sum"},
}
_DENIAL = {
    "en": re.compile(r" not\b|n['’]t\b|\bno |\bnever |\bnot "),
    "es": re.compile(r"\bno |\bsin |\bNo "),
    "ru": re.compile(r"\bне |\bНе |\bещё не "),
    "zh": re.compile(r"没有|尚未|未|没|不|无"),
}
_DENIED = {
    "en": (re.compile(r"\b(is|was|has|have|are|were|been|can|does)\b"), r"\1 not"),
    "es": (re.compile(r"\b(está|fue|ha|han|es|son|se|tiene|hay)\b"), r"no \1"),
    "ru": (re.compile(r" (\w+(?:ен|ан|ено|ана|ены|ит|ет|ут|ли|ла|ло))\b"), r" не \1"),
    "zh": (re.compile(r"(已经|已|有|是|在|会)"), r"没\1"),
}
_SLIPPED = {
    "en": ("tomorrow", "today", "in two days", "for free", "soon", "3", "guaranteed", "we promise", "twice", "€5", "②"),
    "es": ("mañana", "hoy", "en dos días", "gratis", "pronto", "3", "garantizado", "prometemos", "5 €", "٣"),
    "ru": ("завтра", "сегодня", "через два дня", "бесплатно", "скоро", "3", "гарантируем", "обещаем", "5 ₽", "½"),
    "zh": ("明天", "今天", "三天内", "免费", "马上", "3", "保证", "承诺", "两次", "５元", "①"),
}


@dataclass(frozen=True, slots=True)
class Falsehood:
    """A text that must not be said in its cell; `kind` says how it was bent."""

    kind: str
    language: str
    act: str
    polarity: Polarity
    row: Row
    text: str


def plant(language: str, per_cell: int, seed: int = 0) -> Iterator[Falsehood]:
    """Falsehoods of every cell of fact acts, at most `per_cell` of each kind."""
    chance = random.Random(seed)
    for act in sorted(skeletons_by_act(language)):
        if ACTS[act].kind is Kind.FRAME:
            continue
        for row in ACTS[act].rows():
            for polarity in Polarity if ACTS[act].polar else (Polarity.OPEN,):
                clauses = cell(language, act, polarity, row)
                known = {clause.text for clause in clauses}
                for kind, bend in _KINDS.items():
                    for clause in chance.sample(clauses, min(per_cell, len(clauses))):
                        text = bend(clause, chance)
                        if text is not None and text not in known:
                            yield Falsehood(kind, language, act, polarity, row, text)


def accepted(falsehoods: Iterator[Falsehood], licence: Licence) -> tuple[dict[str, int], list[Falsehood]]:
    """How many falsehoods there were of each kind, and those the licence let pass."""
    counts: dict[str, int] = {}
    passed = []
    for false in falsehoods:
        counts[false.kind] = counts.get(false.kind, 0) + 1
        if licence.refuses(false.text, false.language, false.act, false.polarity, false.row) is None:
            passed.append(false)
    return counts, passed


def _drop_denial(clause: Clause, chance: random.Random) -> str | None:
    found = list(_DENIAL[clause.language].finditer(clause.text))
    if not found:
        return None
    one = chance.choice(found)
    text = clause.text[: one.start()] + clause.text[one.end() :]
    return text[:1].upper() + text[1:]


def _add_denial(clause: Clause, chance: random.Random) -> str | None:
    pattern, denied = _DENIED[clause.language]
    found = list(pattern.finditer(clause.text))
    if not found:
        return None
    one = chance.choice(found)
    return clause.text[: one.start()] + one.expand(denied) + clause.text[one.end() :]


def _swap_act(clause: Clause, chance: random.Random) -> str | None:
    others = [
        other.text
        for rival in rivals(clause.act)
        if rival not in _FOLLOWS.get(clause.act, ())
        for other in cell(clause.language, rival, clause.polarity, clause.row)[:40]
    ]
    return chance.choice(others) if others else None


def _swap_polarity(clause: Clause, chance: random.Random) -> str | None:
    others = [c.text for c in _same(clause) if c.polarity is not clause.polarity and c.row is clause.row]
    return chance.choice(others) if others else None


def _swap_row(clause: Clause, chance: random.Random) -> str | None:
    others = [c.text for c in _same(clause) if c.row is not clause.row and c.polarity is clause.polarity]
    return chance.choice(others) if others else None


def _same(clause: Clause) -> list[Clause]:
    return [c for c in wordings(clause.language, clause.act) if c.skeleton == clause.skeleton]


def _slip_word(clause: Clause, chance: random.Random) -> str | None:
    slipped = chance.choice(_SLIPPED[clause.language])
    units = words(clause.text, clause.language)
    at = chance.randrange(1, len(units))
    space = "" if clause.language == "zh" else " "
    return "".join([*units[:at], space + slipped, *units[at:]])


def _splice(clause: Clause, chance: random.Random) -> str | None:
    """Two clauses of a cell joined at a shared unit, where every clause of the cell denies and the splice does not."""
    cells = (clause.language, clause.act, clause.polarity, clause.row)
    if not licensed(*cells).denies:
        return None
    other = chance.choice(cell(*cells))
    left, right = words(clause.text, clause.language), words(other.text, clause.language)
    joints = [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a.strip() == b.strip()]
    chance.shuffle(joints)
    for i, j in joints[:20]:
        text = "".join([*left[:i], *right[j:]]).strip()
        whole = sorted(slots_in(text)) == sorted(ACTS[clause.act].slots_for(clause.row))
        if whole and not denied(text, clause.language):
            return text[:1].upper() + text[1:]
    return None


_KINDS = {
    "denial dropped": _drop_denial,
    "denial added": _add_denial,
    "act swapped": _swap_act,
    "polarity swapped": _swap_polarity,
    "row swapped": _swap_row,
    "word slipped in": _slip_word,
    "spliced": _splice,
}
