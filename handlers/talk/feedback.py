"""Thumbs under the clerk's replies and after a hand-off; a customer may change their mind."""

from functools import partial

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from handlers.talk.pressed import acknowledge, show_choice
from handlers.talk.visit import Said, Visit
from storage.records import Conversation, Feedback
from storage.unit import Unit

KINDS = {"fb": "reply", "fh": "handoff"}


def make_router() -> Router:
    router = Router(name="feedback")
    router.callback_query.register(rate, F.data.regexp(r"^f[bh]:\d{1,15}:\d{1,9}:[+-]$"))
    return router


async def rate(query: CallbackQuery, bot: Bot, visit: Visit) -> None:
    """Only in the conversation that the button belongs to."""
    word, conversation_id, turn, sign = (query.data or "").split(":")
    mine = visit.conversation
    if mine is None or mine.conversation_id != int(conversation_id) or int(turn) > mine.turns:
        await visit.settle()
        await acknowledge(query, bot, visit.texts.get(visit.language, "button-old"))
        return
    rating = 1 if sign == "+" else -1
    await visit.write(partial(_keep, Feedback(mine.conversation_id, int(turn), KINDS[word], rating, visit.at)))
    await acknowledge(query, bot, visit.texts.get(visit.language, "thumb-thanks" if rating > 0 else "thumb-sorry"))
    await show_choice(query, bot)


async def _keep(given: Feedback, unit: Unit, conversation: Conversation) -> list[Said]:
    await unit.feedback.rate(given)
    return []
