"""Which sentence of a description answers a question, and the words both sides use for the same matter.

Works across the spoken languages by naming the matter (material, care, weight, ...), because a shop's descriptions
are usually in one language and its customers are not. Knows text only.
"""

import re
from functools import lru_cache

from bot.facts.meaning import NONE
from bot.facts.products import Product, sentences

MIN_OVERLAP = 0.34
MEANING_WEIGHT, MIN_NEAR = 1.2, 0.5

_MATTERS = {
    "material": (
        r"\b(made (of|from|out of)|materials?|fabric|cotton|wool|leather|plastic|metal|wood|hecho|material|tela|algod[oó]n)\b"
        r"|материал|из чего|ткань|хлопок|шерст|кож|材质|材料|面料|什么做的",
        r"\b(made (of|from|in|with)|cotton|wool|merino|nylon|polyester|leather|steel|alumin\w+|titanium|plastic|wood\w*|bamboo"
        r"|fabric|ripstop|down|fleece|canvas|silicone|glass|ceramic|rubber|cork|linen|gore-tex|material|silk|velvet|denim)\b",
    ),
    "water": (
        r"\b(water ?-?(proof|resist\w*|repellent)|rain|wet|impermeable|lluvia|agua)\b|водо|непромок|дожд|防水|下雨|防雨",
        r"\b(water ?-?(proof\w*|resist\w*|repellent)|hydrostatic|rain|seam\w*|dwr|shower|submer\w+|ip[x\d]+)\b",
    ),
    "care": (
        r"\b(wash\w*|clean\w*|care|dishwasher|iron|dry(er)?|lavar\w*|lavadora|limpiar|lavavajillas)\b"
        r"|стира|мыть|чист|посудомо|уход|洗|清洁|保养",
        r"\b(wash\w*|clean\w*|care|dishwasher|wipe|machine|rinse|hand[- ]wash|dry|tumble|brush|oil|wax)\b",
    ),
    "weight": (
        r"\b(weigh\w*|heavy|light(weight)?|how light|grams|kilos?|kg|pesa\w*|peso|ligero)\b|вес(ит)?\b|тяж[её]л|л[её]гк|重量|多重|轻|重吗",
        r"\b(weigh\w*|\d[\d.,]* ?(g|kg|grams|kilos?|oz|lb|pounds)|light(weight)?|ultralight)\b",
    ),
    "dimensions": (
        r"\b(dimensions?|how (big|large|tall|long|wide|small|thick)|measure\w*|length|width|height|diameter|inch\w*|cm|dimensiones|mide|medidas|grande)\b"
        r"|габарит|размеры|длин|ширин|высот|какого размера|尺寸|多大|多长|多高|多宽",
        r"\b(\d[\d.,]* ?(cm|mm|m|in|inch\w*|ft|metres?|meters?)|measures|dimensions?|packs? (down|to)|length|width|height|diameter)\b",
    ),
    "capacity": (
        r"\b(capacity|hold|holds|fit|fits|litres?|liters?|how many people|persons?|capacidad|cabe\w*|personas)\b"
        r"|вмест|объ[её]м|литр|сколько человек|容量|几个人|多少升|装",
        r"\b(capacity|holds?|fits?|\d[\d.,]* ?(l|litres?|liters?|ml)|sleeps|people|persons?|room for|two|three|four)\b",
    ),
    "warm": (
        r"\b(warm\w*|cold|temperature|winter|degrees|rating|fr[ií]o|temperatura|invierno|abriga)\b|т[её]пл|холод|температур|зим|мороз|градус|保暖|温度|冬|冷",
        r"\b(warm\w*|cold|temperature|winter|°|degrees|comfort|insulat\w*|insulation|down|fill|season)\b",
    ),
    "power": (
        r"\b(batter\w+|charge\w*|recharg\w*|usb|hours|lumens?|power|runtime|bright\w*|bater[ií]a|carga|recargable)\b|батаре|аккумулят|заряд|час|люмен|ярк|电池|充电|续航|亮度",
        r"\b(batter\w+|charge\w*|recharg\w*|usb\S*|hours?|lumens?|power\w*|runtime|aaa?|mah|bright\w*)\b",
    ),
    "fit": (
        r"\b(fit|fits|sizing|true to size|runs? (small|large|big|tight)|tight|loose|queda|tallaje)\b|маломер|большемер|сид(ит|ят)|偏大|偏小|合身",
        r"\b(fit|fits|sizing|true to size|runs? (small|large|big)|loose|slim|snug|cut|relaxed|regular)\b",
    ),
    "vegan": (
        r"\b(vegan|animal|recycled|organic|eco|sustainab\w*|cruelty|vegano|reciclad\w|org[aá]nic\w|ecol[oó]gic\w)\b"
        r"|веган|перераб|эколог|органич|纯素|环保|有机|再生",
        r"\b(vegan|animal|recycled|organic|eco\S*|sustainab\w*|cruelty|bluesign|pfc|responsib\w*|rds|certified)\b",
    ),
    "included": (
        r"\b(include\w*|come(s)? with|in the box|supplied|need to buy|incluye\w*|viene con|trae)\b|комплект|входит|包含|附带|包括|配",
        r"\b(includ\w*|comes? with|supplied|in the box|set of|pack of|with a|plus)\b",
    ),
    "use": (
        r"\b(good for|suitable|use it for|used for|can i use|works? (on|with)|compatible|kids?|children|beginners?|sirve|apto|compatible|ni[nñ]os)\b"
        r"|подойд|подход|годится|для дет|совмест|适合|能用|可以用|兼容|儿童",
        r"\b(for|suit\w*|ideal|perfect|designed|works? (on|with)|compatible|kids?|children|beginners?|made for|built for|great)\b",
    ),
    "ingredients": (
        r"\b(ingredients?|allergen\w*|gluten|nuts?|sugar|caffeine|calories|ingredientes|al[eé]rgenos|az[uú]car)\b"
        r"|состав|аллерг|глютен|орех|сахар|成分|过敏|配料|糖",
        r"\b(ingredients?|allergen\w*|gluten|nuts?|sugar|caffeine|calories|contains|free from|vegan|dairy)\b",
    ),
    "origin": (
        r"\b(made in|where (is|are|was) (it|this|they|that|these) made|come(s)? from|origin|fabricad\w|de d[oó]nde)\b|производ|страна|откуда|产地|哪里生产|哪里做",
        r"\b(made in|crafted in|produced in|woven in|sewn in|roasted in|comes? from|origin\w*|from our)\b",
    ),
    "warranty": (
        r"\b(warrant\w+|guarante\w+|garant[ií]a)\b|гаранти|保修|质保",
        r"\b(warrant\w+|guarante\w+|lifetime|repair\w*)\b",
    ),
}
_HAN = re.compile(r"[\u3400-\u9fff]+")
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "can",
        "could",
        "do",
        "does",
        "for",
        "from",
        "give",
        "have",
        "has",
        "how",
        "i",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "so",
        "than",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "us",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
        "about",
        "tell",
        "please",
        "any",
        "some",
        "if",
        "get",
        "got",
        "just",
        "really",
        "very",
        "also",
        "too",
        "not",
        "no",
        "yes",
        "hi",
        "hello",
        "hey",
        "know",
        "want",
        "need",
        "one",
        "ones",
        "thing",
        "product",
    ]
)


