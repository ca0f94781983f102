"""What each row of a batch may write next: its act's slots, each once, and the end once all of them stand.

Tensors are (B, V) over rows and token ids. It knows ids and four facts about each id (`Tables`), never text; that a
slot is missing, repeated or foreign cannot happen, because the mask never lets it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from bot.generation.tokenizer import COLONS, ENDINGS, Vocabulary
from bot.plan.acts import BLOCKS


@dataclass(frozen=True)
class Tables:
    """Facts about ids: (V,) booleans, and which ids are slots that end their clause."""

    end: int
    slots: Tensor
    blocks: frozenset[int]
    closing: Tensor
    colon: Tensor
    blank: Tensor


def tables(vocabulary: Vocabulary) -> Tables:
    """The facts of a vocabulary."""
    texts = vocabulary.texts
    slots = {name: vocabulary.special[name] for name in vocabulary.special if name.startswith("{")}
    is_slot = torch.zeros(len(texts), dtype=torch.bool)
    is_slot[list(slots.values())] = True
    return Tables(
        end=vocabulary.end,
        slots=is_slot,
        blocks=frozenset(number for name, number in slots.items() if name[1:-1] in BLOCKS),
        closing=torch.tensor([text.endswith(ENDINGS) for text in texts]),
        colon=torch.tensor([text.rstrip().endswith(COLONS) for text in texts]),
        blank=torch.tensor([text.isspace() for text in texts]),
    )


class Automaton:
    """The state of all rows; `allowed` is the mask of the next step."""

    def __init__(self, tables: Tables, sayable: Tensor, slots: Sequence[Sequence[int]]) -> None:
        """`sayable` (B, V) says what each row's language may write, `slots` each row's own slots."""
        self._tables = tables
        self.allowed = sayable.clone()
        self._left = torch.tensor([len(mine) for mine in slots])
        self._colon = torch.zeros(len(slots), dtype=torch.bool)
        blocks = [[number for number in mine if number in tables.blocks] for mine in slots]
        self._block = torch.tensor([mine[0] if mine else -1 for mine in blocks])
        for row, mine in enumerate(slots):
            self.allowed[row, list(mine)] = True
        self._refresh(torch.zeros(len(slots), dtype=torch.bool))

    def advance(self, tokens: Tensor) -> None:
        """Takes the token each row wrote, (B,)."""
        facts = self._tables
        rows = torch.arange(len(tokens))
        wrote_slot = facts.slots[tokens]
        self.allowed[rows[wrote_slot], tokens[wrote_slot]] = False
        self._left -= wrote_slot.long()
        self._colon = facts.colon[tokens] | (self._colon & facts.blank[tokens])
        ended = tokens == self._block
        self.allowed[ended] = False
        self._block[ended] = -1
        self._refresh(facts.closing[tokens] | ended)

    def keep(self, rows: Tensor) -> None:
        """Drops every row but these."""
        self.allowed, self._left = self.allowed[rows], self._left[rows]
        self._colon, self._block = self._colon[rows], self._block[rows]

    def _refresh(self, closed: Tensor) -> None:
        self.allowed[:, self._tables.end] = closed & (self._left == 0)
        waiting = self._block >= 0
        rows = torch.nonzero(waiting).flatten()
        self.allowed[rows, self._block[rows]] = (self._colon & (self._left == 1))[rows]
