"""Where in our own code something happened, for one line of the log; enough to find it, and no word of a customer."""

from pathlib import Path

HOME = Path(__file__).parents[1]


def is_ours(file: str) -> bool:
    path = Path(file)
    return path.is_relative_to(HOME) and "site-packages" not in path.parts


def spelled(file: str, line: int | None) -> str:
    """`bot/conversation/clerk.py:88`; of a file that is not ours its name alone."""
    path = Path(file)
    return f"{path.relative_to(HOME) if path.is_relative_to(HOME) else path.name}:{line}"