def best_sentence(product: Product, text: str, language: str = "en") -> str | None:
    """The sentence of the product's description that speaks of what `text` asks, or None."""
    description = product.first.description
    if not description:
        return None
    meaning = product.meaning if language == "en" else NONE
    asked, words = _matters(text, 0), stems(text) - stems(product.title)
    told = sentences(description)
    scored = [
        (_overlap(sentence, words, asked) + MEANING_WEIGHT * near, -number, sentence)
        for number, (sentence, near) in enumerate(zip(told, meaning.near(text.lower(), told), strict=True))
    ]
    score, _, sentence = max(scored, default=(0.0, 0, ""))
    return sentence if score >= (MIN_NEAR if meaning.knows else MIN_OVERLAP) else None


def _overlap(sentence: str, words: frozenset[str], asked: frozenset[str]) -> float:
    """The share of the question's words and matters that a sentence has."""
    shared = len(words & stems(sentence)) / max(len(words), 1)
    return shared + 0.9 * len(asked & _matters(sentence, 1)) / max(len(asked), 1)


def stems(text: str) -> frozenset[str]:
    """The content words of a text, cut to crude stems."""
    words = re.findall(r"[^\W\d_]{2,}|\d+", text.casefold())
    plain = {stem(word) for word in words if word not in _STOP and not _HAN.match(word)}
    pairs = {run[i : i + 2] for word in words for run in _HAN.findall(word) for i in range(len(run) - 1)}
    return frozenset(plain | pairs)


def stem(word: str) -> str:
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "es", "ed", "ly", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=4096)
def _matters(text: str, side: int) -> frozenset[str]:
    """The matters a question (side 0) or a sentence (side 1) speaks of."""
    return frozenset(name for name, sides in _MATTERS.items() if re.search(sides[side], text, re.IGNORECASE))
