"""Events go to stderr as one line each, from the level on that was set."""

from collections.abc import Iterator

import pytest
import structlog

from bot import logs


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leaves logging as the other tests know it."""
    held = structlog.get_config()
    yield
    structlog.configure(**held)


def test_an_event_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info")
    structlog.get_logger().info("import.done", rows=3, file="a b.csv")
    out, err = capsys.readouterr()
    assert out == ""
    [line] = err.splitlines()
    assert line.startswith("timestamp=") and line.endswith('level=info event=import.done rows=3 file="a b.csv"')


@pytest.mark.parametrize(
    ("level", "heard"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("WARNING", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_the_level_is_respected(capsys: pytest.CaptureFixture[str], level: str, heard: list[str]) -> None:
    logs.set_up(level)
    log = structlog.get_logger()
    for name in ("debug", "info", "warning", "error"):
        getattr(log, name)(f"event.{name}")
    err = capsys.readouterr().err
    assert [line.rsplit("event.", 1)[1] for line in err.splitlines()] == heard


def test_warnings_are_the_default_and_another_level_may_follow(capsys: pytest.CaptureFixture[str]) -> None:
    log = structlog.get_logger()
    logs.set_up()
    log.info("quiet")
    logs.set_up("info")
    log.info("heard")
    assert [line.split("event=")[1] for line in capsys.readouterr().err.splitlines()] == ["heard"]


def test_an_exception_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    try:
        raise ValueError("no such row")
    except ValueError:
        structlog.get_logger().exception("load.failed")
    [line] = capsys.readouterr().err.splitlines()
    assert "ValueError: no such row" in line and "Traceback" in line


def test_what_is_bound_to_the_context_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    with structlog.contextvars.bound_contextvars(turn="t7"):
        structlog.get_logger().warning("slow")
    assert "turn=t7" in capsys.readouterr().err
