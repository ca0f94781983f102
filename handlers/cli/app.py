"""The command line's frame: every error becomes one plain line on stderr and the contract's exit code."""

import json
import sys
from typing import Any

import typer

from bot import logs
from bot.errors import ShopclerkError
from storage.errors import StorageError


class App(typer.Typer):
    """A Typer application that never prints a traceback for what a person can mend."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        logs.set_up()
        try:
            code = super().__call__(*args, standalone_mode=False, **kwargs)
        except Exception as problem:
            code = report(problem)
        except KeyboardInterrupt:
            code = 130
        sys.exit(code if isinstance(code, int) else 0)


def report(problem: Exception) -> int:
    """Prints the problem as one line and returns its exit code; what nobody foresaw is raised again."""
    if isinstance(problem, ShopclerkError):
        return _line(str(problem), problem.exit_code)
    if isinstance(problem, StorageError):
        return _line(str(problem), 1)
    if isinstance(problem, BrokenPipeError):
        return 0
    if isinstance(problem, ExceptionGroup) and len(problem.exceptions) == 1:
        return report(problem.exceptions[0])
    if type(problem).__name__ == "NoArgsIsHelpError" and hasattr(problem, "format_message"):
        # Typer carries its own copy of click, whose exceptions are other classes than click's.
        print(problem.format_message())
        return 2
    if hasattr(problem, "format_message"):
        return _line(f"{problem.format_message()} See --help.", 2)
    if isinstance(problem, typer.Abort):
        return _line("stopped", 1)
    raise problem


def _line(message: str, code: int) -> int:
    print("error: " + " ".join(message.split()), file=sys.stderr)
    return code


def print_json(document: Any) -> None:
    """One JSON document on stdout, nothing else."""
    print(json.dumps(document, ensure_ascii=False, default=str))
