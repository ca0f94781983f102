"""Cuts a message into the questions it holds: stretches of text, mentions kept whole; reads no intent."""

import re
from collections.abc import Sequence

Stretch = tuple[int, int]

_GREETING = re.compile(
    r"(?:hi+|hello+|hey+|hiya|howdy|'?sup|good (?:morning|afternoon|evening|day)|greetings|dear (?:sir|madam|team)[\w /]*|"
    r"yo|hej|h?ola(?:,? buenas)?|qu[eé] onda|buen[oa]s(?: d[ií]as| tardes| noches)?|"
    r"saludos|привет(?:ствую|ик)?|здравствуйте|здравствуй|здрас(?:ь?те|ти)?|добрый (?:день|вечер)|доброе утро|доброго дня|你好|"
    r"您好|哈喽|嗨|早上好|下午好|晚上好|在吗|亲)"
    r"(?:\s(?:there|all|team|guys|again|everyone|folks|shop|support|buddy|friend|dears?|wapos|guapos|chicos|equipo|всем))?(?:啊|呀)?",
    re.I,
)
_STOPS = re.compile(
    r"(?<=[!?？！。；;\n])\s*|(?<=[^\W\d_]{2}\.)\s+(?=\S)|(?<=\d\.)\s+(?=[A-ZА-ЯÁÉÍÓÚ])|(?<=\.)\s*\n|"
    r"(?<=\))\s*(?=\()|…+\s+|\.{2,}\s+|(?<=[:：])\s*(?=¿)"
)
_WH = (
    r"(?:what(?:'?s)?|which|when(?:'?s)?|where(?:'?s)?|who(?:'?s)?|why|how(?:'?s)?|is|are|was|were|did|does|do|can|could|will|has|have|"
    r"should|would|"
    r"qu[eé]|cu[aá]l(?:es)?|c[oó]mo|cu[aá]ndo|d[oó]nde|cu[aá]nt[oa]s?|puedo|pueden|tiene|tienen|hay|"
    r"что|кто|где|когда|как(?:ой|ая|ое|ие)?|сколько|почему|можно|есть ли|куда)"
)
# "And in which size", "y a qué tarjeta", "и на какую карту".
_BY_WHICH = (
    r"(?:on|to|by|in|for|with|from|under|till|until) (?:what|which)\b|(?:en|a|con|de|por|para|hasta) (?:qu[eé]|cu[aá]l)\b"
    r"|(?:на|в|к|по|до|с|за|из) как\w{2,3}\b"
)
_THEN = re.compile(
    rf"(?:,\s*|\s+)(?:and(?: also)?|n|also|but|plus|y(?: también)?|además|pero|и|а|а также|также|ещё|еще|"
    rf"но)\s+(?=(?:also\s+|please\s+)?(?:{_WH}\b|{_BY_WHICH}))"
    rf"|,\s+(?={_WH}\b)"
    r"|,\s*(?:also|plus|additionally)\s+(?=\S+\s+\S)"
    r"|(?:,\s*|\s+)(?:and also|and plus|а ещё|а еще|а также|y también|y además)\s+(?=\S+\s+\S)"
    r"|(?:,\s*|\s+)and\s+(?=(?:i(?:'d| would)?\s+(?:want|like|need)|please|cancel|show|tell|give|change|send|refund)\b)"
    r"|(?:,\s*|\s+)(?:and\s+|oh\s+)*(?:while (?:you(?:'|a)?re|i(?:'|a)?m|we(?:'|a)?re) (?:at it|here)|btw|by the way|one more thing|another thing"
    r"|oh and|de paso|por cierto|otra cosa|кстати|заодно|и ещё вопрос|и еще вопрос)[,:]?\s+(?=\S+\s+\S)"
    r"|[，,]\s*(?=(?:还有|另外|顺便|然后|那|能不能|可以|什么时候|多少|怎么|有没有|我想|请问))|(?:还有|"
    r"另外)[，,]?(?=\S{3})",
    re.I,
)
_TAIL = re.compile(
    r"(?:\s*,\s*|\s+)(?:and|n|&|y|и)\s+(when|how|how much|how many|where|c[oó]mo|cu[aá]ndo|cu[aá]nto|когда|как|сколько|поч[её]м|чем)"
    r"[\s?!.]*$",
    re.I,
)
_ASPECTS_ASKED = re.compile(
    r"\b(?:what|which|how (?:much|many)|how|when|where|qu[eé]|cu[aá]l|c[oó]mo|cu[aá]nt[oa]s?|cu[aá]ndo|сколько|когда|как\w*|чем|где)\b",
    re.I,
)
_SAME_ASPECT = [
    re.compile(rf"(?:{words})", re.I) for words in ("when|cu[aá]ndo|когда", "where|где", "how$|c[oó]mo|как$|чем")
]
# In Chinese a comma or a space parts two questions when each side holds a word that asks.
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_PAUSE = re.compile(r"(?<=[\u4e00-\u9fff\w])(?:\s*[，,、]\s*|\s+)(?=[\u4e00-\u9fff])")
_HAN_ASKS = re.compile(
    r"什么|啥|[吗么没不](?=$|[\s，,?？])|哪|[几多]|怎么|怎样|谁|何时|有没有|能不能|可不可以|是不是|能否|行不行|发没发|[呢吧]$|还是"
)
_LEAD_IN = re.compile(rf"^\s*(?:{_GREETING.pattern})\s*(?:[,!.，！。~]+\s*|\s+(?=\S)|$)", re.I)
_GREETING_ONLY = re.compile(rf"^\s*(?:{_GREETING.pattern})\W*$", re.I)
_THANKS_TAIL = re.compile(
    r"[,.!\s]+(?=(?:thanks|thank you|thx|ty|cheers|gracias|muchas gracias|спасибо|谢谢|"
    r"多谢)(?:\s(?:in advance|a lot|so much|very much|you|заранее|большое|de antemano))?\W*$)"
    r"|(?<=[\u4e00-\u9fff])[，,]?(?=谢谢\W*$)",
    re.I,
)
_MEANINGFUL = re.compile(r"\w", re.UNICODE)
MOST = 12
_LIST = re.compile(r"\s*[,;/&+，、]\s*(?:(?:and|y|и)\s+)?|\s+(?:and|n|plus|y|и|а также)\s+|[和及跟]", re.I)
_COLON = re.compile(r":\s+|：|\s[-–—]\s")
_ASKS = re.compile(r"[?？¿]")
_ASPECT = (
    r"(?:when|(?:on )?(?:what|which) day|how much|(?:en )?qu[eé] d[ií]a|cu[aá]ndo|cu[aá]nto|когда|какого числа|"
    r"сколько|什么时候|哪天|多少钱?)"
)
# "They said I would get the money back. How much, and when was it?" asks of what was just told.
_ONLY_ASPECT = re.compile(
    rf"^\W*(?:(?:and|but|so|y|pero|и|а|но)\s+)?\W*{_ASPECT}(?:\W*(?:and|y|и|和)?\s*{_ASPECT})?"
    r"(?:\s+(?:was|is|did|it|that|this|exactly|happen(?:ed)?|fue|era|eso|exactamente|это|было|был|была))*\W*$",
    re.I,
)
_QUESTION_FIRST = re.compile(rf"^\W*{_WH}\b", re.I)
_LONGEST_PART, _MOST_PARTS, _ARTICLE = 7, 5, 4


