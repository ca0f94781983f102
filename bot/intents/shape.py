"""Brings a masked segment into the form the classifier knows: without case, noise, words before a number."""

import re

_ORDER_WORD = re.compile(
    r"(?:\b(?:my|the|mi|el|мой|моего|моим)\s+)?(?:\borders?|\bpurchase|\bзаказ\w*|\bpedido|订单)\s*"
    r"(?:(?:number|num|no|nr|id|#|№|n[uú]mero|ном\w*|编号|号码|号|is|:)\s*[.:]?\s*)*ORDER\b",
    re.I,
)
_RUN = re.compile(r"\b(ORDER|PRODUCT|OPTION|KIND)(?:[\s,/&]*(?:and|y|и|和)?[\s,]*\1\b)+")
_EDGE = re.compile(r"^[\s,.;:!\-–—]+|[\s,.;:\-–—]+$")
_SPELLED = {"ORDER": "order 1234", "PRODUCT": "the product", "OPTION": "red", "KIND": "products"}
_MASK = re.compile(r"\b(ORDER|PRODUCT|OPTION|KIND)\b")


def reshape(text: str) -> str:
    """For the n-grams: one mask for a run of equal masks, no leading or trailing punctuation but the question mark."""
    text = _ORDER_WORD.sub("ORDER", text)
    text = _RUN.sub(r"\1", text)
    text = text.replace("\u2019", "'").replace("？", "?").replace("，", ",")
    return " ".join(_EDGE.sub("", text).lower().split())


def respell(text: str) -> str:
    """For the sentence vectors: masks as plain words."""
    text = _RUN.sub(r"\1", _ORDER_WORD.sub("ORDER", text))
    return _MASK.sub(lambda match: _SPELLED[match.group()], text).lower()[:300]
