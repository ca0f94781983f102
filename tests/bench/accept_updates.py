"""How fast updates are accepted: `python tests/bench/accept_updates.py [PER_SECOND] [SECONDS] [CHATS]`.

Updates arrive one by one at a steady rate, as by a webhook, and each is timed until it is durable; beside it actors
take every one of them and settle it, as the service does. The file lies in FOLDER (an environment variable), else in
the current folder: a temporary folder may be no disk at all.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from handlers.intake.accepting import Intake
from handlers.intake.actors import Actors
from handlers.nursery import Nursery
from storage.engine import Store, open_store
from tests.handlers.arrivals import BOT, Clerk, text_of

HEADS_UP_S = 0.2


async def measure(store: Store, per_second: int, seconds: int, chats: int, burst_s: float) -> None:
    """Prints rate, latency of the durable acknowledgement and how long the actors needed."""
    clerk, took_s = Clerk(store), list[float]()
    async with Nursery() as nursery:
        actors = Actors(store, BOT, clerk.feed, clerk.give_up, burst_s=burst_s, lease_s=8, boot="b1", nursery=nursery)
        intake = Intake(store, BOT, actors.notify, actors.accepted)

        async def arrive(number: int, due_s: float) -> None:
            await intake.accept([text_of(number, "where is my order #W1001?", chat=1 + number % chats)])
            took_s.append(time.perf_counter() - due_s)

        began_s, cpu_s = time.perf_counter() + HEADS_UP_S, time.process_time()
        for number in range(per_second * seconds):
            due_s = began_s + number / per_second
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            nursery.start(arrive(number, due_s), "update")
        while len(took_s) < per_second * seconds or not actors.idle:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        all_s, cpu_s = time.perf_counter() - began_s, time.process_time() - cpu_s
    took_s.sort()
    middle, late, last = (1000 * took_s[int(len(took_s) * share)] for share in (0.5, 0.99, 0.9999))
    print(f"{len(took_s)} updates at {per_second}/s over {chats} chats, burst {burst_s} s: acknowledged after")
    print(f"p50 {middle:.1f} ms, p99 {late:.1f} ms, most {last:.1f} ms; {len(clerk.turns)} turns settled")
    print(f"all through after {all_s:.1f} s, processor {100 * cpu_s / all_s:.0f} %")


async def burst(store: Store, updates: int) -> None:
    """All at once, in batches of a hundred as polling brings them."""
    intake = Intake(store, "burst", lambda keys: None)
    began_s = time.perf_counter()
    for first in range(0, updates, 100):
        await intake.accept([text_of(number, "hello", chat=number % 300) for number in range(first, first + 100)])
    print(f"polling: {updates / (time.perf_counter() - began_s):,.0f} updates/s in batches of 100")


async def main(per_second: int = 300, seconds: int = 20, chats: int = 3000) -> None:
    for burst_s in (1.2, 0.0):
        with tempfile.TemporaryDirectory(dir=os.environ.get("FOLDER", ".")) as home:
            async with open_store(Path(home), own=True) as store:
                await measure(store, per_second, seconds, chats, burst_s)
                await burst(store, 5000)


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