def split(text: str, kept: Sequence[Stretch] = ()) -> list[Stretch]:
    """The segments as (start, end) in reading order; nothing is cut inside a stretch of `kept`."""
    stretches = _sentences(text, kept)
    stretches = [part for stretch in stretches for part in _off_greeting(text, stretch, kept)]
    stretches = [part for stretch in stretches for part in _by(_THANKS_TAIL, text, stretch, kept)]
    stretches = [part for stretch in stretches for part in _off_list(text, stretch, kept)]
    stretches = [part for stretch in stretches for part in _clauses(text, stretch, kept)]
    stretches = [part for stretch in stretches for part in _han_clauses(text, stretch, kept)]
    trimmed = [_trim(text, stretch) for stretch in stretches]
    found = _with_told(text, [(a, b) for a, b in trimmed if _MEANINGFUL.search(text[a:b])])
    found = [part for stretch in found for part in _off_tail(text, stretch, kept)]
    if len(found) > MOST:
        found = [*found[: MOST - 1], (found[MOST - 1][0], found[-1][1])]
    return found


def _with_told(text: str, stretches: Sequence[Stretch]) -> list[Stretch]:
    """A bare "when was it" is one with what was told right before it, which alone says of what it asks."""
    found: list[Stretch] = []
    for start, end in stretches:
        told = text[slice(*found[-1])] if found else ""
        if _ONLY_ASPECT.match(text[start:end]) and _counts(told) > 2 and not _is_asked(told):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _off_tail(text: str, stretch: Stretch, kept: Sequence[Stretch]) -> list[Stretch]:
    """ "What did I pay and how", "сколько штук и почём": a last word that asks for something else of the same."""
    start, end = stretch
    match = _TAIL.search(text, start, end)
    if not match or _is_inside(match.start(), end, kept) or not _can_stand(text[start : match.start()]):
        return [stretch]
    asked = _ASPECTS_ASKED.findall(text, start, match.start())
    same = any(fits.match(match[1]) and fits.match(one) for one in asked for fits in _SAME_ASPECT)
    return [(start, match.start()), (match.start(1), end)] if asked and not same else [stretch]


def _is_asked(part: str) -> bool:
    """Whether a part is a question by its mark or its first word, or a mere greeting."""
    han = bool(_HAN.search(part) and _HAN_ASKS.search(part))
    return han or bool(_ASKS.search(part) or _QUESTION_FIRST.match(part)) or is_greeting(part)


def listed(text: str, stretch: Stretch, kept: Sequence[Stretch] = ()) -> list[Stretch]:
    """The parts of "total, payment method and delivery date", each of a few words; one part when it is no such list."""
    parts = [_trim(text, part) for part in _by_list(text, stretch, kept)]
    parts = [part for part in parts if _MEANINGFUL.search(text[part[0] : part[1]])]
    short = all(_counts(text[start:end]) <= _LONGEST_PART for start, end in parts)
    return parts if 1 < len(parts) <= _MOST_PARTS and short else [stretch]


