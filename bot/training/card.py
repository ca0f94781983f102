"""The model card: what was trained, on what, how well it words clauses; written by the program beside the weights."""

from collections.abc import Mapping
from typing import Any

_LICENCES = {
    "bitext": "Bitext customer support utterances (CDLA-Sharing-1.0), customers' turns only",
    "dialogues": "CuCom e-commerce dialogues (Apache-2.0), Schema-Guided Dialogue (CC BY-SA 4.0) and CrossWOZ"
    " (Apache-2.0), customers' turns only",
}


def write_card(clerk: Mapping[str, Any], figures: Mapping[str, Any] | None) -> str:
    """The card as Markdown with the front matter hubs read."""
    told = clerk["trained"]
    lines = [
        "---",
        "library_name: transformers",
        "pipeline_tag: text-generation",
        "license: apache-2.0",
        f"language: [{', '.join(told['languages'])}]",
        "---",
        "# Shopclerk's clause model",
        "",
        "Words one true proposition at a time; what is true is decided by code, and a licence checks every wording."
        " Not a chat model: its prompts are control tokens, a customer's turn and the name of an act.",
        "",
        f"- {told['weights'] / 1e6:.1f} M weights, size `{told['size']}`"
        + (f", fine-tuned from {told['base']}" if told.get("base") else ", from scratch"),
        f"- {told['steps']} steps, {told['minutes']} minutes, seed {told['seed']}, last loss {told['loss']}",
        "- clerk's clauses: Shopclerk's own reviewed clauses; no text of other clerks",
        "- customers' turns: Shopclerk's own examples" + "".join(f"; {_source(name)}" for name in told["sources"]),
    ]
    return "\n".join([*lines, *_table(figures), ""])


def _source(name: str) -> str:
    return _LICENCES.get(name, f"customers' turns of `{name}`")


def _table(figures: Mapping[str, Any] | None) -> list[str]:
    if figures is None:
        return []
    rows = [
        f"| {language} | {told['acts']} | {told['licensed']:.1%} | {told['slot_errors']} | {told['distinct_of_ten']}"
        f" | {told['novel']:.1%} |"
        for language, told in figures["languages"].items()
    ]
    return [
        "",
        "| language | acts | single samples licensed | slot errors | distinct of ten | licensed and novel |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        f"Perplexity of held-out skeletons: {figures['held_out_perplexity']}",
    ]
