"""Orders with their lines, parcels and refunds; read by their owner alone."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Table, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import clean_text
from storage.customers import address_of, email_key, phone_key
from storage.loading import Row, batches, bump_revision, digest_of, sort_rows, write_rows
from storage.records import CustomerId, Order, OrderItem, Refund, Shipment, Status, Tally
from storage.tables import customers, order_items, orders, refunds, shipments

PARTS: dict[str, tuple[Table, type[Any]]] = {
    "items": (order_items, OrderItem),
    "shipments": (shipments, Shipment),
    "refunds": (refunds, Refund),
}
_FIELDS = tuple(field.name for field in fields(Order) if field.name not in PARTS)
_NEWEST = select(*(orders.c[name] for name in _FIELDS)).order_by(
    orders.c.placed_at.desc().nulls_last(), orders.c.order_id.desc()
)
_MOST_SHAPES = 50
MOST = 5000
_BATCH = 200


class Orders:
    """No method returns an order without its customer: the owner check is in the SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_customer(self, customer_id: CustomerId, limit: int = MOST) -> list[Order]:
        """The customer's orders, newest first; those without a date last."""
        query = _NEWEST.where(orders.c.customer_id == customer_id).limit(limit)
        rows = (await self._connection.execute(query)).mappings().all()
        order_ids = [row["order_id"] for row in rows]
        parts = {name: await self._parts(name, customer_id, order_ids) for name in PARTS} if rows else {}
        return [_order(row, {name: tuple(found[row["order_id"]]) for name, found in parts.items()}) for row in rows]

    async def find_owner(self, order_key: str, email: str | None, phone: str | None) -> CustomerId | None:
        """Whose order it is, when the e-mail or the phone is the order's or its customer's; else None.

        A key of digits alone fits a number whose digits these are. None too when the key fits orders of several
        customers: then nobody has proved which is theirs.
        """
        proofs = [
            column == key
            for key, name in ((email_key(email), "email_key"), (phone_key(phone), "phone_key"))
            if key
            for column in (orders.c[name], customers.c[name])
        ]
        if not proofs:
            return None
        known = orders.outerjoin(customers, orders.c.customer_id == customers.c.customer_id)
        fits = orders.c.order_key.endswith(order_key, autoescape=True)
        query = select(orders.c.customer_id, orders.c.order_key).select_from(known).where(fits, or_(*proofs))
        rows = (await self._connection.execute(query.distinct())).all()
        same = {row.customer_id for row in rows if row.order_key == order_key}
        alike = {row.customer_id for row in rows if order_key == _digits(row.order_key)}
        owners = same or alike
        return CustomerId(owners.pop()) if len(owners) == 1 else None

    async def shapes(self) -> list[str]:
        """The distinct shapes of order ids, digits as 9: `#W9999999`; of very many only letters as A: `A9A99`."""
        query = select(orders.c.shape).distinct().order_by("shape")
        shapes = list((await self._connection.execute(query)).scalars())
        if len(shapes) <= _MOST_SHAPES:
            return shapes
        return sorted({"".join("A" if sign.isalpha() else sign for sign in shape) for shape in shapes})

    async def upsert(self, orders_: Sequence[Order]) -> Tally:
        """Add and change by order id; an order is replaced whole."""
        tally = Tally()
        for batch in batches(map(_row, orders_), "order_id", _BATCH):
            tally += await self._load(batch)
        if tally.moved:
            await bump_revision(self._connection)
        return tally

    async def _load(self, batch: list[Row]) -> Tally:
        parts = {row["order_id"]: row.pop("parts") for row in batch}
        found = await sort_rows(self._connection, orders.c.order_id, batch)
        await write_rows(self._connection, orders.c.order_id, found)
        await self._drop_parts([row["order_id"] for row in found.changed])
        await self._add_parts(parts[row["order_id"]] for row in (*found.added, *found.changed))
        return found.tally

    async def _drop_parts(self, order_ids: list[str]) -> None:
        for table, _ in PARTS.values() if order_ids else ():
            await self._connection.execute(delete(table).where(table.c.order_id.in_(order_ids)))

    async def _add_parts(self, parts: Iterable[dict[str, list[Row]]]) -> None:
        lines: dict[str, list[Row]] = defaultdict(list)
        for of_order in parts:
            for name, rows in of_order.items():
                lines[name] += rows
        for name, rows in lines.items():
            if rows:
                await self._connection.execute(insert(PARTS[name][0]), rows)

    async def _parts(self, name: str, customer_id: CustomerId, order_ids: list[str]) -> dict[str, list[Any]]:
        """The lines of these orders of this customer, by order."""
        table, record = PARTS[name]
        columns = [table.c[field.name] for field in fields(record)]
        query = select(table.c.order_id, *columns).join(orders, orders.c.order_id == table.c.order_id)
        query = query.where(orders.c.customer_id == customer_id, table.c.order_id.in_(order_ids))
        query = query.order_by(table.c.order_id, table.c.position)
        found = defaultdict(list)
        for row in (await self._connection.execute(query)).mappings():
            found[row["order_id"]].append(_part(record, row))
        return found


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def order_key(order_id: str) -> str:
    """The comparable form of an order number: upper case, letters and digits only."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", order_id).upper() if letter.isalnum())


def order_shape(order_id: str) -> str:
    """Digits as 9, letters in upper case, the rest as it is."""
    return "".join("9" if sign.isdigit() else sign.upper() for sign in order_id)


def _order(row: Any, parts: dict[str, Any]) -> Order:
    address = address_of(row["shipping_address"])
    return Order(**{**row, "status": Status(row["status"]), "shipping_address": address}, **parts)


def _part(record: type[Any], row: Any) -> Any:
    values = {field.name: row[field.name] for field in fields(record)}
    if "skus" in values:
        values["skus"] = tuple(values["skus"])
    return record(**values)


def _row(order: Order) -> Row:
    """The order's own row with its digest over everything, and its `parts` beside it."""
    row = {name: getattr(order, name) for name in _FIELDS if name != "version"}
    row["order_id"] = order_id = clean_text(order.order_id)
    row["shipping_address"] = order.shipping_address and asdict(order.shipping_address)
    row |= {"order_key": order_key(order_id), "shape": order_shape(order_id)}
    row |= {"email_key": email_key(order.email), "phone_key": phone_key(order.phone)}
    parts = {name: [_part_row(order_id, part) for part in getattr(order, name)] for name in PARTS}
    return row | {"digest": digest_of((row, parts)), "parts": parts}


def _part_row(order_id: str, part: Any) -> Row:
    return {"order_id": order_id} | {field.name: getattr(part, field.name) for field in fields(part)}