def _off_list(text: str, stretch: Stretch, kept: Sequence[Stretch]) -> list[Stretch]:
    """What leads up to a list, and the list: "two things about my order: the day of delivery and the sum I paid"."""
    start, end = stretch
    for match in _COLON.finditer(text, start, end):
        after = (match.end(), end)
        if (
            _is_inside(match.start(), match.end(), kept)
            or not _can_stand(text[start : match.start()])
            or _ASKS.search(text, *after)
        ):
            continue
        if len(listed(text, after, kept)) > 1:
            return [(start, match.start()), after]
    return [stretch]


def _by_list(text: str, stretch: Stretch, kept: Sequence[Stretch]) -> list[Stretch]:
    parts: list[Stretch] = []
    start, end = stretch
    for match in _LIST.finditer(text, start, end):
        between = _is_inside(match.start(), match.end(), kept) or _joins(match, kept)
        if match.start() > start and not between:
            parts.append((start, match.start()))
            start = match.end()
    return [*parts, (start, end)]


def _joins(match: re.Match[str], kept: Sequence[Stretch]) -> bool:
    """Whether a sign or an "and" stands between two mentions: "the moka pot & the frother"."""
    ends = any(high == match.start() for _, high in kept)
    return ends and any(0 <= low - match.end() <= _ARTICLE for low, _ in kept)


def is_greeting(text: str) -> bool:
    """Whether a segment is nothing but hello."""
    return bool(_GREETING_ONLY.match(text))


def _sentences(text: str, kept: Sequence[Stretch]) -> list[Stretch]:
    return _by(_STOPS, text, (0, len(text)), kept)


def _clauses(text: str, stretch: Stretch, kept: Sequence[Stretch]) -> list[Stretch]:
    """Cut before a conjunction and a new question word, where both sides can stand alone."""
    parts: list[Stretch] = []
    start, end = stretch
    for match in _THEN.finditer(text, start, end):
        if _is_inside(match.start(), match.end(), kept):
            continue
        left, right = text[start : match.start()], text[match.end() : end]
        if _can_stand(left) and _counts(right) >= 2:
            parts.append((start, match.start()))
            start = match.end()
    return [*parts, (start, end)]


def _han_clauses(text: str, stretch: Stretch, kept: Sequence[Stretch]) -> list[Stretch]:
    """Cut at a pause between two Chinese clauses that both ask."""
    parts: list[Stretch] = []
    start, end = stretch
    for match in _HAN_PAUSE.finditer(text, start, end):
        left, right = text[start : match.start()], text[match.end() : end]
        asks = _HAN_ASKS.search(left) and _HAN_ASKS.search(right)
        if asks and _can_stand(left) and _counts(right) >= 2 and not _is_inside(match.start(), match.end(), kept):
            parts.append((start, match.start()))
            start = match.end()
    return [*parts, (start, end)]


_STUB = re.compile(
    r"^\W*(?:(?:can|could|would) (?:you|u)(?: please)?(?: (?:tell|show|help|let) (?:me|us)?)?(?: know)?|"
    r"tell me|i (?:want|would like|need|'d like) to know|"
    r"(?:if|"
    r"when(?!'?s\b| (?:will|is|was|are|were|does|did|do|can|should|would|has)\b)|because|since|as|que|если|如果|当)\b.*|"
    r"please|sorry|excuse me|ok|so|well|hi|hello|"
    r"i (?:was )?wonder(?:ing)?|just wondering|"
    r"no|yes|and|скажите|подскажите|пожалуйста|por favor|disculpe|perdona|oye|请问|那)\W*$",
    re.I,
)


def _can_stand(part: str) -> bool:
    return _counts(part) >= 2 and not _STUB.match(part)


def _counts(part: str) -> int:
    return len(re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+", part))


def _by(pattern: re.Pattern[str], text: str, stretch: Stretch, kept: Sequence[Stretch]) -> list[Stretch]:
    parts: list[Stretch] = []
    start, end = stretch
    for match in pattern.finditer(text, start, end):
        if match.end() > start and not _is_inside(match.start(), match.end(), kept):
            parts.append((start, match.start()))
            start = match.end()
    return [*parts, (start, end)]


def _is_inside(start: int, end: int, kept: Sequence[Stretch]) -> bool:
    return any(low < end and start < high for low, high in kept)


def _off_greeting(text: str, stretch: Stretch, kept: Sequence[Stretch]) -> list[Stretch]:
    start, end = stretch
    match = _LEAD_IN.match(text[start:end])
    if not match or match.end() >= end - start or _is_inside(start, start + match.end(), kept):
        return [stretch]
    return [(start, start + match.end()), (start + match.end(), end)]


def _trim(text: str, stretch: Stretch) -> Stretch:
    start, end = stretch
    while start < end and (text[start].isspace() or text[start] in ",;，；、-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;，；、"):
        end -= 1
    return start, end
