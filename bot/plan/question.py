"""One question of the customer's, resolved: what is asked, of which rows, in which form.

Also the few words that tell apart what one ask leaves open (which option, when or how), in the spoken languages.
"""

import re
from dataclasses import dataclass, field

from bot.facts.products import Product
from bot.intents.reading import Form
from storage.records import Order, OrderItem

_ASPECTS = {
    "link": r"\b(link|url|website|page|enlace|página|web)\b|ссылк|сайт|страниц|链接|网址|网页",
    "when": r"\b(when|what date|what day|which day|cu[aá]ndo|qu[eé] d[ií]a|fecha)\b|когда|какого числа|дат[аеу]|什么时候|何时|哪天|几号|日期",
    "how": r"\b(how was i|how did|how were|to which|to what|where did|which card|what card|method|to my (card|account|bank|paypal)"
    r"|paypal|visa|mastercard|(?:on|in)to (?:what|which)|what form|(?:go|went|gone|come|came) back to|(?:back|refunded|returned) to what|where to"
    r"|c[oó]mo|(?:qu[eé]|cu[aá]l) forma|a d[oó]nde|m[eé]todo|a qu[eé] (?:tarjeta|cuenta))\b|как(им|ой)? (способ|образ)|на как(ую|ой)|куда|в каком виде|什么形式|怎么退|退到|退[回去](?:了)?(?:哪|什么)|方式",
    "amount": r"\b(how much|what (?:sum|amount)|was i (?:paid|refunded)|(?:refunded|paid|gave|give) (?:me )?(?:back )?what|cu[aá]nto|importe)\b"
    r"|сколько|сумм|多少|金额",
    "number": r"\b(?:numbers?|n[uú]mer(?:ito|o)s?|code|c[oó]digo)\b|номер|单号|号码",
    "inverse": r"\b(sold out|out of stock|unavailable|gone|late|delayed|cancell?ed|lost|missing|agotad[oa]s?|cancelad[oa])\b"
    r"|закончил|распродан|отмен|опазды|задерж|售罄|缺货|卖完|取消|没货|没有",
    "left": r"\b(still|left|in stock|available|got|can i get|quedan?|disponibles?|en stock|os quedan)\b"
    r"|остал|есть в наличии|в наличии|ещё есть|еще есть|还有|有货|剩",
    "more": r"\b(how many|how much stock|cu[aá]nt[oa]s)\b|сколько|多少",
}
_OPTION_NAMES = {
    "size": r"\bsizes?\b|\bhow (?:big|large|small)\b|\btallas?\b|\btama[nñ]os?\b|размер|尺码|尺寸|大小|多大",
    "colour": r"\bcolou?rs?\b|\bshades?\b|\bcolor(es)?\b|цвет|расцветк|颜色|色",
    "capacity": r"\b(capacity|capacities|volumes?|litres?|liters?|capacidad(es)?|volumen)\b|объ[её]м|литр|容量",
    "material": r"\b(materials?|fabrics?|material(es)?)\b|материал|材质",
    "length": r"\blengths?\b|\bhow long\b|\blargos?\b|\blongitud(es)?\b|длин|长度",
    "width": r"\bwidths?\b|\banch[oa]s?\b|ширин|宽度",
    "style": r"\bstyles?\b|\bestilos?\b|стил|款式",
    "flavour": r"\bflavou?rs?\b|\bsabor(es)?\b|вкус|口味",
    "weight": r"\bweights?\b|\bpesos?\b|вес|重量",
}
_SAME_NAME = {
    "color": "colour",
    "farbe": "colour",
    "цвет": "colour",
    "颜色": "colour",
    "flavor": "flavour",
    "volume": "capacity",
}


@dataclass(frozen=True)
class Question:
    """An ask with its rows; `named_item` says that the text names goods, whether or not the order holds them.

    `bare` is the text with "it" where products are named; `lone` marks options without a word of what is asked of them
    ("and the blue one?"); `named_option` tells that some were named just now.
    """

    intent: str
    form: Form
    text: str
    confidence: float = 1.0
    orders: tuple[Order, ...] = ()
    products: tuple[Product, ...] = ()
    options: tuple[str, ...] = ()
    unknown_options: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    items: tuple[OrderItem, ...] = field(default=())
    named_item: bool = False
    bare: str = ""
    lone: bool = False
    named_option: bool = False

    @property
    def yesno(self) -> bool:
        """Whether a leading yes or no is right: asked positively, and not of the contrary ("is it sold out?")."""
        return self.form is Form.YESNO and not self.names("inverse")

    def names(self, aspect: str) -> bool:
        return re.search(_ASPECTS[aspect], self.text, re.IGNORECASE) is not None

    def option_names(self, product: Product) -> list[str]:
        """The product's option names that the text asks for ("what sizes"); empty when it names none of them."""
        return [name for name in product.options if _is_named(name, self.text)]


def _is_named(option: str, text: str) -> bool:
    folded = option.casefold()
    if re.search(rf"\b{re.escape(folded)}", text.casefold()):
        return True
    known = _SAME_NAME.get(folded, folded)
    pattern = next((pattern for name, pattern in _OPTION_NAMES.items() if name in known), None)
    return bool(pattern and re.search(pattern, text, re.IGNORECASE))
