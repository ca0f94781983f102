"""The menu in four languages, for private chats, for everybody and for staff."""

from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetMe, SetMyCommands
from structlog.testing import capture_logs

from handlers.talk.menu import make_menu, set_menu
from tests.handlers.customer import STAFF_CHAT, TEXTS, Chat


def test_every_scope_in_every_language() -> None:
    menu = [one for one in make_menu(TEXTS, STAFF_CHAT) if isinstance(one, SetMyCommands)]
    assert {one.language_code for one in menu} == {None, "zh", "ru", "es"}
    assert len(menu) == 12
    staff = [one for one in menu if getattr(one.scope, "chat_id", None) == STAFF_CHAT]
    assert {command.command for command in staff[0].commands} == {"take", "bot", "close", "why"}
    private = next(one for one in menu if one.scope and one.scope.type == "all_private_chats")
    assert [command.command for command in private.commands][:2] == ["orders", "human"]


def test_without_a_staff_group_nobody_gets_its_commands() -> None:
    menu = [one for one in make_menu(TEXTS, None) if isinstance(one, SetMyCommands)]
    assert {one.scope.type for one in menu if one.scope} == {"default", "all_private_chats"}


async def test_a_refusal_is_one_line(customer: Chat) -> None:
    assert await set_menu(customer.bot, TEXTS, STAFF_CHAT)
    customer.session.refuse = TelegramBadRequest(GetMe(), "chat not found")
    with capture_logs() as lines:
        assert not await set_menu(customer.bot, TEXTS, STAFF_CHAT)
    assert [line["event"] for line in lines] == ["menu_not_set"]
