"""The services open over any home, say in one line why a model is not used, and close again."""

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import choose_writer, make_wording, pin_model, services
from bot.conversation.manager import Incoming
from bot.generation.client import LocalWriter, NoWriter
from bot.generation.request import Candidate, ClauseRequest, Sampling
from bot.settings import SHIPPED_MODEL, Settings
from bot.training.registry import Registry
from bot.training.versions import Version, digest_of

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


class Silent:
    """A writer of the test's own."""

    async def write(self, requests: Sequence[ClauseRequest], sampling: Sampling) -> list[list[Candidate]]:
        return [[] for _ in requests]


def settings(home: Path, model: str = "none", **more: object) -> Settings:
    return Settings.model_validate({"home": home, "model": model, "embeddings": False} | more)


async def test_services_open_over_an_empty_folder(tmp_path: Path) -> None:
    chosen = settings(tmp_path / "new" / "home")
    async with services(chosen) as opened:
        assert opened.settings is chosen
        assert (opened.model_problem, type(opened.writer)) == (None, NoWriter)
        async with opened.store.reading() as unit:
            assert await unit.revision() >= 0
    assert (tmp_path / "new" / "home").is_dir()


async def test_a_writer_of_ones_own_is_used(tmp_path: Path) -> None:
    writer = Silent()
    async with services(settings(tmp_path, "no-such-model"), writer=writer) as opened:
        assert opened.writer is writer
        assert opened.model_problem is None


@pytest.mark.parametrize("kind", ["missing", "file", "empty", "pickled", "damaged", "hub"])
async def test_an_unusable_model_is_told_in_one_line(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "model"
    if kind == "file":
        folder.write_text("weights")
    elif kind != "missing":
        folder.mkdir()
    if kind == "pickled":
        (folder / "config.json").write_text("{}")
        (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    if kind == "damaged":
        (folder / "config.json").write_text(json.dumps({"model_type": "gpt2"}))
        (folder / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0rubbish!")
    name = "somebody/some-model" if kind == "hub" else str(folder)
    async with services(settings(tmp_path / "home", name)) as opened:
        problem = opened.model_problem
        assert problem and name in problem
        assert "\n" not in problem and "Traceback" not in problem
        assert isinstance(opened.writer, NoWriter)
    assert choose_writer(settings(tmp_path, name))[1] == problem


def test_no_model_is_no_problem(tmp_path: Path) -> None:
    writer, problem = choose_writer(settings(tmp_path, "none"))
    assert (type(writer), problem) == (NoWriter, None)


def promote(home: Path, version: Path) -> Path:
    """Makes a copy of a version answer in a home."""
    folder = Path(shutil.copytree(version, home / "models" / "tiny"))
    registry = Registry(home)
    registry.promote(Version("tiny", folder), digest_of(folder), registry.in_use().pin)
    return folder


@pytest.mark.slow
async def test_shipped_is_the_promoted_version_where_there_is_one(tiny_version: Path, tmp_path: Path) -> None:
    folder = promote(tmp_path, tiny_version)
    async with services(settings(tmp_path, "shipped")) as opened:
        assert isinstance(opened.writer, LocalWriter)
        assert (opened.writer.folder, opened.model_problem) == (folder, None)
        assert opened.succession is not None
    elsewhere = pin_model(settings(tmp_path, "shipped"))
    writer, problem = choose_writer(elsewhere.model_copy(update={"home": tmp_path / "other"}))
    assert isinstance(writer, LocalWriter)
    assert (writer.folder, problem) == (folder, None)


@pytest.mark.slow
async def test_a_model_that_is_named_goes_before_the_promoted_one(tiny_version: Path, tmp_path: Path) -> None:
    promote(tmp_path, tiny_version)
    named = settings(tmp_path, str(tiny_version))
    async with services(named) as opened:
        assert isinstance(opened.writer, LocalWriter)
        assert (opened.writer.folder, opened.succession) == (tiny_version, None)
    assert isinstance(choose_writer(settings(tmp_path, "none"))[0], NoWriter)
    assert pin_model(named) is named


@pytest.mark.slow
async def test_the_shipped_one_stands_in_for_a_promoted_one_that_is_damaged(tiny_version: Path, tmp_path: Path) -> None:
    shutil.rmtree(promote(tmp_path, tiny_version))
    async with services(settings(tmp_path, "shipped")) as opened:
        assert isinstance(opened.writer, LocalWriter)
        assert opened.writer.folder == SHIPPED_MODEL
        assert opened.model_problem and "tiny is gone" in opened.model_problem
        assert opened.stand_in == "the shipped model answers"


@pytest.mark.slow
def test_a_damaged_veto_makes_a_model_unusable(tiny_version: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_version, tmp_path / "model"))
    (folder / "veto.npz").write_bytes(b"rubbish")
    writer, problem = choose_writer(settings(tmp_path, str(folder)))
    assert isinstance(writer, NoWriter) and problem and "veto.npz is damaged" in problem


def test_the_sampling_is_that_of_the_settings(tmp_path: Path) -> None:
    chosen = settings(tmp_path, temperature=0.3, top_p=0.5, candidates=2, max_tokens=9, deadline_s=0.7, tone="warm")
    wording = make_wording(chosen, Silent())
    assert wording.sampling == Sampling(2, 0.3, 0.5, 9, wording.sampling.seed, 0.7)
    assert wording.tone == "warm"


@pytest.mark.slow
@pytest.mark.xdist_group("fitted")
async def test_templates_answer_while_the_model_is_unusable(small_home: Path) -> None:
    """The real reader and wiring, from an unusable model and a server that is not there to a committed reply."""
    chosen = settings(small_home, str(small_home / "nothing"), redis_url="redis://127.0.0.1:1/0")
    async with services(chosen) as opened:
        assert opened.model_problem
        said = []
        for turn, line in enumerate(["hello", "what is the total of #W1001?", "ann@example.com"]):
            answer = await opened.manager.take_turn(Incoming("test", "1", line, NOW + timedelta(seconds=turn)))
            assert answer is not None
            assert all(clause.by == "template" for clause in answer.spoken.clauses)
            said.append(answer.text)
        assert "£314.00" in said[-1]
