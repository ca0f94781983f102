"""Canned intents from YAML, each checked whole; an error names the line where the intent begins."""

import re
from pathlib import Path
from typing import Any

import yaml
from babel.localedata import exists

from bot.errors import BadInput
from bot.importers.found import FieldError, Once, Rejected
from bot.intents.asks import ASKS
from storage.records import Intent

ACTIONS = ("handoff", "verify", "show_orders", "open_request")
TABLES = ("shop", "customer", "customers", "order", "orders", "product", "products")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SLOT = re.compile(r"\{([^{}]*)\}")
_KEYS = {"name", "examples", "replies", "enabled", "verified", "action", "act"}


def parse_intents(path: Path) -> tuple[list[Intent], list[Rejected]]:
    """The intents of a file and the rejected ones; raises BadInput when it is no YAML list."""
    try:
        node = yaml.compose(path.read_bytes().decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as problem:
        raise BadInput(str(path), (problem.strerror or "cannot be read").lower()) from None
    except UnicodeDecodeError as problem:
        raise BadInput(str(path), f"not UTF-8 at byte {problem.start}", "save it as UTF-8") from None
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise BadInput(f"{path}:{line}", f"not YAML: {problem.problem}", "correct that line") from None
    except (yaml.YAMLError, RecursionError):
        raise BadInput(str(path), "not YAML", "save it as plain text") from None
    if node is None:
        return [], []
    if not isinstance(node, yaml.SequenceNode):
        raise BadInput(f"{path}:1", "not a list of intents", "begin each intent with `- name:`")
    taken, rejected, once = list[Intent](), list[Rejected](), Once()
    for child in node.value:
        line, row = child.start_mark.line + 1, None
        try:
            row = yaml.constructor.SafeConstructor().construct_document(child)
            intent = make_intent(row)
            once.add(f"the name {intent.name}", line)
            taken.append(intent)
        except (ValueError, yaml.YAMLError, RecursionError) as problem:
            rejected.append(Rejected(str(path), line, str(problem), row))
    return taken, rejected


def make_intent(row: Any) -> Intent:
    """One checked intent; raises FieldError."""
    if not isinstance(row, dict):
        raise FieldError("not an intent")
    if unknown := set(map(str, row)) - _KEYS:
        raise FieldError(f"unknown key {sorted(unknown)[0]!r}")
    name = row.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise FieldError(f"name {name!r} is not snake_case")
    examples, replies = _texts(row, "examples"), _texts(row, "replies")
    act, action = row.get("act"), row.get("action")
    if not examples:
        raise FieldError(f"{name} has no examples")
    if act is not None and act not in ASKS:
        raise FieldError(f"{name}: act {act!r} is not known")
    if action is not None and action not in ACTIONS:
        raise FieldError(f"{name}: action {action!r} is none of {', '.join(ACTIONS)}")
    if not replies and act is None and action is None:
        raise FieldError(f"{name} has neither replies nor act nor action")
    for text in (text for lines in replies.values() for text in lines):
        check_slots(name, text)
    return Intent(name, examples, replies, _flag(row, "enabled", True), _flag(row, "verified", False), action, act)


def check_slots(name: str, text: str) -> None:
    """Raises FieldError for a slot that is not `{table.column}` of a known table."""
    for slot in _SLOT.findall(text):
        table, _, column = slot.partition(".")
        if table not in TABLES or not re.fullmatch(r"[a-z][a-z0-9_]*", column):
            raise FieldError(f"{name}: unknown slot {{{slot}}}")


def _texts(row: dict[str, Any], key: str) -> dict[str, tuple[str, ...]]:
    value = row.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise FieldError(f"{key} must map languages to lists")
    found = {}
    for language, written in value.items():
        _check_language(key, language)
        lines = [written] if isinstance(written, str) else written
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise FieldError(f"{key}.{language} must be a list of texts")
        found[str(language)] = tuple(line.strip() for line in lines if line.strip())
    return {language: lines for language, lines in found.items() if lines}


def _check_language(key: str, language: Any) -> None:
    """YAML reads a bare `no` as false: Norwegian wants quotes."""
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language) or not exists(language.partition("-")[0]):
        raise FieldError(f"{key}: {language!r} is no language: write its code in quotes, like 'en'")


def _flag(row: dict[str, Any], key: str, default: bool) -> bool:
    value = row.get(key, default)
    if not isinstance(value, bool):
        raise FieldError(f"{key} must be true or false")
    return value
