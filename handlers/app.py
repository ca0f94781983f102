"""The service on Telegram, wired: intake, an actor a chat, aiogram's dispatcher, delivery, the staff desk.

What comes in is on the disk before it is acknowledged, and what goes out before it is sent; a stop or a death loses
nothing, the next start goes on.
"""

import asyncio
import gc
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from pydantic import ValidationError

from bot.bootstrap import Services, services
from bot.conversation.limits import Limits
from bot.conversation.shop import FIRST_QUESTIONS, zone_of
from bot.errors import BadInput, ShopclerkError
from bot.facts.voice import Voice, speakable
from bot.settings import Settings
from handlers.connection import ADVICE, GREETING_S, ask_once, connect, greet
from handlers.delivery.acting import working
from handlers.delivery.delivering import Delivery
from handlers.delivery.drafting import Drafts
from handlers.delivery.post import CHANNEL, Post
from handlers.desk import staff
from handlers.desk.announcing import StaffDesk
from handlers.intake.accepting import Intake
from handlers.intake.actors import Actors
from handlers.intake.forgetting import Forgetting
from handlers.intake.polling import ALLOWED, Polling, TokenRefused
from handlers.intake.webhook import Webhook
from handlers.nursery import Nursery
from handlers.talk import front
from handlers.talk.menu import set_menu
from handlers.texts import Texts
from handlers.watchdog import Watchdog
from storage.records import InboxRow, Work
from storage.unit import Unit

