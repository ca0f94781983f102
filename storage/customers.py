"""The customers of the shop, and the keys by which e-mails and phones are compared."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.loading import Row, load_rows
from storage.records import Address, Customer, CustomerId, Tally
from storage.tables import customers

_FIELDS = tuple(name for name in Customer.__dataclass_fields__)
_ALL = select(*(customers.c[name] for name in _FIELDS))


class Customers:
    """`customers`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, customer_id: CustomerId) -> Customer | None:
        return await self._only(_ALL.where(customers.c.customer_id == customer_id))

    async def by_phone(self, phone: str) -> Customer | None:
        """The one customer with this phone (E.164); None when there is none, or more than one."""
        key = phone_key(phone)
        return await self._only(_ALL.where(customers.c.phone_key == key).limit(2)) if key else None

    async def upsert(self, customers_: Sequence[Customer]) -> Tally:
        """Add and change by customer id."""
        return await load_rows(self._connection, customers.c.customer_id, map(_row, customers_))

    async def _only(self, query: Select[Any]) -> Customer | None:
        rows = (await self._connection.execute(query)).mappings().all()
        return _customer(rows[0]) if len(rows) == 1 else None


def email_key(email: str | None) -> str | None:
    """Two spellings of one address have one key."""
    return (email or "").strip().casefold() or None


def phone_key(phone: str | None) -> str | None:
    """`+` and digits: spaces, dots, dashes and brackets do not tell phones apart."""
    digits = "".join(letter for letter in phone or "" if letter in "0123456789")
    return f"+{digits}" if digits else None


def address_of(stored: dict[str, str | None] | None) -> Address | None:
    return None if stored is None else Address(**stored)


def _customer(row: Any) -> Customer:
    return Customer(**{**row, "address": address_of(row["address"])})


def _row(customer: Customer) -> Row:
    row = {name: getattr(customer, name) for name in _FIELDS if name != "version"}
    row["address"] = customer.address and asdict(customer.address)
    return row | {"email_key": email_key(customer.email), "phone_key": phone_key(customer.phone)}
