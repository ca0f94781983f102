"""Anything a customer, staff, Telegram or the machine may do, in any order; the model of each chat is the judge."""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.botapi.people import PeopledChat
from tests.stateful.model import Asked, Due, Talk
from tests.stateful.reading import STAFF
from tests.stateful.world import LETTERS, Place, World, world

letters = st.sampled_from(LETTERS)
breaths = st.sampled_from((0.0, 0.0, 0.01, 0.05, 0.2))
bursts = st.lists(st.tuples(letters, st.booleans()), min_size=1, max_size=4)
kinds = st.sampled_from(("error", "drop", "garbage"))
sending = st.sampled_from((["sendMessage"], ["editMessageText"], ["sendMessage", "editMessageText", "deleteMessage"]))
FEW_WORDS, CUTS = 12, 6  # of a chat that are one turn at most; of an example, since the tenth try of a turn is given up
Result = TypeVar("Result")


class Machine(RuleBasedStateMachine):
    """Rules act at once; the service runs only while a rule waits, so that an example goes the same way again."""

    place: ClassVar[Place]
    tally: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.held = AsyncExitStack()
        self.talks = {letter: Talk(letter) for letter in LETTERS}
        self.messages: list[tuple[str, int, Asked]] = []
        self.words = self.batches = self.cuts = 0
        self.running = False
        self.unreadable = False

    @initialize(seed=st.integers(0, 2**16), unreadable=st.booleans(), waiting=st.sets(letters))
    def begin(self, seed: int, unreadable: bool, waiting: set[str]) -> None:
        """Some customers wait for a person already.

        Either answers of `getUpdates` are garbled or batches shuffled: who asks for one update gets the oldest.
        """
        home = Path(self.held.enter_context(TemporaryDirectory()))
        self.world: World = self.run(self.held.enter_async_context(world(self.place, home, seed)))
        self.world.api.faults.seed(seed)
        self.unreadable = unreadable
        self.start()
        for letter in sorted(waiting):
            self.call_person(letter, 0.0)
        if waiting:
            self.settle()

    def teardown(self) -> None:
        try:
            if hasattr(self, "world"):
                self._finish()
                self.tally["faults met"] += sum(fault.met for fault in self.world.api.faults.rules)
                self.tally["examples"] += 1
        finally:
            self.run(self.held.aclose())
            self.runner.close()

    @rule(said=bursts, shuffle=st.integers(0, 99), breath=breaths)
    def write(self, said: list[tuple[str, bool]], shuffle: int, breath: float) -> None:
        """Some customers write at the same moment; `True`: and change the text at once."""
        updates, now = self.world.api.bot.updates, int(time.time())
        self.batches += 1
        updates.hold()
        for letter, edited in said:
            talk, chat = self.talks[letter], self.world.chats[letter]
            if talk.blocked or len(talk.asked) >= FEW_WORDS:
                continue
            word = self._word(letter)
            message = chat.say(word, date=now)
            newer = self._word(letter) if edited else None
            if newer:
                chat.edit(message.id, newer)
            self.messages.append((letter, message.id, talk.write(word, self.batches, newer)))
        updates.release(shuffle=None if self.unreadable else shuffle)
        self.breathe(breath)

    @rule(which=st.integers(0, 99), breath=breaths)
    @precondition(lambda self: self.messages)
    def edit_late(self, which: int, breath: float) -> None:
        """A text is changed that may have been answered long ago."""
        letter, message_id, asked = self.messages[-1 - which % min(len(self.messages), 5)]
        talk = self.talks[letter]
        if not talk.blocked and len(talk.asked) < FEW_WORDS:
            word = self._word(letter)
            self.world.chats[letter].edit(message_id, word)
            talk.edit(asked, word)
        self.breathe(breath)

    @rule(which=st.integers(0, 99), breath=breaths)
    @precondition(lambda self: self.messages)
    def repeat(self, which: int, breath: float) -> None:
        """Telegram delivers an update again."""
        updates = self.world.api.bot.updates
        known = [one.id for one in updates.log if one.kind != "injected"]
        updates.repeat(known[-1 - which % min(len(known), 8)])
        self.breathe(breath)

    @rule(kind=st.integers(0, 4), letter=letters)
    def send_malformed(self, kind: int, letter: str) -> None:
        """Something that is no update, or none that can be read."""
        updates = self.world.api.bot.updates
        chat = {"id": self.world.chats[letter].id, "type": "private"}
        broken = {"message_id": 1, "date": "yesterday", "chat": chat, "text": 5}
        number = updates.next_id
        bodies: list[Any] = [42, {"message": broken}, {"update_id": number}, {"update_id": number, "message": broken}]
        if kind < len(bodies):
            updates.inject(bodies[kind])
        elif self.unreadable:
            updates.inject_text("{broken")

    @rule(letter=letters, breath=breaths)
    def call_person(self, letter: str, breath: float) -> None:
        if not self.talks[letter].blocked:
            self.world.chats[letter].say("/human")
            self.talks[letter].call_person()
        self.breathe(breath)

    @rule(letter=letters, breath=breaths)
    def go_back(self, letter: str, breath: float) -> None:
        if not self.talks[letter].blocked:
            self.world.chats[letter].say("/bot")
            self.talks[letter].go_back()
        self.breathe(breath)

    @rule(letter=letters, back=st.booleans(), mid_turn=st.booleans(), breath=breaths)
    @precondition(lambda self: any(talk.has_topic for talk in self.talks.values()))
    def answer_as_staff(self, letter: str, back: bool, mid_turn: bool, breath: float) -> None:
        """A person writes in the topic or hands back to the clerk, maybe while a reply is worded."""
        talk = self.talks[letter]
        if mid_turn and self.running:
            self.write([(letter, False)], 0, 0.0)
            self.run(self.world.until_thinking())
        if talk.has_topic:
            word = self._word(letter)
            text = "/bot" if back else f"{STAFF}{word}"
            self.world.staff.say(text, self.world.sam, thread_id=self.world.topic_of(letter))
            talk.staff_back() if back else talk.staff_say(word)
        self.breathe(breath)

    @rule(letter=letters, breath=breaths)
    def block(self, letter: str, breath: float) -> None:
        """The customer blocks the bot, or lets it write again."""
        talk, chat = self.talks[letter], self.world.chats[letter]
        talk.block(not talk.blocked)
        _set_blocked(chat, talk.blocked)
        self.breathe(breath)

    @rule(
        method=sending,
        kind=st.sampled_from(("error", "drop", "garbage")),
        accepted=st.booleans(),
        times=st.integers(1, 3),
    )
    def hinder_sending(self, method: list[str], kind: str, accepted: bool, times: int) -> None:
        """The next requests fail, before Telegram did what they ask or after."""
        status = {"status": 502} if kind == "error" else {}
        self.world.api.faults.add(kind, method=method, accepted=accepted, times=times, **status)

    @rule(method=st.sampled_from(("sendMessage", "editMessageText")), letter=letters)
    def flood(self, method: str, letter: str) -> None:
        self.world.api.faults.flood(self.world.chats[letter].id, retry_after=1, method=method, times=1)

    @rule(kind=kinds, accepted=st.booleans())
    def hinder_polling(self, kind: str, accepted: bool) -> None:
        """An answer with updates is lost or garbled; it must come again."""
        if kind != "garbage" or self.unreadable:
            self.world.api.faults.add(kind, method="getUpdates", accepted=accepted, times=1)

    @rule()
    def flush_redis(self) -> None:
        self.run(self.world.flush_redis())

    @rule(seconds=st.sampled_from((0.02, 0.1, 0.3)))
    def let_time_pass(self, seconds: float) -> None:
        self.breathe(seconds)

    @rule()
    @precondition(lambda self: not self.running)
    def start(self) -> None:
        self.run(self.world.start())
        self.running = True
        self.tally["starts"] += 1

    @rule()
    @precondition(lambda self: self.running)
    def stop(self) -> None:
        self.run(self.world.stop())
        self.running = False

    @rule(said=bursts, mid_turn=st.booleans(), again=st.booleans())
    @precondition(lambda self: self.running and self.cuts < CUTS)
    def cut_off(self, said: list[tuple[str, bool]], mid_turn: bool, again: bool) -> None:
        """The service ends where it stands, maybe while a reply is worded."""
        if mid_turn:
            self.write(said, 0, 0.0)
            self.run(self.world.until_thinking())
        self.cuts += 1
        self.tally["cut off"] += 1
        self.run(self.world.cut())
        self.running = False
        if again:
            self.start()

    @rule()
    @precondition(lambda self: self.running)
    def settle(self) -> None:
        """Wait until all is quiet, and compare."""
        looks = self.run(self.world.settle())
        for letter, talk in self.talks.items():
            self.tally["asked"] += len(talk.asked) + len(talk.told)
            self.tally["certain"] += sum(one.due is not Due.MAY for one in (*talk.asked, *talk.told))
            self.tally["texts seen"] += len(looks[letter].texts) - len(talk.kept)
            talk.settle(looks[letter])
        self.tally["settled"] += 1

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.runner.run(work)

    def breathe(self, seconds: float) -> None:
        """The service runs for so long."""
        if seconds:
            self.run(asyncio.sleep(seconds))

    def _word(self, letter: str) -> str:
        self.words += 1
        return f"{letter}{self.words}"

    def _finish(self) -> None:
        """A service that nobody stops must come to rest in the end."""
        if not self.running:
            self.start()
        self.settle()


def _set_blocked(chat: PeopledChat, blocked: bool) -> None:
    chat.block() if blocked else chat.unblock()
