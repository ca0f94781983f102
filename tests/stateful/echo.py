"""A clerk that says a turn's words back, so that every reply names what it answers; nothing is looked up."""

import asyncio
from datetime import UTC, timedelta
from random import Random

from bot.conversation.clerk import Clerk, Draft, Turn, UnitOfTurn
from bot.conversation.reply import Answer, Clause, Spoken
from bot.conversation.wording import Hear
from bot.facts.voice import Voice
from bot.intents.reading import Reading
from bot.plan.proposition import Plan

ECHO = "You wrote: "
THINKING_S, WATCHED_S = (0.0, 0.0, 0.01, 0.05), 0.2


class Echo(Clerk):
    """Takes a moment now and then, as a model does, so that a person may speak before the reply is committed."""

    luck = Random(0)
    watched: asyncio.Event | None = None

    async def draft(self, turn: Turn, unit: UnitOfTurn) -> Draft:
        """Reads nothing but the revision."""
        reading = Reading(turn.text, "en", turn.text, ())
        plan = Plan((), turn.scene, "echo", 1.0)
        voice = Voice("en", turn.now, UTC)
        return Draft(turn, plan, voice, reading, None, await unit.revision(), turn.now + timedelta(hours=1), {})

    async def finish(self, draft: Draft, hear: Hear | None = None) -> Answer:
        """The words in one line; who watches for the moment is told, and finds it long enough to act in."""
        pause_s = self.luck.choice(THINKING_S)
        if Echo.watched is not None:
            Echo.watched.set()
            pause_s = WATCHED_S
        await asyncio.sleep(pause_s)
        text = ECHO + " ".join(draft.turn.text.split())
        spoken = Spoken(text, (Clause("echo", text, "template"),), (), 0, "plain", 0.0)
        return Answer(spoken, "template", "echo", 1.0, "en", draft.turn.scene, (), False, 0, 0.0)
