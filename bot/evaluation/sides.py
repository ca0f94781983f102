"""Two clerks asked the same labelled questions in one run, in turns, so that what slows the machine slows both."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from bot.conversation.clerk import Clerk
from bot.conversation.replay import Recorded, replay
from bot.conversation.talk import Reading
from bot.evaluation.questions import Report, judge


async def ask_both(
    questions: Sequence[Recorded],
    clerks: tuple[Clerk, Clerk],
    reading: Reading,
    now: datetime,
    seed: int,
    step: Callable[[], None] = lambda: None,
) -> tuple[Report, Report]:
    """A report of each; who goes first changes with every conversation, since the second finds the rows at hand."""
    reports = Report(), Report()
    ordered = sorted(questions, key=lambda question: question.conversation)
    for number, (_, turns) in enumerate(groupby(ordered, key=lambda question: question.conversation)):
        conversation = list(turns)
        for side in (0, 1) if number % 2 else (1, 0):
            async for question, answer in replay(conversation, clerks[side], reading, now, seed, 1):
                reports[side].add(judge(question, answer), answer)
                step()
    return reports
