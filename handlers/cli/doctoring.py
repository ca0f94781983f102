"""`shopclerk doctor`: what is wrong with this installation and how to mend it."""

import asyncio
import os
import sys
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from bot.bootstrap import choose_writer
from bot.errors import ShopclerkError
from bot.generation.client import LocalWriter, ModelUnusable
from bot.settings import Settings, load_settings
from bot.training.registry import Registry
from bot.training.versions import SHIPPED, SHORT, digest_of
from handlers.cli.app import print_json
from handlers.cli.findings import Finding
from handlers.cli.session import Json
from handlers.cli.telegramming import check_telegram
from storage.engine import open_store
from storage.errors import StorageError
from storage.redis import ping


def doctor(json: Json = False) -> None:
    """Say what is wrong with this installation and how to mend it; exits 1 when something is broken."""
    findings = asyncio.run(examine())
    if json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    else:
        _print(findings)
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


async def examine() -> list[Finding]:
    """Every check, in the order a person would mend them."""
    python = ".".join(map(str, sys.version_info[:3]))
    findings = [Finding("python", "ok", python)]
    try:
        settings = load_settings()
    except ShopclerkError as problem:
        return [*findings, Finding("settings", "broken", str(problem), "correct the variable")]
    findings += [Finding("settings", "ok", f"home {settings.home}"), check_home(settings.home)]
    if findings[-1].state != "broken":
        findings += await check_shop(settings)
    findings.append(await check_model(settings))
    findings.append(await check_redis(settings))
    findings += await check_telegram(settings)
    return findings


def check_home(home: Path) -> Finding:
    place = home if home.exists() else home.absolute().parent
    if home.exists() and not home.is_dir():
        return Finding("home", "broken", f"{home} is a file", "set SHOPCLERK_HOME to a folder")
    if not os.access(place, os.W_OK):
        return Finding("home", "broken", f"{place} cannot be written", "give this user the right to write there")
    return Finding("home", "ok", "writable" if home.exists() else "will be made")


async def check_shop(settings: Settings) -> list[Finding]:
    try:
        async with open_store(settings.home) as store, store.reading() as unit:
            products, policies, intents = (
                len(await unit.catalogue.all()),
                len(await unit.policies.all()),
                len(await unit.intents.all()),
            )
    except StorageError as problem:
        return [Finding("database", "broken", str(problem), "see the message")]
    findings = [Finding("database", "ok", f"{products} variants, {policies} passages, {intents} canned intents")]
    if not products:
        findings.append(Finding("shop", "note", "no products", "run: shopclerk import FOLDER"))
    if not policies:
        findings.append(Finding("policies", "note", "no policy passages", "import policies/*.md"))
    return findings


async def check_model(settings: Settings) -> Finding:
    """Which model answers, by its version and digest; broken where it is not the one that should."""
    writer, problem = choose_writer(settings)
    if isinstance(writer, LocalWriter):
        try:
            await writer.warm()
        except ModelUnusable as broken:
            return Finding("model", "broken", str(broken), "templates answer meanwhile")
        finally:
            writer.close()
    if problem:
        do = "the shipped model answers meanwhile" if isinstance(writer, LocalWriter) else "templates answer meanwhile"
        return Finding("model", "broken", problem, do)
    if not isinstance(writer, LocalWriter):
        return Finding("model", "note", settings.model)
    return Finding("model", "ok", _named(settings, writer.folder))


def _named(settings: Settings, folder: Path) -> str:
    digest = f"digest {digest_of(folder)[:SHORT]}"
    if settings.model != SHIPPED:
        return f"{settings.model}, {digest}"
    pin = Registry(settings.home).state().promoted
    return f"{pin.version}, {digest}" + (f", promoted {pin.at}" if pin.at else "")


async def check_redis(settings: Settings) -> Finding:
    if settings.redis_url is None:
        return Finding("redis", "note", "not set; SQLite serves the history", "set SHOPCLERK_REDIS_URL for speed")
    if await ping(settings.redis_url):
        return Finding("redis", "ok", "answers")
    return Finding("redis", "note", "does not answer; SQLite serves the history", "start it or unset the variable")


def _print(findings: list[Finding]) -> None:
    colours = {"ok": "green", "note": "yellow", "broken": "red"}
    table = Table("check", "state", "found", "what to do", box=None, pad_edge=False)
    for one in findings:
        table.add_row(one.check, f"[{colours[one.state]}]{one.state}[/]", one.found, one.do)
    Console().print(table)
