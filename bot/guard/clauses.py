"""Reviewed clauses: the wordings people wrote and checked, expanded per cell.

They are the licence's allow-list, the templates and the backbone of the training corpus. This module knows the
grammar of the files under `reviewed/` and the rules every clause keeps (`lint`); it knows nothing of rows or models.

A file maps act → tone → skeletons. In a skeleton `[a|b|]` offers alternatives and `$NAME` a macro of the language's
`macros.yaml`, which may differ by row state. A skeleton belongs to those row states whose slots it holds exactly.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.plan.acts import ACTS, BLOCKS, Act, Kind, Polarity, Row
from bot.tables import read_table

LANGUAGES = ("en", "zh", "ru", "es")
TONES = ("plain", "warm", "brief", "formal")
MAX_EXPANSIONS = 200

_SLOT = re.compile(r"\{([a-z]+(?:\.[a-z]+)*)\}")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_MACRO = re.compile(r"\$([A-Z]+)")


@dataclass(frozen=True, slots=True)
class Clause:
    """One reviewed wording of a cell; `skeleton` names its origin, the unit of every train/test split."""

    language: str
    act: str
    tone: str
    row: Row
    polarity: Polarity
    text: str
    skeleton: str


def slots_in(text: str) -> list[str]:
    """The slot names standing in `text`, in order."""
    return _SLOT.findall(text)


def expand(skeleton: str, macros: Mapping[str, Any], row: Row) -> list[str]:
    """Every text a skeleton stands for in one row state; raises ValueError on an unknown macro or too many texts."""
    texts = [skeleton]
    for _ in range(12):
        grown = [text for old in texts for text in _grow(old, macros, row)]
        if len(grown) > MAX_EXPANSIONS:
            raise ValueError(f"more than {MAX_EXPANSIONS} expansions: {skeleton}")
        if grown == texts:
            break
        texts = grown
    if any(mark in text for text in texts for mark in "[]$|"):
        raise ValueError(f"unbalanced brackets or endless macros: {skeleton}")
    return [_tidy(text) for text in dict.fromkeys(texts)]


def _grow(text: str, macros: Mapping[str, Any], row: Row) -> list[str]:
    if macro := _MACRO.search(text):
        options = macros.get(macro[1])
        if options is None:
            raise ValueError(f"unknown macro ${macro[1]} in: {text}")
        if isinstance(options, Mapping):
            options = options.get(row.value, options.get("same", []))
        return [text[: macro.start()] + option + text[macro.end() :] for option in options]
    if choice := _CHOICE.search(text):
        return [text[: choice.start()] + option + text[choice.end() :] for option in choice[1].split("|")]
    return [text]


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([,.!?;:，。！？；：])", r"\1", text)
    return _upper_first(text)


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower_first(text: str) -> str:
    return text if re.match(r"I\b|[A-Z]{2}", text) else text[:1].lower() + text[1:]


@cache
def macros_of(language: str) -> Mapping[str, Any]:
    """The macros of a language; `YES` and `NO` hold the openers of the two polarities."""
    source = files("bot.guard") / "reviewed" / language / "macros.yaml"
    return read_table(source) if source.is_file() else {}


def skeletons_of(language: str) -> Iterator[tuple[str, str, str, str]]:
    """(act, tone, skeleton id, skeleton) of every file of a language."""
    folder = files("bot.guard") / "reviewed" / language
    for source in sorted(folder.iterdir(), key=lambda path: path.name):
        if not source.name.endswith(".yaml") or source.name == "macros.yaml":
            continue
        for act, tones in read_table(source).items():
            for tone, skeletons in tones.items():
                for number, skeleton in enumerate(skeletons):
                    yield act, tone, f"{language}/{act}/{tone}/{number}", skeleton


@cache
def clauses_of(language: str) -> tuple[Clause, ...]:
    """Every reviewed clause of a language, expanded over row states and polarities."""
    macros = macros_of(language)
    found = []
    for name, tone, origin, skeleton in skeletons_of(language):
        act = ACTS[name]
        bare, plain = skeleton.removeprefix("~").strip(), skeleton.startswith("~")
        for row in act.rows():
            wanted = sorted(act.slots_for(row))
            for text in expand(bare, macros, row):
                if sorted(slots_in(text)) != wanted:
                    continue
                for polarity, said in _polarised(act, text, macros, plain):
                    found.append(Clause(language, name, tone, row, polarity, said, origin))
    return tuple(found)


def _polarised(act: Act, text: str, macros: Mapping[str, Any], plain: bool) -> Iterator[tuple[Polarity, str]]:
    yield Polarity.OPEN, text
    if not act.polar or plain:
        return
    for polarity, name in ((Polarity.YES, "YES"), (Polarity.NO, "NO")):
        for opener in macros.get(name, ()):
            lowered = opener.rstrip()[-1:] in ",:—，："
            yield polarity, opener + (_lower_first(text) if lowered else text)


_NUMBER_WORDS = {
    "en": r"\b(zero|(?<!which )one|two|three|four|five|six|seven|eight|nine|ten"
    r"|dozen|hundred|thousand|twice|half|first|second|today|tomorrow|yesterday|tonight|hours?|days?|weeks?|months?|minutes?|monday|tuesday|wednesday|thursday"
    r"|friday|saturday|sunday|free|guarantee[ds]?|percent)\b",
    "es": r"\b(cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mil|medio|hoy|ayer|horas?|d[ií]as?"
    r"|semanas?|mes(?:es)?|minutos?|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|gratis|ciento)\b",
    "ru": r"\b(ноль|один|одна|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|сто|тысяч\w*|пол|половин\w*"
    r"|сегодня|завтра|вчера|час\w{0,2}|дн(?:я|ей|и)|день|недел\w+|месяц\w*|минут\w*|бесплатн\w*|гаранти\w*)\b",
    "zh": r"[零二三四五六七八九十百千万两半]|今天|明天|昨天|小时|免费|保证|星期|周[一二三四五六日]",
}
_ARTICLE = {
    "en": r"\b(a|an|the|this|that|these|our|your)$",
    "es": r"\b(el|la|los|las|un|una|este|esta)$",
}
_PROMISES = {
    "en": r"\b(we will|we'll|i will|i'll|promise|soon|shortly)\b",
    "es": r"\b(prometo|prometemos|pronto|enseguida)\b",
    "ru": r"\b(обеща\w+|скоро)\b",
    "zh": r"(马上|很快|一定会|承诺)",
}


def lint(clause: Clause) -> list[str]:
    """What is wrong with a reviewed clause, in words; empty when it keeps every rule."""
    text, language = clause.text, clause.language
    bare = _SLOT.sub(" ", text)
    wrong = []
    if re.search(r"\d", bare) or re.search(r"[$€£¥₽]", bare):
        wrong.append("digit or currency outside a slot")
    if found := re.search(_NUMBER_WORDS[language], bare, re.IGNORECASE):
        wrong.append(f"number, time or free word {found[0]!r} outside a slot")
    if ACTS[clause.act].kind is not Kind.TALK and (found := re.search(_PROMISES[language], bare, re.IGNORECASE)):
        wrong.append(f"promise word {found[0]!r}")
    for name in slots_in(text):
        before, after = text.split("{" + name + "}", 1)
        if name.endswith("title") and language in _ARTICLE and re.search(_ARTICLE[language], before.strip(), re.I):
            wrong.append(f"article before {{{name}}}")
        if name in BLOCKS and (after.strip() or not before.strip().endswith((":", "："))):
            wrong.append(f"block {{{name}}} must end its clause after a colon")
    if not text.endswith((".", "!", "?", "。", "！", "？", "}")):
        wrong.append("no final punctuation")
    if text.endswith("}") and slots_in(text)[-1] not in BLOCKS:
        wrong.append("no final punctuation")
    return wrong


def check(language: str) -> int:
    """Prints every broken rule and the thin cells of a language; returns how many rules are broken."""
    broken = 0
    for name, _, origin, skeleton in skeletons_of(language):
        try:
            if name not in ACTS:
                raise ValueError(f"unknown act {name}")
            rows = ACTS[name].rows()
            used = [text for row in rows for text in expand(skeleton.lstrip("~ "), macros_of(language), row)]
            wanted = [sorted(ACTS[name].slots_for(row)) for row in rows]
            if not any(sorted(slots_in(text)) in wanted for text in used):
                raise ValueError(f"slots {slots_in(used[0])} fit no row state, wanted one of {wanted}")
        except ValueError as problem:
            broken += 1
            print(f"{origin}: {problem}")
    if broken:
        return broken
    clauses = clauses_of(language)
    for clause in clauses:
        if clause.polarity is Polarity.OPEN and (wrong := lint(clause)):
            broken += 1
            print(f"{clause.skeleton} {clause.row}: {'; '.join(wrong)}: {clause.text}")
    for kind in ACTS.values():
        for row in kind.rows():
            mine = [c for c in clauses if c.act == kind.name and c.row is row and c.polarity is Polarity.OPEN]
            roots = {c.skeleton for c in mine}
            tones = {c.tone for c in mine}
            if len(roots) < 6 or "plain" not in tones:
                print(f"thin: {kind.name}/{row}: {len(roots)} skeletons, {len(mine)} clauses, tones {sorted(tones)}")
    print(f"{language}: {len(clauses)} clauses, {broken} broken rules")
    return broken


if __name__ == "__main__":
    raise SystemExit(min(sum(check(language) for language in sys.argv[1:] or LANGUAGES), 1))
