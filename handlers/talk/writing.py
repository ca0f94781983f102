"""Plain words to the clerk: free text, a changed text while a person listens, a choice from a numbered list."""

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message

from bot.plan.scene import Scene
from handlers.keyboards import CHOICES
from handlers.talk.pressed import acknowledge, take_away
from handlers.talk.visit import Visit


def make_router() -> Router:
    router = Router(name="talk")
    router.message.register(answer, F.text)
    router.edited_message.register(read_again)
    router.callback_query.register(pick, F.data.regexp(r"^pick:\d{1,9}:\d{1,2}$"))
    return router


async def answer(message: Message, visit: Visit) -> None:
    """A turn."""
    await visit.ask_clerk(message.text or "")


async def read_again(message: Message, visit: Visit) -> None:
    """What was answered stays answered; a person who has the conversation reads the new words."""
    text = message.text or message.caption
    if visit.with_person and text:
        await visit.ask_clerk(text)
    else:
        await visit.settle()


async def pick(query: CallbackQuery, bot: Bot, visit: Visit) -> None:
    """The number on the button is the customer's answer, as long as nothing else was said since."""
    turn, number = map(int, (query.data or "").split(":")[1:])
    if not _is_open(visit, turn, number):
        await visit.settle()
        await acknowledge(query, bot, visit.texts.get(visit.language, "button-old"))
        return
    await visit.ask_clerk(str(number))
    await acknowledge(query, bot)
    await take_away(query, bot)


def _is_open(visit: Visit, turn: int, number: int) -> bool:
    found = visit.conversation
    if found is None or visit.with_person or found.turns != turn + 1:
        return False
    pending = Scene.from_json(found.state).pending
    return pending is not None and pending.kind in CHOICES and 1 <= number <= len(pending.values)
