"""`shopclerk models`: the versions of the clause model: list, compare, promote, rollback."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.generation.checkpoint import ModelUnusable
from bot.settings import Settings, load_settings
from bot.training.gate import Compared, languages_of, number, told
from bot.training.measured import known_figures
from bot.training.registry import PromotionRefused, Registry, State
from bot.training.versions import SHIPPED, SHORT, Version, find, versions
from handlers.cli.app import print_json
from handlers.cli.comparing import Candidate, Questions, compare_versions, open_candidate, try_out
from handlers.cli.session import Json, Now, Seed

models = typer.Typer(help="Versions of the clause model.", invoke_without_command=True)
Test = Annotated[
    Path | None, typer.Option("--test", help="The shop's labelled questions, as `evaluate replies` takes.")
]
Shop = Annotated[
    Path | None, typer.Option("--shop", help="Import this shop for the questions alone; default: the imported shop.")
]
Name = Annotated[str, typer.Argument(help="A version, by its name in `shopclerk models`.")]


@models.callback()
def list_versions(context: typer.Context, json: Json = False) -> None:
    """Without a command: the versions there are, with their figures; a star marks the one that answers."""
    if context.invoked_subcommand is None:
        _list(load_settings(), json)


@models.command()
def compare(
    a: Name, b: Name, test: Test = None, shop: Shop = None, now: Now = None, seed: Seed = 0, json: Json = False
) -> None:
    """Figures of two versions side by side: which is better, by how much, and what the gate would say of B."""
    settings = load_settings()
    pair = open_candidate(find(settings.home, a)), open_candidate(find(settings.home, b))
    rows = asyncio.run(compare_versions(settings, *pair, Questions(test, shop, now, seed)))
    if json:
        print_json(
            {"a": a, "b": b, "refused": any(row.worse for row in rows), "figures": [_plain(row) for row in rows]}
        )
    else:
        _print_figures(a, b, rows)


@models.command()
def promote(
    version: Name, test: Test = None, shop: Shop = None, now: Now = None, seed: Seed = 0, json: Json = False
) -> None:
    """Let a version answer, unless a guarded figure is worse than before; a running service takes it up by itself."""
    settings = load_settings()
    registry, candidate = Registry(settings.home), open_candidate(find(settings.home, version))
    using = registry.in_use()
    if candidate.version == using.version and using.problem is None:
        _say(settings, registry.state(), f"{version} answers already", json)
        return
    asked = Questions(test, shop, now, seed)
    rows = asyncio.run(_measure(settings, open_candidate(using.version), candidate, asked))
    _refuse_worse(using.version, candidate.version, rows)
    state = registry.promote(candidate.version, candidate.digest, using.pin)
    _say(settings, state, f"{version} answers now", json, rows)


@models.command()
def rollback(json: Json = False) -> None:
    """Let the version before answer again, at once; one that is gone or damaged is passed over."""
    settings = load_settings()
    state, passed = Registry(settings.home).rollback()
    for problem in passed:
        _note(f"passed over: {problem}")
    _say(settings, state, f"{state.promoted.version} answers again", json)


async def _measure(settings: Settings, before: Candidate, after: Candidate, asked: Questions) -> list[Compared]:
    await try_out(after)
    return await compare_versions(settings, before, after, asked)


def _refuse_worse(before: Version, after: Version, rows: list[Compared]) -> None:
    """Raises PromotionRefused with every guarded figure that is worse."""
    worse = [row for row in rows if row.worse]
    if worse:
        guarded = sum(row.allowed is not None for row in rows)
        listed = "; ".join(told(row, before.name) for row in worse)
        raise PromotionRefused(
            f"{after.name} is worse than {before.name} in {len(worse)} of {guarded} guarded figures: {listed}."
            f" Train it longer; all figures: shopclerk models compare {before.name} {after.name}"
        )


def _say(settings: Settings, state: State, line: str, json: bool, rows: list[Compared] | None = None) -> None:
    pins = {"promoted": asdict(state.promoted), "before": [asdict(pin) for pin in state.before]}
    if json:
        print_json(pins | {"figures": [_plain(row) for row in rows or []]})
    else:
        print(line + (f"; before it {state.before[0].version}" if state.before else ""))
    if settings.model != SHIPPED:
        _note(f"SHOPCLERK_MODEL={settings.model} is set and goes before it")


def _note(line: str) -> None:
    Console(stderr=True, highlight=False).print(line, soft_wrap=True, markup=False)


def _list(settings: Settings, json: bool) -> None:
    using = Registry(settings.home).in_use()
    rows = [_row(settings, version) | {"answers": version == using.version} for version in versions(settings.home)]
    if json:
        promoted = asdict(using.pin)
        print_json({"promoted": promoted, "problem": using.problem, "setting": settings.model, "versions": rows})
        return
    columns = ("", "version", "weights", "licensed", "finished", "slot errors", "perplexity", "languages", "digest")
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row("*" if row["answers"] else "", row["version"], *_cells(row))
    console = Console(highlight=False)
    console.print(table)
    problems = [f"{row['version']}: {row['problem']}" for row in rows if row["problem"]]
    stale = [row["version"] for row in rows if row["stale"]]
    problems += (
        [f"measured over other clauses than today's: {', '.join(stale)}; compare measures anew"] if stale else []
    )
    problems += [f"{using.problem}; the shipped version answers meanwhile"] if using.problem else []
    problems += [f"SHOPCLERK_MODEL={settings.model} is set and goes before them"] if settings.model != SHIPPED else []
    for line in problems:
        console.print(line, soft_wrap=True, markup=False)


def _row(settings: Settings, version: Version) -> dict[str, Any]:
    """A version as `--json` tells it; `problem`: why it cannot be promoted, `stale`: its clauses have changed."""
    try:
        one = open_candidate(version)
        known = known_figures(settings.home, version, one.digest)
    except ModelUnusable as problem:
        head = {"version": version.name, "problem": str(problem), "digest": None}
        return {**head, "trained": {}, "figures": {}, "stale": False}
    figures = {name: value for name, value in (known or one.figures).items() if name != "acts"}
    trained = one.checkpoint.clerk.get("trained")
    return {
        "version": version.name,
        "problem": None,
        "digest": one.digest,
        "trained": trained if isinstance(trained, dict) else {},
        "figures": figures,
        "stale": known is None,
    }


def _cells(row: dict[str, Any]) -> list[str]:
    """Licensed and finished shares are those of the weakest language, slot errors those of all."""
    if row["problem"]:
        return ["damaged", *[""] * 6]
    every = languages_of(row["figures"])
    weights, perplexity = number(row["trained"].get("weights")), number(row["figures"].get("held_out_perplexity"))
    return [
        f"{weights / 1e6:.1f} M" if weights else "",
        *(f"{min(number(one.get(name)) or 0 for one in every.values()):.1%}" for name in ("licensed", "finished")),
        f"{sum(number(one.get('slot_errors')) or 0 for one in every.values()):g}",
        _shown(perplexity),
        " ".join(every),
        row["digest"][:SHORT],
    ]


def _plain(row: Compared) -> dict[str, Any]:
    return asdict(row) | {"better": row.better, "by": row.by, "guarded": row.allowed is not None, "worse": row.worse}


def _print_figures(a: str, b: str, rows: list[Compared]) -> None:
    table = Table("figure", a, b, "better", "by", "guard", box=None, pad_edge=False)
    names = {"a": a, "b": b, "same": "same", None: "?"}
    for row in rows:
        limit = "" if row.allowed is None else f"{'>=' if row.rising else '<='} {row.allowed:g}"
        by = "" if row.by is None else f"{row.by:+g}" if row.by else "0"
        verdict = f"{limit} WORSE" if row.worse else limit
        table.add_row(row.figure.replace("_", " "), _shown(row.a), _shown(row.b), names[row.better], by, verdict)
    Console(highlight=False).print(table)


def _shown(value: float | None) -> str:
    return "not measured" if value is None else f"{value:g}"
