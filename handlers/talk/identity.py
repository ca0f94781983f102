"""Who is writing, shown by one's own phone number; and `/logout`, which forgets it.

A contact counts only if Telegram says that it is the sender's own. Order number with e-mail or phone is the clerk's.
"""

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial

import phonenumbers
from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.bootstrap import VERIFIED_FOR
from bot.conversation.identity import MAX_TRIES
from handlers.keyboards import contact_keyboard
from handlers.talk.visit import Said, Visit
from storage.records import Conversation, CustomerId
from storage.unit import Unit

COOL_DOWN = timedelta(hours=1)


def make_router() -> Router:
    router = Router(name="identity")
    router.message.register(share, F.contact)
    router.message.register(log_out, Command("logout"))
    return router


async def share(message: Message, visit: Visit) -> None:
    """Each number that nobody has is a try; after three a person is asked and numbers must wait."""
    phone = own_phone(message)
    if phone is None:
        await visit.reply(visit.say("contact-foreign", contact_keyboard(visit.language, visit.texts)))
        return
    async with visit.store.reading() as unit:
        tries = await _tries(visit, unit, visit.conversation)
        owner = await unit.customers.by_phone(phone)
    if tries >= MAX_TRIES:
        await visit.write(partial(_make_wait, visit))
    elif owner is None:
        await visit.write(partial(_count_try, visit))
    else:
        await _bind(visit, owner.customer_id)


async def log_out(message: Message, visit: Visit) -> None:
    if visit.conversation is None or visit.conversation.customer_id is None:
        await visit.reply(visit.say("logout-none"))
    else:
        await visit.write(partial(_forget, visit))


def own_phone(message: Message) -> str | None:
    """The sender's own number in E.164, sent as their own; None for anybody else's and for what is no number."""
    contact, sender = message.contact, message.from_user
    if contact is None or sender is None or contact.user_id != sender.id or message.forward_origin is not None:
        return None
    try:
        number = phonenumbers.parse("+" + re.sub(r"\D", "", contact.phone_number))
    except phonenumbers.NumberParseException:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


async def _bind(visit: Visit, customer_id: CustomerId) -> None:
    """A stranger's proof is a turn of the clerk's, who then answers what had to wait for it."""
    if visit.with_person or visit.customer_id is not None:
        await visit.write(partial(_rebind, visit, customer_id))
    else:
        await visit.ask_clerk("", proven=customer_id)


async def _tries(visit: Visit, unit: Unit, conversation: Conversation | None) -> int:
    if conversation is None:
        return 0
    return await unit.verification.tries_since(conversation.conversation_id, visit.at - COOL_DOWN)


async def _count_try(visit: Visit, unit: Unit, conversation: Conversation) -> list[Said]:
    await unit.verification.add_try(conversation.conversation_id, visit.at)
    if await _tries(visit, unit, conversation) < MAX_TRIES:
        return [visit.say("contact-unknown", contact_keyboard(visit.language, visit.texts))]
    gone = {"remove_keyboard": True}
    return [await visit.hand_over(unit, conversation, "verification failed", "contact-locked", gone)]


async def _make_wait(visit: Visit, unit: Unit, conversation: Conversation) -> list[Said]:
    return [visit.say("contact-wait", time=await visit.moment(unit, visit.at + COOL_DOWN))]


async def _rebind(visit: Visit, customer_id: CustomerId, unit: Unit, conversation: Conversation) -> list[Said]:
    state = conversation.state if conversation.customer_id == customer_id else {}
    until = visit.at + VERIFIED_FOR
    bound = replace(conversation, customer_id=customer_id, verified_until=until, state=state)
    await unit.conversations.save(bound)
    await unit.verification.reset(conversation.conversation_id)
    said = visit.say("contact-known", {"remove_keyboard": True})
    await visit.handover.mirror(unit, bound, None, said.text, visit.at)
    return [said]


async def _forget(visit: Visit, unit: Unit, conversation: Conversation) -> list[Said]:
    await unit.conversations.save(replace(conversation, customer_id=None, verified_until=None, state={}))
    return [visit.say("logout-done", {"remove_keyboard": True})]
