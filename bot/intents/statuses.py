"""Finds a status said of an order to name it ("my cancelled order"), as records spell it; asks nothing."""

import re

_ORDER = r"(?:orders?|purchases?|one|parcel|package)"
_ENGLISH = {
    "pending": "pending|open|unpaid",
    "processing": "processing|preparing",
    "shipped": "shipped|dispatched|sent|in[- ]transit",
    "delivered": "delivered|received",
    "cancelled": "cancell?ed",
    "refunded": "refunded|reimbursed",
    "returned": "returned",
}
_OTHERS = {
    "pending": r"ожидающ\w+ заказ|pedido pendiente|待处理的?订单|未付款的?订单",
    "processing": r"обрабатываем\w+ заказ|pedido en proceso|处理中的?订单",
    "shipped": r"отправленн\w+ заказ|заказ\w*,? котор\w+ отправ|pedido enviado|已?发货的(?:那个)?订单|发货的那个",
    "delivered": r"доставленн\w+ заказ|заказ\w*,? котор\w+ достав|pedido entregado|已?送达的(?:那个)?订单|到了的那个",
    "cancelled": r"отмен[её]нн\w+ заказ|заказ\w*,? котор\w+ отмен|pedido cancelado|"
    r"已?取消的(?:那个)?(?:订单|单)|取消的那个",
    "refunded": r"возвращ[её]нн\w+ деньг|заказ\w*,? котор\w+ верну|pedido reembolsado|已?退款的(?:那个)?订单",
    "returned": r"возвращ[её]нн\w+ заказ|pedido devuelto|已?退货的(?:那个)?订单",
}


def _pattern(status: str) -> re.Pattern[str]:
    said = _ENGLISH[status]
    english = (
        rf"\b(?:my|the|that|an?|your|only|other)\s+(?:\w+\s+)?(?:{said})\s+{_ORDER}\b|"
        rf"\b(?:order|orders|one|ones|purchase|parcel)\s+(?:that|which|you|i)\s+(?:\w+\s+)?"
        rf"(?:(?:was|were|is|got|has|have|been|already|just|had)\s+)*(?:{said})\b|"
        rf"\b(?:{said})\s+orders\b"
    )
    return re.compile(f"{english}|{_OTHERS[status]}", re.I)


_PATTERNS = {status: _pattern(status) for status in _ENGLISH}


def find_statuses(text: str) -> tuple[str, ...]:
    """The statuses by which the text picks an order out."""
    return tuple(status for status, pattern in _PATTERNS.items() if pattern.search(text))
