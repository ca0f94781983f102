"""Tells how a segment asks: openly, for yes or no, negatively, or not at all; in four languages, by its first words."""

import re

from bot.intents.reading import Form

_LEAD = re.compile(
    r"^(?:(?:so|and|but|ok|okay|well|hi|hello|hey|please|pls|also|sorry|um+|then|btw|by the way|excuse me|"
    r"just wondering|"
    r"а|и|но|так|скажите|подскажите|пожалуйста|y|pero|oye|perdona|disculpe|por favor|entonces|hola|请问|那|"
    r"你好|那么)\b[\s,，]*)+",
    re.I,
)
_WH = re.compile(
    r"\b(?:what|what's|whats|which|when|when's|whens|where|where's|wheres|who|whos|whom|whose|why|how|hows|"
    r"qué|cu[aá]l(?:es)?|c[oó]mo|cu[aá]ndo|d[oó]nde|qui[eé]n(?:es)?|cu[aá]nt[oa]s?|"
    r"кто|где|когда|как|какой|какая|какое|какие|каком|какого|какую|какими|каких|сколько|почему|куда|"
    r"откуда|чем|зачем)\b"
    r"|^(?:que|что)\b|(?:[?¿:,.]|\bи|\bа)\s*что\b(?=.*\?)|什么|哪|怎么|怎样|多少|几|为什么|谁|如何|多久|啥|何时",
    re.I,
)
_NEGATIVE = re.compile(
    r"^(?:isn'?t|aren'?t|wasn'?t|weren'?t|hasn'?t|haven'?t|hadn'?t|don'?t|doesn'?t|didn'?t|won'?t|wouldn'?t|"
    r"can'?t|couldn'?t|"
    r"shouldn'?t|(?:is|are|was|has|have|did|does|do|will|can|should)\s+(?:\w+\s+){1,3}not\b|why (?:isn|hasn|didn)|"
    r"не\s+\w+.*\?|разве|неужели|no\s+(?:ha|han|est[aá]|es|se|lo|la|tien|viene|hay|he|hab|fue|lleg|me|"
    r"deb)\w*.*\?|acaso no)"
    r"|(?:还没|没有|没|不是|不能|不会|难道).*(?:吗|么)|\bещ[её] не\b.*\?"
    r"|^(?:it|they|that)(?:'s|'re| is| are| was) not\b.*\?|\b(?:ha(?:s|ve)|did|is|was)n'?t\b.*\?$",
    re.I,
)
_YESNO = re.compile(
    r"^(?:is|are|am|was|were|has|have|had|do|does|did|can|could|will|would|shall|should|may|might|must|any)\b"
    r"|\bли\b|^(?:можно|могу|есть|правда|это)\b.*\?|吗|么[?？]?$|是不是|有没有|能不能|可不可以|可以不|是否|"
    r"有无|行不行|对不对|到没到|发没发|了(?:没有?|沒)\W*$",
    re.I,
)
_WRAPPED = re.compile(
    r"^(?:can|could|would|will|do|may)\s+(?:you|u|i|we|someone|anybody|anyone)\b.{0,40}?\b(?:tell|say|know|"
    r"explain|show|check|"
    r"let me know|find out|help me|give me|get|see|remind)\b",
    re.I,
)
_REQUEST = re.compile(
    r"^(?:can|could|would|will)\s+(?:you|u)\b.{0,20}?\b(?:show|give|list|send|tell|cancel|change|refund|help)\b", re.I
)
_TAG = re.compile(
    r"(?:,?\s*(?:right|correct|true|yes|yeah|no|isn'?t it|didn'?t it|verdad|cierto|не так ли|правда|да|对吧|"
    r"对吗|是吧))\s*[?？]+$",
    re.I,
)
_ORDERED = re.compile(
    r"^(?:show|tell|list|give|find|check|send me|let me know|compare|search|покажи\w*|расскажи\w*|найди\w*|"
    r"dime|mu[eé]stra\w*|"
    r"d[ií]game|告诉|显示|给我看|查|看看|列出)",
    re.I,
)
_REAL_NOT = re.compile(r"\b(?:something|anything) (?:that|which) (?:isn't|doesn't)", re.I)


def find_form(text: str, language: str = "en") -> Form:
    """The form of one segment."""
    text = text.strip().lstrip("¿¡ ")
    text = _LEAD.sub("", text) or text
    asked = text.rstrip().endswith(("?", "？"))
    if _NEGATIVE.search(text) and not _REAL_NOT.search(text):
        return Form.NEGATIVE
    if _TAG.search(text):
        return Form.YESNO
    if _WRAPPED.search(text) and _WH.search(text):
        return Form.OPEN
    if _REQUEST.search(text):
        return Form.OPEN
    if _YESNO.search(text) and not (language == "es" and not asked):
        return Form.YESNO
    if _WH.search(text):
        return Form.OPEN
    if asked:
        # Spanish, Russian and chat English ask by tone alone.
        return Form.YESNO
    return Form.OPEN if _ORDERED.search(text) else Form.STATEMENT
