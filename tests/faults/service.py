"""The process under test: `shopclerk run` with its death at a step arranged by FAULT=step:count.

With `--breed` it reads lives from stdin, one line of JSON (an environment) each, and forks them one after the other:
prints the process id of each and, when it has ended, its status. What a start spends on imports is spent once.
"""

import asyncio
import ctypes
import gc
import json
import os
import signal
import sys

from bot.settings import load_settings
from handlers.app import serve
from tests.faults.steps import arm


async def main() -> None:
    """Serves until SIGTERM or death."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await serve(load_settings(), stop)


def live() -> None:
    """One life, with the death that FAULT names; PHRASES lets a phrasebook read, which has nothing to learn."""
    if os.environ.get("PHRASES"):
        read_by_phrase()
    if fault := os.environ.get("FAULT"):
        step, _, count = fault.partition(":")
        arm(step, int(count))
    asyncio.run(main())


def breed() -> None:
    """Until stdin closes."""
    die_with_parent()
    prepare()
    gc.freeze()
    print("ready", flush=True)
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            be_born(json.loads(line))
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)


def be_born(environment: dict[str, str]) -> None:
    """The child's side of a fork; never returns."""
    die_with_parent()
    os.environ.update(environment)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    code = 1
    try:
        live()
        code = 0
    finally:
        os._exit(code)


def read_by_phrase() -> None:
    """What dies here lies around the clerk."""
    from bot import bootstrap
    from tests.faults.env_world import _reader

    setattr(bootstrap, "ReaderMaker", lambda *_: _reader)  # noqa: B010 - mypy forbids the assignment


def die_with_parent() -> None:
    """A campaign that is broken off leaves no process behind, where the system is Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def prepare() -> None:
    """Reads what every life would read; nothing of the shop, and no thread is started."""
    if os.environ.get("PHRASES"):
        return
    import sklearn.feature_extraction.text  # noqa: F401

    from bot.intents.catalogue import Index
    from bot.intents.examples import builtin

    builtin()
    Index(())


if __name__ == "__main__":
    breed() if "--breed" in sys.argv else live()
