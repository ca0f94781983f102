"""Reads the tables that are written as YAML and come with the program. It knows no table."""

from importlib.resources.abc import Traversable
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is


def read_table(source: Traversable) -> Any:
    """What a file of ours holds; an empty one holds an empty table."""
    return yaml.load(source.read_text("utf-8"), _LOADER) or {}  # noqa: S506 - a safe loader