log = structlog.get_logger(__name__)


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until `stop` is set; raises ShopclerkError or StorageError, in one line, for what cannot go on."""
    own = services(settings, own=True)
    async with own as opened, connect(settings) as bot, Nursery() as nursery:
        await greet(bot)
        service = Service(opened, bot, nursery)
        with Watchdog():
            await service.start()
            try:
                await service.until(stop)
            finally:
                await service.end()


class Service:
    """Everything that runs between the first update and the last."""

    def __init__(self, opened: Services, bot: Bot, nursery: Nursery) -> None:
        self._opened, self._bot, self._nursery = opened, bot, nursery
        settings, store, bot_key = opened.settings, opened.store, str(bot.id)
        self._texts = Texts()
        self._handover = opened.handover
        self._fatal: asyncio.Future[ShopclerkError] = asyncio.get_running_loop().create_future()
        self._delivery = Delivery(store, bot, nursery, self._refused, interval_s=settings.chat_interval_s)
        self._post = Post(store, self._wake)
        self._actors = Actors(
            store,
            bot_key,
            self._feed,
            self._give_up,
            burst_s=settings.burst_s,
            lease_s=settings.lease_s,
            boot=uuid.uuid4().hex,
            nursery=nursery,
        )
        self._intake = Intake(store, bot_key, self._notify, self._actors.accepted)
        self._warmed = False
        self._desk = StaffDesk(
            store,
            bot,
            self._texts,
            staff_chat=settings.staff_chat,
            owner_chat=settings.owner_chat,
            wake=self._delivery.wake,
        )
        self._dispatcher = self._dispatch(settings)
        self._webhook: Webhook | None = None
        self._source: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """What an earlier process left goes first, then what comes in."""
        self._nursery.start(self._delivery.run(), "delivery")
        self._nursery.start(self._begin(), "beginning")
        self._nursery.start(self._desk.run(), "staff desk")
        kept = timedelta(days=self._opened.settings.inbox_days)
        self._nursery.start(Forgetting(self._opened.store, kept).run(), "forgetting")
        if self._opened.succession is not None:
            self._nursery.start(self._opened.succession.run(), "succession")
        await self._open_intake(self._opened.settings)
        self._nursery.start(set_menu(self._bot, self._texts, self._opened.settings.staff_chat), "menu")
        log.info("serving", bot=self._bot.id, webhook=self._webhook is not None)

    async def until(self, stop: asyncio.Event) -> None:
        """Returns at the stop; raises what makes going on useless."""
        waits = self._nursery.start(_wait_for(stop), "stop")
        watched: set[asyncio.Future[Any]] = {waits, self._fatal}
        if self._source is not None:
            watched.add(self._source)
        done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
        if self._fatal in done:
            raise self._fatal.result()
        if self._source in done and self._source is not None:
            self._source.result()

    async def end(self) -> None:
        """Takes nothing more in, lets turns and sends under way finish, and leaves the rest to the next start."""
        if self._source is not None:
            self._source.cancel()
        if self._webhook is not None:
            await self._webhook.stop()
        grace_s = self._opened.settings.shutdown_s
        drained = await self._actors.drain(grace_s)
        self._actors.stop()
        sent = await self._delivery.drain(grace_s / 2)
        log.info("stopped", turns_finished=drained, sends_finished=sent)

    def _dispatch(self, settings: Settings) -> Dispatcher:
        dispatcher = Dispatcher(
            disable_fsm=True,
            services=self._opened,
            settings=settings,
            post=self._post,
            texts=self._texts,
            handover=self._handover,
            wake=self._wake,
            drafts=Drafts(self._bot),
        )
        if settings.staff_chat is not None:
            dispatcher.include_router(staff.make_router())
        front.mount(dispatcher, Limits(settings.turns_per_minute, settings.turns_per_day))
        return dispatcher

    async def _open_intake(self, settings: Settings) -> None:
        token = self._bot.token
        if settings.webhook_url is None:
            await ask_once(self._bot.delete_webhook(request_timeout=GREETING_S))
            polling = Polling(self._intake, token, api=settings.bot_api)
            self._source = self._nursery.start(polling.run(), "polling")
            return
        if settings.webhook_secret is None:
            raise BadInput("SHOPCLERK_WEBHOOK_SECRET", "a webhook needs one", "set it to 32 or more random letters")
        secret = settings.webhook_secret.get_secret_value()
        self._webhook = Webhook(self._intake, token, secret, host=settings.webhook_host, port=settings.webhook_port)
        await self._webhook.start()
        address = settings.webhook_url.rstrip("/") + self._webhook.path
        await ask_once(self._bot.set_webhook(address, secret_token=secret, allowed_updates=list(ALLOWED)))

    async def _feed(self, raw: Mapping[str, Any], work: Work, chat_key: str) -> None:
        """One update through the dispatcher; one that aiogram cannot read is put aside and the others go on."""
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
        except ValidationError as problem:
            reason = f"not an update: {problem.error_count()} errors"
            log.warning("update_quarantined", update=raw.get("update_id"), reason=reason)
            await self._opened.store.joined(lambda unit: _quarantine(unit, work, reason))
            return
        async with working(self._bot, self._nursery, _private(chat_key, update)):
            await self._dispatcher.feed_update(self._bot, update, work=work, chat_key=chat_key)

    async def _give_up(self, rows: Sequence[InboxRow], work: Work, chat_key: str, reason: str) -> None:
        """Three times in vain: an apology and a person, together with the note that nothing more is tried."""
        await self._opened.store.joined(lambda unit: self._apologise(unit, work, chat_key, reason))
        self._wake()

    async def _apologise(self, unit: Unit, work: Work, chat_key: str, reason: str) -> None:
        await _quarantine(unit, work, reason)
        if not chat_key.isdigit():
            return  # a group, or no chat at all: there is no customer to tell
        now = datetime.now(UTC)
        conversation = await unit.conversations.open(CHANNEL, chat_key)
        due = await self._handover.due(unit, now)
        task = await self._handover.open(unit, conversation, "turn failed", due, at=now)
        language = speakable(conversation.language)
        moment = Voice(language, now, zone_of(await unit.facts.all())).moment(task.deadline)
        text = self._texts.get(language, "given-up", deadline=moment)
        for row in self._post.rows(chat_key, text, now, conversation_id=conversation.conversation_id):
            await unit.outbox.add(row)

    async def _begin(self) -> None:
        """Turns begin once the shop is learnt, which may take longer than a turn may; updates come in meanwhile."""
        async with self._opened.store.reading() as unit:
            shop = await self._opened.shops.current(unit)
        await asyncio.to_thread(shop.warm)
        gc.freeze()  # what was learnt stays: to search it for garbage holds everybody up
        gc.set_threshold(20_000, 20, 50)
        self._warmed = True
        await self._actors.recover()
        for language in FIRST_QUESTIONS:
            await asyncio.to_thread(shop.warm, language)

    def _notify(self, chat_keys: Iterable[str]) -> None:
        if self._warmed:
            self._actors.notify(chat_keys)

    def _wake(self) -> None:
        self._delivery.wake()
        self._desk.wake()

    def _refused(self) -> None:
        log.error("token_refused", do=ADVICE)
        if not self._fatal.done():
            self._fatal.set_result(TokenRefused(f"Telegram refuses the bot token: {ADVICE}"))


async def _quarantine(unit: Unit, work: Work, reason: str) -> None:
    await unit.settle(work)
    for inbox_id in work.inbox_ids:
        await unit.inbox.quarantine(inbox_id, reason)


async def _wait_for(stop: asyncio.Event) -> None:
    await stop.wait()


def _private(chat_key: str, update: Update) -> int | None:
    """The chat to show "typing" in: a private one in which a customer has written."""
    return int(chat_key) if chat_key.isdigit() and update.message is not None else None
