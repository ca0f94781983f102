"""Which passage of the shop's policies answers a question.

Words weighed by their rarity among the passages (BM25), headings counting more, plus the matter both sides name, so
that a Russian question finds an English passage. A passage is quoted whole and its address and digest are the receipt.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from bot.facts.bound import Bound, bind
from bot.facts.describe import stems
from bot.facts.meaning import NONE, Meaning
from bot.facts.products import sentences
from storage.records import Passage, Source

__all__ = ["Passage", "Policies", "matters", "quote"]

HEADING_WEIGHT = 3.0
MATTER_WEIGHT = 2.2
MEANING_WEIGHT = 9.0
MIN_SCORE = 2.0

_HAN, _CYRILLIC = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[\u0400-\u04ff]")

_MATTERS = {
    "return": r"\breturn\w*|send (it|them|this|something) back|devol\w+|devuelv\w+|возврат|вернуть|верн[уё]|退货|退回|退换",
    "exchange": r"\bexchang\w*|\bswap|different size|another size|cambi(o|ar)\b|обмен|поменять|换货|换一|更换|退换",
    "refund": r"\brefund\w*|money back|reembols\w*|деньги|возврат (денег|средств)|退款|退钱",
    "cost": r"\b(cost|costs|fee|fees|charge\w*|price|how much|postage|shipping (cost|fee|rate)|coste|cuesta|gastos)\b"
    r"|стои(т|мость)|сколько|платн|运费|费用|多少钱|邮费",
    "ship": r"\b(ship\w*|deliver\w*|postage|dispatch\w*|courier|env[ií]\w*|entrega\w*)\b|достав|отправ|пересыл|配送|运送|发货|送货|快递|邮寄|寄|运费|邮费",
    "time": r"\b(how long|how fast|how quick\w*|how soon|when|days?|weeks?|time|times|cu[aá]nto (tarda|tiempo)|tarda\w*|plazo)\b"
    r"|сколько (времени|дней|ид[её]т)|срок|долго|как быстро|多久|几天|时间|多长",
    "abroad": r"\b(abroad|international\w*|overseas|worldwide|outside|countr(y|ies)|canada|usa?|europe|eu|australia|germany|france|spain|russia"
    r"|china|japan|ireland|extranjero|pa[ií]s(es)?)\b|за границ|стран|международ|国外|国际|海外|国家",
    "express": r"\b(express|next[- ]day|same[- ]day|urgent\w*|faster|expr[eé]s|urgente)\b|экспресс|срочн|加急|次日|快速",
    "free": r"\bfree (shipping|delivery|postage|returns?)|gratis|gratuit\w|бесплатн|免费|包邮|免运费",
    "customs": r"\b(customs?|dut(y|ies)|import|tax(es)?|vat|aduan\w*|arancel\w*|impuestos)\b|тамож|пошлин|налог|关税|海关|税",
    "lost": r"\b(lost|missing|never (arrived|came)|stolen|perdid\w|extravi\w+)\b|потер|пропал|утер|丢失|丢了|没收到|遗失",
    "damaged": r"\b(damag\w*|broken|faulty|defect\w*|rot[oa]s?|da[nñ]ad\w|defectuos\w)\b|повре|сломан|брак|дефект|损坏|坏了|破损|瑕疵",
    "warranty": r"\b(warrant\w*|guarantee\w*|garant[ií]a)\b|гаранти|保修|质保",
    "repair": r"\b(repair\w*|mend\w*|fix(ed|ing)?|reparar|reparaci\w+|arregl\w+)\b|ремонт|почин|维修|修理|修补",
    "payment": r"\b(pay\w*|card|cards|paypal|klarna|visa|mastercard|amex|apple pay|google pay|cash|bank transfer|pagar|pago\w*|tarjeta\w*)\b"
    r"|оплат|картой|картами|платить|付款|支付|信用卡|支付宝|微信",
    "instalments": r"\b(instal?lments?|klarna|monthly|finance|pay later|plazos)\b|рассроч|кредит|分期",
    "cancel": r"\bcancel\w*|anul\w+|отмен|取消|撤销",
    "change": r"\b(change|edit|modify|amend|modificar|cambiar)\b|измен|поменять адрес|修改|更改",
    "gift": r"\b(gift ?-?cards?|voucher\w*|vale regalo|tarjeta regalo)\b|подароч\w+ (карт|сертиф)|сертификат|礼品卡|代金券",
    "wrap": r"\b(gift[- ]?wrap\w*|wrapp\w+|envolv\w+|papel de regalo)\b|упаков|包装",
    "privacy": r"\b(privacy|personal data|my data|gdpr|share my|sell my|delete my|newsletter|privacidad|datos)\b|персональн|данны|конфиден|隐私|个人信息|数据",
    "loyalty": r"\b(loyalty|points?|rewards?|member\w*|club|puntos|fidelidad)\b|балл|лояльн|бонус|клуб|积分|会员",
    "match": r"\b(price[- ]?match\w*|cheaper elsewhere|beat|igual\w* (el )?precio|m[aá]s barato en)\b|дешевле в|снизите|найду дешевле|价保|比价|更便宜",
    "discount": r"\b(discount\w*|coupon\w*|promo\w*|code|student|sale|descuento\w*|cup[oó]n)\b|скидк|промокод|купон|折扣|优惠|打折",
    "sizing": r"\b(sizing|size guide|size chart|what size|which size|measure\w*|gu[ií]a de tallas|qu[eé] talla)\b|размерн|какой размер|尺码|尺寸表",
    "bulk": r"\b(bulk|wholesale|business|trade|corporate|schools?|groups?|quantity|mayor|empresa\w*)\b|опт|корпорат|юрлиц|для компан|批发|团购|企业",
    "pickup": r"\b(pick ?-?up|collect\w*|in[- ]store|physical (shop|store)|showroom|visit|recoger|recogida|tienda)\b|самовывоз|забрать|магазин\w* (есть|где)|自提|门店|实体店",
    "hours": r"\b(opening hours|open|hours|horario)\b|режим|часы работы|营业时间|几点",
    "invoice": r"\b(invoice|receipt|vat number|factura)\b|сч[её]т|чек|发票",
    "recycle": r"\b(recycl\w*|sustainab\w*|packaging|environment\w*|carbon|eco\w*|sostenib\w*|embalaje)\b|эколог|перераб|环保|可持续",
    "hire": r"\b(hire|rent\w*|alquil\w*)\b|аренд|прокат|租",
    "preorder": r"\b(pre-?orders?|backorders?|back in stock|restock\w*|reserva\w*)\b|предзаказ|поступлен|预售|预订|补货",
    "unused": r"\b(used|worn|opened|unused|tried|tags|usad[oa]s?|abierto)\b|использ|носил|вскры|用过|穿过|拆封|试穿",
    "hygiene": r"\b(underwear|hygien\w*|swimwear|earrings?|food)\b|бель|гигиен|内衣|卫生|食品",
    "account": r"\b(account|password|log ?in|sign ?in|register|cuenta|contrase[nñ]a)\b|аккаунт|парол|регистр|личный кабинет|账户|账号|密码|注册",
}


_UNION = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())  # noqa: SIM905
_CALLED = {
    "GB": ["uk", "britain", "great britain", "england", "scotland", "wales", "англи", "британи", "英国"],
    "US": ["the us", "usa", "u.s.", "america", "сша", "америк", "美国", "ee.uu.", "eeuu"],
    "NL": ["holland", "голланд", "荷兰"],
    "KR": ["korea", "коре", "韩国"],
    "CZ": ["czech", "чехи"],
    "AE": ["dubai", "emirates", "дубай", "迪拜"],
}
_EUROPEAN = re.compile(r"\b(?:eu|european union|europe|unión europea|europa)\b|евросоюз|европ|欧盟|欧洲", re.IGNORECASE)


@lru_cache(maxsize=1)
def _country_names() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Every country by its names in the spoken languages; Russian ones without their endings."""
    names: dict[str, set[str]] = {code: set(said) for code, said in _CALLED.items()}
    for language in ("en", "es", "ru", "zh_Hans"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and len(name) > 1 + (language != "zh_Hans") * 2:
                folded = name.casefold()
                names.setdefault(code, set()).add(folded[:-1] if language == "ru" and len(folded) > 4 else folded)
    return tuple(
        (re.compile("|".join(_bounded(name) for name in sorted(said, key=len, reverse=True))), code)
        for code, said in names.items()
    )


def _bounded(name: str) -> str:
    if _HAN.match(name):
        return re.escape(name)
    return rf"\b{re.escape(name)}" + ("" if _CYRILLIC.search(name) else r"(?!\w)")


@lru_cache(maxsize=4096)
def countries(text: str) -> frozenset[str]:
    """The countries a text names, by their two-letter codes; the European Union as `EU`."""
    folded = text.casefold()
    found = {code for pattern, code in _country_names() if pattern.search(folded)}
    return frozenset(found | ({"EU"} if _EUROPEAN.search(folded) else set()))


@lru_cache(maxsize=4096)
def matters(text: str) -> frozenset[str]:
    """The matters of trade a text speaks of, in any spoken language."""
    return frozenset(name for name, pattern in _MATTERS.items() if re.search(pattern, text, re.IGNORECASE))


@dataclass(frozen=True)
class _Entry:
    passage: Passage
    words: Counter[str]
    length: float
    heading_matters: frozenset[str]
    text_matters: frozenset[str]
    units: tuple[str, ...]
    countries: frozenset[str]


class Policies:
    """All passages, ready to be searched."""

    def __init__(self, passages: Sequence[Passage], meaning: Meaning = NONE) -> None:
        self._entries = [_entry(passage) for passage in passages]
        self._meaning = meaning
        meaning.learn([unit for entry in self._entries for unit in entry.units])
        self._mean = sum(entry.length for entry in self._entries) / max(len(self._entries), 1)
        self._spread = Counter(word for entry in self._entries for word in entry.words)
        self._common = Counter(
            matter for entry in self._entries for matter in entry.heading_matters | entry.text_matters
        )

    def find(self, text: str, language: str = "en") -> tuple[Passage, float] | None:
        """The passage that answers best with its score, or None when none is near enough."""
        words, asked, wanted = stems(text), matters(text), countries(text)
        near = self._near(text.lower()) if language == "en" else [0.0] * len(self._entries)
        scored = [
            (self._score(entry, words, asked, wanted) + MEANING_WEIGHT * max(close - 0.2, 0.0), -number)
            for number, (entry, close) in enumerate(zip(self._entries, near, strict=True))
        ]
        score, number = max(scored, default=(0.0, 0))
        return (self._entries[-number].passage, score) if score >= MIN_SCORE else None

    def _near(self, text: str) -> list[float]:
        """Per passage, how near its nearest sentence is to the question."""
        units = [unit for entry in self._entries for unit in entry.units]
        cosines = iter(self._meaning.near(text, units))
        return [max((next(cosines) for _ in entry.units), default=0.0) for entry in self._entries]

    def _score(self, entry: _Entry, words: frozenset[str], asked: frozenset[str], wanted: frozenset[str]) -> float:
        total = 0.0
        for word in words:
            if count := entry.words[word]:
                damped = count * 2.2 / (count + 1.2 * (0.4 + 0.6 * entry.length / self._mean))
                total += self._rarity(self._spread[word]) * damped
        for matter in asked:
            weight = 1.0 if matter in entry.heading_matters else 0.35 if matter in entry.text_matters else 0.0
            total += MATTER_WEIGHT * weight * self._rarity(self._common[matter]) ** 0.5
        total += _reach(entry, wanted)
        missing = asked - entry.heading_matters - entry.text_matters
        return total * (0.75 ** len(missing))

    def _rarity(self, holders: int) -> float:
        count = len(self._entries)
        return math.log(1 + (count - holders + 0.5) / (holders + 0.5))


def _reach(entry: _Entry, wanted: frozenset[str]) -> float:
    """How well a passage fits the countries asked about: it names them, or speaks of other countries in general."""
    if not wanted:
        return 0.0
    named = entry.countries | (_UNION if "EU" in entry.countries else frozenset())
    if wanted & named:
        return 3.0
    if "abroad" in entry.heading_matters | entry.text_matters:
        return 2.0
    return -2.0 if entry.countries else 0.0


def _entry(passage: Passage) -> _Entry:
    words: Counter[str] = Counter()
    for word in re.findall(r"\w+", passage.text.casefold()):
        for stemmed in stems(word):
            words[stemmed] += 1
    title = f"{passage.heading} {passage.file.rsplit('.', 1)[0]}"
    for stemmed in stems(passage.heading):
        words[stemmed] += HEADING_WEIGHT  # type: ignore[assignment]
    said = (passage.heading, *(f"{passage.heading}: {part}" for part in sentences(passage.text)))
    return _Entry(
        passage,
        words,
        float(sum(words.values())),
        matters(title),
        matters(passage.text),
        said,
        countries(passage.text + title),
    )


def quote(passage: Passage) -> Bound:
    """The whole passage as a block; the receipt's value is the digest of its text."""
    text = passage.text.strip()
    return bind("passage", "\n" + text, Source("policies", passage.address, "text", passage.digest, passage.version))
