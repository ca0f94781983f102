"""A promoted version takes over while turns run; one that cannot speak leaves everything as it was."""

import asyncio
import gc
import shutil
import weakref
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import structlog

from bot.bootstrap import make_wording
from bot.conversation.rota import Rota
from bot.facts.bound import bind
from bot.facts.voice import Voice
from bot.generation.client import LocalWriter, open_writer
from bot.plan.proposition import Plan, Proposition
from bot.plan.scene import Scene
from bot.settings import Settings
from bot.succession import Succession
from bot.training.registry import Registry
from bot.training.versions import digest_of, find
from storage.records import Source

pytestmark = pytest.mark.slow

VOICE = Voice("en", datetime(2026, 6, 15, 12, tzinfo=UTC), UTC)
NAME = bind("order.id", "#W1", Source("orders", "#W1", "order_id", "#W1", 1))
SUM = bind("total", "£48.00", Source("orders", "#W1", "total", "48.00", 1))
TOTAL = Proposition("order.total", (SUM,), "#W1", NAME)
PLAN = Plan((TOTAL, TOTAL), Scene(), "order.total", 1.0)


class Service:
    """What `run` has of it: a rota over the version `one`, and the succession that watches its home."""

    def __init__(self, home: Path) -> None:
        self.home, self.registry = home, Registry(home)
        promote(home, "one")
        settings = Settings(home=home, deadline_s=20, max_tokens=8)
        self.rota = Rota(make_wording(settings, open_writer(home / "models" / "one")))
        self.succession = Succession(
            self.registry, self.rota, partial(make_wording, settings), seen=self.registry.mark()
        )

    @property
    def writer(self) -> LocalWriter:
        writer = self.rota.wordings[0].writer
        assert isinstance(writer, LocalWriter)
        return writer

    @property
    def name(self) -> str:
        return self.writer.folder.name

    async def speak(self, seed: int) -> bool:
        """Whether the model offered something; a text there always is."""
        spoken = await self.rota.speak(PLAN, VOICE, "what does it come to", seed)
        assert "£48.00" in spoken.text
        return spoken.sampled > 0


def promote(home: Path, name: str) -> None:
    registry, version = Registry(home), find(home, name)
    registry.promote(version, digest_of(version.folder), registry.in_use().pin)


@pytest.fixture
async def service(tiny_version: Path, tmp_path: Path) -> AsyncIterator[Service]:
    for name in ("one", "two", "three"):
        folder = shutil.copytree(tiny_version, tmp_path / "models" / name)
        (folder / "README.md").write_text(name)
    opened = Service(tmp_path)
    await opened.writer.warm()
    yield opened
    opened.succession.close()


async def test_nothing_happens_without_a_promotion(service: Service) -> None:
    before = service.writer
    await service.succession.look()
    assert service.writer is before


async def test_a_promotion_and_a_rollback_are_taken_up_and_the_old_is_freed(service: Service) -> None:
    for step, name in ((partial(promote, service.home, "two"), "two"), (service.registry.rollback, "one")):
        old = service.writer
        gone, thread = weakref.ref(old), old._thread
        assert thread is not None
        step()
        await service.succession.look()
        assert service.name == name
        assert not thread.is_alive()
        del old
        gc.collect()
        assert gone() is None
        assert await service.speak(1) in (True, False)


async def test_turns_go_on_while_versions_change(service: Service) -> None:
    """Two promotions under twelve customers, over real writers: every turn has its answer."""
    watching = asyncio.ensure_future(service.succession.run(every_s=0.01))
    answered = 0

    async def customer(number: int) -> None:
        nonlocal answered
        for turn in range(8):
            await service.speak(number * 100 + turn)
            answered += 1
            await asyncio.sleep(0.05)

    async def promotions() -> None:
        for name in ("two", "three"):
            await asyncio.to_thread(promote, service.home, name)
            async with asyncio.timeout(60):
                while service.name != name:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)

    await asyncio.gather(promotions(), *(customer(number) for number in range(12)))
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert answered == 96
    assert service.name == "three" and len(service.rota.wordings) == 1


@pytest.mark.parametrize("how", ["gone", "changed", "silent", "file"])
async def test_a_version_that_does_not_load_leaves_the_old_one_and_one_line(service: Service, how: str) -> None:
    before, folder = service.writer, service.home / "models" / "two"
    if how == "silent":
        config = folder / "config.json"
        config.write_text(config.read_text().replace('"n_head": ', '"n_head": 7'))
    promote(service.home, "two")
    if how == "gone":
        shutil.rmtree(folder)
    if how == "changed":
        (folder / "README.md").write_text("other")
    if how == "file":
        (service.home / "models" / "promoted.json").write_text("{")
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            await service.succession.look()
    assert [(one["event"], one["log_level"]) for one in logs] == [("promotion_failed", "error")]
    assert "\n" not in logs[0]["reason"]
    assert service.writer is before
    await service.speak(1)


async def test_an_end_while_a_version_loads_closes_it(service: Service) -> None:
    watching = asyncio.ensure_future(service.succession.run(every_s=0.01))
    promote(service.home, "two")
    async with asyncio.timeout(30):
        while service.succession._loading is None:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    loading = service.succession._loading
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await asyncio.to_thread(service.succession.close)
    assert loading._thread is None
