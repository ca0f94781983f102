import gzip
import json
from pathlib import Path

from bot.training.turns import ANY, join, mask, own_turns, public_turns


def test_order_numbers_become_their_slot_and_digits_go() -> None:
    assert mask("Where is #W2611340, 3 days late?") == "where is {order.id}, 0 days late?"
    assert mask("cancel order {{Order Number}} for {{Name}}") == "cancel order {order.id} for"


def test_slot_spellings_in_public_text_are_no_slots() -> None:
    assert "{" not in mask("give me {total} and {price}")


def test_only_customers_are_read(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "turns": [{"role": "user", "content": "where is it"}, {"role": "agent", "content": "I promise"}]},
        {"utterance": "i want a refund", "intent": "get_refund", "response": "we refund you"},
        {"utterance": "x" * 500, "intent": "get_refund"},
    ]
    with gzip.open(tmp_path / "a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(map(json.dumps, lines)))
    assert public_turns(tmp_path)["en"] == {ANY: ["where is it"], "action.refund": ["i want a refund"]}


def test_every_ask_has_an_english_turn() -> None:
    joined = join([own_turns(), {"en": {"policy": ["may i return it"]}}])
    assert "may i return it" in joined["en"]["policy"]
    assert all(joined["en"].values())
