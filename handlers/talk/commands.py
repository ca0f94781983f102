"""Commands of a private chat and the buttons under their answers."""

import re
from dataclasses import replace
from functools import partial

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.facts.voice import SPOKEN
from bot.plan.scene import Scene
from handlers.keyboards import ask, contact_keyboard, languages
from handlers.talk.pressed import acknowledge, take_away
from handlers.talk.visit import HANDOFF, Said, Visit
from handlers.texts import STAFF_LANGUAGE
from storage.records import Conversation
from storage.unit import Unit

_LINKED_ORDER = re.compile(r"order_([A-Za-z0-9-]{1,32})")


def make_router() -> Router:
    router = Router(name="commands")
    router.message.register(start, CommandStart())
    router.message.register(help_, Command("help"))
    router.message.register(orders, Command("orders"))
    router.message.register(language, Command("language"))
    router.message.register(human, Command("human"))
    router.message.register(bot_again, Command("bot"))
    router.message.register(stop, Command("stop"))
    router.callback_query.register(set_language, F.data.in_({f"lang:{code}" for code in SPOKEN}))
    router.callback_query.register(offers_again, F.data == "mkt:on")
    return router


def make_last_router() -> Router:
    """For commands that nobody else knows; stands behind the other routers."""
    router = Router(name="unknown commands")
    router.message.register(unknown, F.text.startswith("/"))
    return router


async def start(message: Message, command: CommandObject, visit: Visit) -> None:
    """A link `order_1001` is a hint: whose order it is must still be shown."""
    linked = _LINKED_ORDER.fullmatch(command.args or "")
    if linked and visit.customer_id is not None:
        await visit.ask_clerk(visit.texts.get(visit.language, "question-order", order=linked[1]))
    elif linked:
        await visit.write(partial(_remember_order, visit, linked[1]))
    elif visit.conversation is not None and visit.conversation.marketing_stopped_at is not None:
        await visit.reply(visit.say("start-stopped", {"buttons": ask(visit.texts, visit.language, _OFFERS)}))
    else:
        await visit.reply(visit.say("start"))


async def help_(message: Message, visit: Visit) -> None:
    await visit.reply(visit.say("help"))


async def orders(message: Message, visit: Visit) -> None:
    """The customer's own question; the clerk asks a stranger who they are."""
    await visit.ask_clerk(visit.texts.get(visit.language, "question-orders"))


async def language(message: Message, visit: Visit) -> None:
    await visit.reply(visit.say("language-ask", {"buttons": languages()}))


async def set_language(query: CallbackQuery, bot: Bot, visit: Visit) -> None:
    """Kept as the conversation's language, which is the hint until the customer writes in another."""
    chosen = replace(visit, language=(query.data or "").split(":")[1])
    await visit.write(partial(_set_language, chosen))
    await acknowledge(query, bot)
    await take_away(query, bot)


async def human(message: Message, visit: Visit) -> None:
    """A person's task with its deadline, said and written together."""
    await visit.write(partial(_call_person, visit))


async def bot_again(message: Message, visit: Visit) -> None:
    await visit.write(partial(_hand_back, visit))


async def stop(message: Message, visit: Visit) -> None:
    await visit.write(partial(_stop_offers, visit))


async def offers_again(query: CallbackQuery, bot: Bot, visit: Visit) -> None:
    await visit.write(partial(_allow_offers, visit))
    await acknowledge(query, bot)
    await take_away(query, bot)


async def unknown(message: Message, visit: Visit) -> None:
    await visit.reply(visit.say("unknown-command"))


_OFFERS = ("stop-undo", "mkt:on")


async def _remember_order(visit: Visit, order: str, unit: Unit, conversation: Conversation) -> list[Said]:
    scene = replace(Scene.from_json(conversation.state), order_hint=order)
    await unit.conversations.save(replace(conversation, state=scene.to_json()))
    return [visit.say("start-order", contact_keyboard(visit.language, visit.texts))]


async def _set_language(visit: Visit, unit: Unit, conversation: Conversation) -> list[Said]:
    await unit.conversations.save(replace(conversation, language=visit.language))
    return [visit.say("language-set")]


async def _call_person(visit: Visit, unit: Unit, conversation: Conversation) -> list[Said]:
    if visit.with_person:
        return [visit.say("human-here")]
    waiting = [one for one in await unit.tasks.undone(conversation.conversation_id) if one.kind == HANDOFF]
    said = "human-waiting" if waiting else "human-asked"
    return [await visit.hand_over(unit, conversation, "asked for", said)]


async def _hand_back(visit: Visit, unit: Unit, conversation: Conversation) -> list[Said]:
    if conversation.mode == "person":
        note = visit.texts.get(STAFF_LANGUAGE, "staff-back-customer")
        await visit.handover.hand_back(unit, conversation, visit.at, note=note)
    return [visit.say("bot-back")]


async def _stop_offers(visit: Visit, unit: Unit, conversation: Conversation) -> list[Said]:
    await unit.conversations.save(replace(conversation, marketing_stopped_at=visit.at))
    return [visit.say("stop-done", {"buttons": ask(visit.texts, visit.language, _OFFERS)})]


async def _allow_offers(visit: Visit, unit: Unit, conversation: Conversation) -> list[Said]:
    await unit.conversations.save(replace(conversation, marketing_stopped_at=None))
    return [visit.say("stop-undone")]
