"""Errors go on to whoever fed the update, and leave one line without a customer's words or the token."""

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import GetMe
from structlog.testing import capture_logs

from storage.errors import LeaseLost, StorageError
from tests.handlers.customer import TOKEN, Chat

SECRET = "xylophone"


class Unlucky:
    """A manager whose turns fail."""

    def __init__(self, problem: Exception) -> None:
        self.problem = problem

    async def take_turn(self, message: object) -> None:
        raise self.problem


@pytest.mark.parametrize(
    ("problem", "event", "told"),
    [
        (StorageError("no space left for x: free some"), "turn_failed", {"reason": "no space left for x: free some"}),
        (LeaseLost("chat:42:7"), "turn_refused", {"reason": "LeaseLost"}),
        (TelegramBadRequest(GetMe(), "chat not found"), "telegram_refused", {"reason": "chat not found"}),
        (TelegramNetworkError(GetMe(), f"https://x/bot{TOKEN}/"), "telegram_refused", {"reason": "network"}),
        (ValueError(SECRET), "turn_failed", {"problem": "ValueError"}),
    ],
)
async def test_one_line_and_on_to_the_actor(
    customer: Chat, problem: Exception, event: str, told: dict[str, str]
) -> None:
    object.__setattr__(customer.services, "manager", Unlucky(problem))
    with capture_logs() as lines, pytest.raises(type(problem)):
        await customer.say(SECRET)
    [line] = lines
    assert line["event"] == event
    assert told.items() <= line.items()
    assert SECRET not in str(line) and TOKEN not in str(line)


async def test_the_place_is_a_line_of_ours(customer: Chat) -> None:
    object.__setattr__(customer.services, "manager", Unlucky(ValueError()))
    with capture_logs() as lines, pytest.raises(ValueError):
        await customer.say("hello")
    assert lines[0]["at"].startswith("tests/handlers/talk/test_errors.py:")


async def test_a_late_acknowledgement_harms_nothing(customer: Chat) -> None:
    customer.session.refuse = TelegramBadRequest(GetMe(), "query is too old")
    [said] = await customer.press("priv:no")
    assert said.text
