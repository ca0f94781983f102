"""Which countries a text names, by name or largest cities, in the spoken languages; knows Babel's tables only."""

import re
from functools import lru_cache

from babel import Locale
from babel.core import get_global

UNION = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())  # noqa: SIM905
_HAN, _CYRILLIC = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[\u0400-\u04ff]")
_ALSO = {
    "GB": [
        *("uk", "britain", "great britain", "england", "scotland", "wales", "англи", "британи", "英国", "inglaterra"),
        *("escocia", "manchester", "birmingham", "leeds", "liverpool", "glasgow", "edinburgh", "sheffield", "cardiff"),
        *("newcastle", "brighton", "манчестер", "ливерпул", "эдинбург", "глазго", "лидс", "曼彻斯特", "利物浦"),
        *("爱丁堡", "edimburgo"),
    ],
    "US": [
        *("the us", "usa", "u.s.", "america", "сша", "америк", "美国", "ee.uu.", "eeuu", "boston", "san francisco"),
        *("seattle", "houston", "miami", "dallas", "texas", "california", "florida", "philadelphia", "las vegas"),
        *("бостон", "майами", "сан-франциск", "техас", "калифорни", "波士顿", "旧金山", "西雅图", "加州", "休斯顿"),
    ],
    "ES": [
        *("barcelona", "valencia", "seville", "sevilla", "malaga", "málaga", "bilbao", "zaragoza", "mallorca"),
        *("majorca", "balearic", "baleares", "canary islands", "the canaries", "canarias", "tenerife", "gran canaria"),
        *("lanzarote", "барселон", "валенси", "севиль", "малаг", "майорк", "канарск", "канары", "тенериф"),
        *("巴塞罗那", "瓦伦西亚", "塞维利亚", "加那利", "马略卡"),
    ],
    "DE": [
        *("munich", "hamburg", "frankfurt", "stuttgart", "münchen", "hamburgo", "múnich"),
        *("мюнхен", "гамбург", "франкфурт", "慕尼黑", "汉堡", "法兰克福"),
    ],
    "FR": [*("marseille", "lyon", "toulouse", "bordeaux", "марсел", "тулуз", "马赛", "里昂", "marsella", "burdeos")],
    "IT": [
        *("milan", "milano", "naples", "turin", "florence", "venice", "милан", "неапол", "флоренци", "венеци"),
        *("米兰", "那不勒斯", "佛罗伦萨", "威尼斯", "milán", "nápoles", "florencia", "venecia"),
    ],
    "NL": ["holland", "голланд", "荷兰", "rotterdam", "utrecht", "роттердам", "鹿特丹"],
    "IE": ["galway", "limerick", "waterford", "голуэй", "戈尔韦"],
    "US-AK": ["alaska", "anchorage", "fairbanks", "juneau", "to ak", "in ak", "to alaska", "аляск", "阿拉斯加"],
    "US-HI": ["hawaii", "hawái", "honolulu", "maui", "oahu", "kauai", "aloha", "гавай", "夏威夷"],
    "PR": ["puerto rico", "san juan", "to pr", "in pr", "a pr", "en pr", "para pr", "пуэрто-рико", "波多黎各"],
    "PT": ["porto", "oporto", "波尔图"],
    "PL": ["krakow", "kraków", "cracow", "gdansk", "wroclaw", "краков", "гданьск", "克拉科夫"],
    "CH": ["geneva", "basel", "женев", "базел", "日内瓦", "ginebra"],
    "RU": ["st petersburg", "saint petersburg", "петербург", "питер", "圣彼得堡", "san petersburgo"],
    "CN": ["beijing", "guangzhou", "shenzhen", "пекин", "гуанчжоу", "шэньчжэн", "北京", "广州", "深圳", "pekín"],
    "JP": ["osaka", "kyoto", "осак", "киото", "大阪", "京都"],
    "CA": ["montreal", "монреал", "蒙特利尔"],
    "IN": ["mumbai", "delhi", "bangalore", "мумба", "孟买", "新德里"],
    "KR": ["korea", "коре", "韩国"],
    "CZ": ["czech", "чехи"],
    "TR": ["turkey"],
    "AE": ["dubai", "emirates", "дубай", "迪拜"],
}
# Regions with a code of their own that are delivered to as their country.
_PART_OF = {"IC": "ES"}
_EUROPEAN = re.compile(r"\b(?:eu|european union|europe|unión europea|europa)\b|евросоюз|европ|欧盟|欧洲", re.IGNORECASE)
_LANGUAGES = ("en", "es", "ru", "zh_Hans")
# Cities that are words of other things in a shop's chat.
_WORDS = frozenset(
    {
        "того",
        "тираны",
        "тирана",
        "восток",
        "wake",
        "midway",
        "troll",
        "chad",
        "jersey",
        "center",
        "center, north dakota",
        "adak",
        "nome",
        "male",
        "easter",
        "marigot",
    }
)


@lru_cache(maxsize=4096)
def countries(text: str) -> frozenset[str]:
    """The countries a text names, by their two-letter codes; the European Union as `EU`."""
    folded = text.casefold()
    found = {code for pattern, code in _patterns() if pattern.search(folded)}
    return frozenset(found | ({"EU"} if _EUROPEAN.search(folded) else set()))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    names: dict[str, set[str]] = {code: set(said) for code, said in _ALSO.items()}
    for language in _LANGUAGES:
        locale = Locale.parse(language)
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "EZ", "ZZ"):
                _take(names.setdefault(_PART_OF.get(code, code), set()), name, language)
        for zone, code in get_global("zone_territories").items():
            if len(code) != 2:
                continue
            city = locale.time_zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
            _take(names.setdefault(code, set()), city, language)
    return tuple(
        (re.compile("|".join(_bounded(name) for name in sorted(said, key=len, reverse=True))), code)
        for code, said in names.items()
        if said
    )


def _take(names: set[str], name: str, language: str) -> None:
    """A name in the form it is searched in; Russian ones lose their ending, which moves with the case."""
    folded = name.casefold()
    if len(folded) < (2 if language == "zh_Hans" else 4) or folded in _WORDS:
        return
    names.add(folded[:-1] if _CYRILLIC.search(folded) and len(folded) > 4 else folded)


def _bounded(name: str) -> str:
    if _HAN.match(name):
        return re.escape(name)
    return rf"\b{re.escape(name)}" + ("" if _CYRILLIC.search(name) else r"(?!\w)")
