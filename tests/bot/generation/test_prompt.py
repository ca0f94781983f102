from bot.generation import prompt
from bot.generation.request import ClauseRequest
from bot.guard import clauses
from bot.plan.acts import ACTS, SLOTS, Polarity, Row

REQUEST = ClauseRequest("en", "warm", "where is {order.id}", "order.total", Row.SAME, Polarity.YES, "order.shipped")


def test_languages_and_tones_are_those_of_the_reviewed_clauses() -> None:
    assert prompt.LANGUAGES == clauses.LANGUAGES
    assert prompt.TONES == clauses.TONES


def test_every_act_and_slot_has_one_token_and_some_are_spare() -> None:
    tokens = prompt.all_tokens()
    assert len(tokens) == len(set(tokens))
    assert {prompt.act_marker(name) for name in ACTS} < set(tokens)
    assert {prompt.slot(name) for name in SLOTS} < set(tokens)
    assert sum(token.startswith("<|spare") for token in tokens) == 64


def test_a_prompt_names_language_tone_row_polarity_and_acts_in_order() -> None:
    assert prompt.head(REQUEST) == ["<|en|>", "<|warm|>", "<|user|>"]
    wanted = ["<|prev|>", "<|act:order.total|>", "<|same|>", "<|yes|>", "<|act:order.shipped|>", "<|clerk|>"]
    assert prompt.tail(REQUEST) == wanted


def test_a_turn_loses_its_numbers_and_keeps_its_mentions() -> None:
    assert prompt.settle("Where is  {order.id}?\n I paid ３０ ٣") == "where is {order.id}? i paid 00 0"


def test_a_long_turn_is_cut() -> None:
    assert len(prompt.settle("word " * 5000)) <= prompt.MAX_TURN_CHARACTERS


def test_braces_typed_by_a_customer_are_no_slot() -> None:
    assert list(prompt.mentions(prompt.escape("say {total} and {{order.id}}"))) == [
        ("say (total) and ((order.id))", False)
    ]
