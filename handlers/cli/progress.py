"""Progress of long work: a bar on a terminal, plain log lines elsewhere, both on stderr."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

EVERY_S = 5.0


@contextmanager
def track(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Gives a function to call after each of `total` steps."""
    if sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task(what, total=total)
            yield lambda: progress.advance(task)
        return
    yield _logged(what, total)


def _logged(what: str, total: int) -> Callable[[], None]:
    done, said = 0, time.monotonic()

    def step() -> None:
        nonlocal done, said
        done += 1
        if done == total or time.monotonic() - said >= EVERY_S:
            said = time.monotonic()
            print(f"{what}: {done}/{total}", file=sys.stderr)

    return step
