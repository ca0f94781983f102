"""Text to token ids and back, and which ids a clerk may ever write.

Our own tokenizer is a byte-level BPE; any fast tokenizer with our tokens added serves as well. Text of customers is
encoded with special tokens switched off, so no spelling of theirs becomes a control token. What a token may say is
judged on its decoded text: whole characters of reviewed clauses, no digit and no currency in any script.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from bot.generation import prompt
from bot.generation.request import ClauseRequest
from bot.plan.acts import SLOTS

MAX_TURN_TOKENS = 24
ENDINGS = (".", "!", "?", "。", "！", "？")
COLONS = (":", "：")
CJK = r"[\p{Han}，。！？；：、“”「」（）—…]"
_NUMERALS_SAID = "一"


class Vocabulary:
    """A tokenizer that holds our tokens; `alphabets` are the characters of each language's reviewed clauses."""

    def __init__(self, tokenizer: Tokenizer, alphabets: dict[str, str]) -> None:
        tokenizer.encode_special_tokens = True
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self.alphabets = alphabets

    @cached_property
    def special(self) -> dict[str, int]:
        """Spelling → id of our own tokens."""
        found = {token: self._tokenizer.token_to_id(token) for token in prompt.all_tokens()}
        return {token: number for token, number in found.items() if number is not None}

    @cached_property
    def texts(self) -> list[str]:
        """What each id says, by id; a broken character stands as U+FFFD."""
        size = self._tokenizer.get_vocab_size(with_added_tokens=True)
        return [self._tokenizer.decode([number], skip_special_tokens=False) for number in range(size)]

    @property
    def pad(self) -> int:
        return self.special[prompt.PAD]

    @property
    def end(self) -> int:
        return self.special[prompt.END]

    def plain(self, text: str) -> list[int]:
        """Text as mere text: no stretch of it becomes one of our tokens."""
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids if text else []
        return ids

    def mixed(self, text: str) -> list[int]:
        """Text in which slot spellings are slots."""
        return [
            number
            for piece, known in prompt.mentions(text)
            for number in ([self.special[piece]] if known else self.plain(piece))
        ]

    def prompt(self, request: ClauseRequest) -> list[int]:
        """The prompt of one clause; KeyError if the vocabulary lacks the language, the tone or the act."""
        head = [self.special[token] for token in prompt.head(request)]
        tail = [self.special[token] for token in prompt.tail(request)]
        return [*head, *self.mixed(prompt.settle(request.turn))[:MAX_TURN_TOKENS], *tail]

    def clause(self, text: str) -> list[int]:
        """A reviewed clause as the model should write it, its end included."""
        return [*self.mixed(text), self.end]

    def decode(self, ids: Sequence[int]) -> str:
        text: str = self._tokenizer.decode([number for number in ids if number != self.end], skip_special_tokens=False)
        return text

    def sayable(self, language: str) -> list[bool]:
        """By id, whether a clerk may write it in a language; slots and the end are the automaton's affair."""
        alphabet = {sign for sign in self.alphabets.get(language, "") if may_say(sign)}
        ours = set(self.special.values())
        return [
            bool(text) and number not in ours and all(sign in alphabet for sign in text)
            for number, text in enumerate(self.texts)
        ]


def may_say(sign: str) -> bool:
    """Whether a character states no number and no money, in any script."""
    if sign in _NUMERALS_SAID:
        return True
    return unicodedata.category(sign)[0] != "N" and unicodedata.category(sign) != "Sc" and not _counts(sign)


def _counts(sign: str) -> bool:
    return unicodedata.numeric(sign, None) is not None


def alphabet(clauses: Iterable[str]) -> str:
    """The characters of reviewed clauses outside their slots."""
    return "".join(
        sorted({sign for text in clauses for piece, known in prompt.mentions(text) if not known for sign in piece})
    )


def learn(clauses: Sequence[str], turns: Sequence[str], size: int) -> Tokenizer:
    """A byte-level BPE of about `size` tokens in which every character of the reviewed clauses is one token."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(CJK), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    ours = prompt.all_tokens()
    trainer = trainers.BpeTrainer(
        vocab_size=size - len(ours),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
        min_frequency=2,
    )
    spoken = [prompt.SLOT.sub(" ", text) for text in clauses]
    # Single characters, each as frequent as everything else together, are merged from their bytes before any word.
    signs = [sign for sign in alphabet(clauses) if len(sign.encode()) > 1]
    weight = max(10, sum(map(len, spoken)) + sum(map(len, turns)))
    tokenizer.train_from_iterator(_lines(spoken, turns, signs, min(weight, 20_000)), trainer)
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in ours])
    return tokenizer


def _lines(spoken: Sequence[str], turns: Sequence[str], signs: Sequence[str], weight: int) -> Iterable[str]:
    yield from spoken
    yield from (prompt.SLOT.sub(" ", prompt.settle(turn)) for turn in turns)
    for sign in signs:
        yield (sign + "\n") * weight


def open_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer of a checkpoint; raises what the library raises on a damaged file."""
    return Tokenizer.from_file(str(file))


def lacks(tokenizer: Tokenizer) -> list[str]:
    """Which of our tokens a tokenizer does not have; acts apart, since an unknown act only means a template."""
    wanted = [*prompt.control_tokens(), *(prompt.slot(name) for name in SLOTS)]
    return [token for token in wanted if tokenizer.token_to_id(token) is None]
