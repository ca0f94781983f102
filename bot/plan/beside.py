"""What a question asks beside its main ask, in one breath: "in black, a 9, and how much".

Only asks that can stand beside each other of one product: its price, its stock, an earlier price. Knows words alone.
"""

import re

_WORDS = {
    "product.price": re.compile(
        r"\bhow much (?:is|are|for|does|do|would|will|you|ye|u|all in|now|today)\b|\bhow much\W*$|\bprices?\b|\bcosts?\b"
        r"|\bcu[aá]nto (?:cuesta|cuestan|vale|valen|sale|salen|es|por)\b|\bprecios?\b|\ba cu[aá]nto\b"
        r"|сколько (?:сто|он[аи]? сто|будет|это сто)|поч[её]м|\bцен[ауы]\b|стоимость|多少钱|价格|价钱|什么价|怎么卖",
        re.IGNORECASE,
    ),
    "product.stock": re.compile(
        r"\b(?:in stock|available|on hand|any left|how many (?:left|have you|do you have|are (?:left|there)|you got))\b|\bleft\W*$"
        r"|\b(?:is|are) (?:it|they|one|there any|there one|any) (?:there|in|left)\b|\b(?:do|have) (?:you|u|ye) (?:have|got|still have) "
        r"(?:it|one|any|them)\b|\b(?:got|have) (?:it|one|any|them)\W*$|\bhay\b|\bquedan?\b|\bdisponibles?\b|\ben stock\b"
        r"|\b(?:l[oa]s? )?(?:ten[eé]is|tienen)\b|в наличии|есть ли|\bесть\W*$|^\W*(?:а )?есть\b|сколько (?:штук|осталось)|остал[аио]сь"
        r"|有货|还有(?:吗|货|没)|有没有|有吗|几件|剩",
        re.IGNORECASE,
    ),
    "product.discount": re.compile(
        r"\b(?:more|dearer|pricier|higher) before\b|\bwas (?:it|that) (?:more|dearer|reduced)\b|\b(?:reduced|on sale|discount\w*|marked down)\b"
        r"|\brebajad|\bde oferta\b|\bdescuento\b|скидк|уценк|打折|降价|优惠",
        re.IGNORECASE,
    ),
}
_WITH = {
    "product.price": ("product.stock", "product.discount"),
    "product.stock": ("product.price", "product.discount"),
    "product.option": ("product.price", "product.discount"),
    "product.options": ("product.price",),
    "product.sold": ("product.discount",),
    "product.discount": ("product.stock",),
}


def also_asked(intent: str, text: str) -> list[str]:
    """The asks whose words stand in a text beside those of its own."""
    return [name for name in _WITH.get(intent, ()) if _WORDS[name].search(text)]
