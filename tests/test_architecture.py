"""The arrow between the rooms is held by import-linter; this holds what it cannot: no cycle inside a room."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "storage")
TOP_LEVEL = {"bot", "handlers", "storage", "tests", "deploy", "pyproject.toml", "README.md"}
BESIDE = {"Makefile", "LICENSE", "CHANGELOG.md"}


def modules() -> dict[str, Path]:
    found = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: set[str]) -> Iterator[str]:
    """The modules of ours that a file imports when it is loaded."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                yield deeper if deeper in known else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_no_import_cycles() -> None:
    known = modules()
    graph = {
        name: {target for target in imports(path, set(known)) if target in known and target != name}
        for name, path in known.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(f"import cycle: {' -> '.join(cycle.args[1])}")


def test_no_cycles_between_the_rooms_of_a_room() -> None:
    """Deferred imports aside, `handlers.talk` and `handlers.desk` may know each other in one direction only."""
    known = modules()
    packages = {name for name, path in known.items() if path.name == "__init__.py" and name.count(".") == 1}
    graph: dict[str, set[str]] = {package: set() for package in packages}
    for name, path in known.items():
        home = ".".join(name.split(".")[:2])
        targets = {".".join(target.split(".")[:2]) for target in imports(path, set(known))}
        graph.get(home, set()).update((targets & packages) - {home})
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(f"rooms import each other: {' -> '.join(cycle.args[1])}")


def test_rooms_import_downwards_only() -> None:
    order = {room: level for level, room in enumerate(("storage", "bot", "handlers"))}
    for name, path in modules().items():
        for target in imports(path, set(modules())):
            above = order.get(target.split(".")[0], 0)
            assert above <= order[name.split(".")[0]], f"{name} imports {target}"


def test_top_level_holds_only_the_rooms() -> None:
    visible = {
        path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.name not in ("var", "build")
    }
    assert visible - {name for name in visible if name.endswith(".egg-info")} <= TOP_LEVEL | BESIDE


def test_every_module_says_its_job() -> None:
    for name, path in modules().items():
        text = path.read_text(encoding="utf-8")
        assert not text.strip() or ast.get_docstring(ast.parse(text)), f"{name} has no docstring"
