"""`python -m tests.faults.env [FAULT]... [--short]`: what surrounds the service goes wrong; one line a fault.

Exits 1 when one of them is not borne.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from tests.faults import env_disk, env_hang, env_redis, env_restart, env_telegram
from tests.faults.env_world import Report

Run = Callable[[Path], Awaitable[Report]]

# Short ones judge times generously: they also run where other work keeps the machine busy.
SHORT: dict[str, Run] = {
    "hung-turn": partial(env_hang.hung_turn, lease_s=1.5, rounds=1, most_ratio=4.0),
    "loop-blocked": partial(env_hang.loop_blocked, for_s=1.5, patience_s=0.5),
    "redis-down": partial(env_redis.redis_down, turns=4),
    "redis-killed": partial(env_redis.redis_killed, turns=4),
    "redis-flushed": partial(env_redis.redis_flushed, turns=4),
    "redis-slow": partial(env_redis.redis_slow, turns=4),
    "file-locked": partial(env_disk.file_locked, for_s=3.0),
    "disk-full": partial(env_disk.disk_full, for_s=1.0),
    "disk-full-webhook": partial(env_disk.disk_full_webhook, for_s=1.0),
    "flood": partial(env_telegram.flood, for_s=2.0, most_ratio=4.0),
    "malformed": env_telegram.malformed,
    "malformed-webhook": env_telegram.malformed_webhook,
    "stop-and-go-on": partial(env_restart.stopped_in_process, chats=8, each=3),
    "stop-while-learning": env_restart.stopped_while_learning,
}
FULL: dict[str, Run] = {
    **SHORT,
    "hung-turn": partial(env_hang.hung_turn, lease_s=8.0, rounds=1),
    "loop-blocked": partial(env_hang.loop_blocked, for_s=15.0, patience_s=2.0),
    "redis-down": partial(env_redis.redis_down, turns=24),
    "redis-killed": partial(env_redis.redis_killed, turns=24),
    "redis-flushed": partial(env_redis.redis_flushed, turns=24),
    "redis-slow": partial(env_redis.redis_slow, turns=24),
    "disk-full": partial(env_disk.disk_full, for_s=5.0),
    "disk-full-webhook": partial(env_disk.disk_full_webhook, for_s=5.0),
    "flood": partial(env_telegram.flood, for_s=30.0, most_ratio=1.5),
    "sigterm": partial(env_restart.stopped_at_work, chats=20, each=6),
    "restart": partial(env_restart.restart, restarts=5),
}


def main() -> None:
    """Reads the arguments, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.env", description=__doc__)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help=f"of {', '.join(FULL)}; default: all")
    parser.add_argument("--short", action="store_true", help="the sizes that `make test` runs")
    options = parser.parse_args()
    faults = SHORT if options.short else FULL
    unknown = set(options.faults) - set(faults)
    if unknown:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    borne = [_show(faults[name]) for name in options.faults or faults]
    sys.exit(0 if all(borne) else 1)


def _show(run: Run) -> bool:
    """Prints its line; whether it was borne."""
    report = asyncio.run(carry_out(run))
    print(report, flush=True)
    return not report.wrong


async def carry_out(run: Run) -> Report:
    """In a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return await run(Path(folder))


if __name__ == "__main__":
    main()
