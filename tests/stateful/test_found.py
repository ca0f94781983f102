"""What the stateful test has found, each as short as it can be told."""

import shutil
from pathlib import Path

import pytest

from bot.settings import Settings
from handlers.connection import connect, greet
from handlers.delivery.sending import PLACEHOLDER
from tests.botapi.server import TOKEN, running_botapi
from tests.conftest import MakeReader
from tests.stateful.echo import ECHO, Echo
from tests.stateful.life import Life

READ_S = 30.0


@pytest.mark.slow
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_an_error_page_in_place_of_an_answer_loses_nothing(
    migrated: Path, tmp_path: Path, phrase_reader: MakeReader, method: str
) -> None:
    """No TelegramAPIError tells of an answer that is no JSON, so the reply was given up for good."""
    shutil.copy(migrated, tmp_path)
    async with running_botapi() as api:
        ann = api.bot.private("Ann")
        fault = api.faults.garbage("<html>502 Bad Gateway</html>", method=method, times=1)
        settings = Settings(_env_file=None, home=tmp_path, bot_token=TOKEN, bot_api=api.url, burst_s=0.0)
        life = Life(settings, phrase_reader, Echo)
        await life.begin()
        try:
            ann.say("A1")
            await ann.wait_for(lambda seen: any(one.text == f"{ECHO}A1" for one in seen), READ_S)
        finally:
            await life.end()
        assert fault.met == 1
        assert sum(one.by_bot and one.text != PLACEHOLDER for one in ann.messages()) == 1


async def test_a_start_survives_an_error_page(tmp_path: Path) -> None:
    async with running_botapi() as api:
        fault = api.faults.garbage(method="getMe", times=1)
        async with connect(Settings(_env_file=None, home=tmp_path, bot_token=TOKEN, bot_api=api.url)) as bot:
            await greet(bot)
        assert fault.met == 1
