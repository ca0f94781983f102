"""What `shop.yaml` alone can answer: when the shop is open, where it is, how to reach it.

A shop that has written a canned reply of its own is quoted instead; that is the planner's affair.
"""

import re
from collections.abc import Mapping
from importlib.resources import files

from bot.facts.voice import Voice
from bot.plan import canned
from bot.plan.proposition import Proposition
from bot.plan.scene import Scene
from bot.plan.shelf import Shelf
from bot.tables import read_table

ASKED = ("shop.hours", "shop.place", "shop.contact")
_SLOT = re.compile(r"\{shop\.([a-z_]+)\}")
_TEXTS: Mapping[str, Mapping[str, list[str]]] = read_table(files("bot.plan").joinpath("house.yaml"))


def reply(ask: str, scene: Scene, shelf: Shelf, voice: Voice) -> Proposition | None:
    """The first sentence whose facts the shop has given, in the customer's language; None when it has given none."""
    texts = _TEXTS[ask]
    for text in texts.get(voice.language) or texts["en"]:
        bound = [canned.fill("shop", column, scene, shelf, voice) for column in _SLOT.findall(text)]
        if all(bound):
            slots = tuple(slot for slot in bound if slot)
            told = {slot.slot: slot.text for slot in slots}
            filled = _SLOT.sub(lambda match, told=told: told[f"shop.{match[1]}"], text)  # type: ignore[misc]
            return Proposition(f"canned.{ask.replace('.', '_')}", slots, text=filled)
    return None
