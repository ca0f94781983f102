"""Addresses and phones a customer may verify with."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intents.contact import find_contact
from bot.intents.reading import Contact


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("ann@example.com", "ann@example.com"),
        ("it's Ann.Lee+shop@mail.example.co.uk.", "Ann.Lee+shop@mail.example.co.uk"),
        ("我的邮箱是ann@example.com谢谢", "ann@example.com"),
        ("a@b.co or c@d.org", "a@b.co"),
        ("user@localhost", None),
        ("@ann on telegram", None),
    ],
)
def test_email(text: str, email: str | None) -> None:
    assert find_contact(text)[0].email == email


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+44 20 7946 0958", "+442079460958"),
        ("my phone is 020 7946 0958", "+442079460958"),
        ("(212) 555-0123", "+12125550123"),
        ("телефон 8 912 345-67-89", "+79123456789"),
        ("mi móvil es 612 345 678", "+34612345678"),
        ("我的手机是13912345678", "+8613912345678"),
        ("order 1234567890", None),
        ("1234567890123456", None),
        ("on 2026-06-15", None),
        ("$100 2000 3000", None),
    ],
)
def test_phone(text: str, phone: str | None) -> None:
    assert find_contact(text)[0].phone == phone


def test_both_and_every_stretch() -> None:
    text = "ann@example.com, bob@example.com or +44 20 7946 0958"
    contact, spans = find_contact(text)
    assert contact == Contact("ann@example.com", "+442079460958")
    assert [(span.kind, text[span.start : span.end]) for span in spans] == [
        ("email", "ann@example.com"),
        ("email", "bob@example.com"),
        ("phone", "+44 20 7946 0958"),
    ]


def test_what_is_taken_is_no_phone() -> None:
    text = "my phone order 2079460958"
    assert find_contact(text)[0].phone is not None
    assert find_contact(text, [(15, 25)]) == (Contact(None, None), [])


@given(st.text("0123456789+()-. @aп号", max_size=60))
@settings(deadline=None)
def test_phones_come_out_dialled(text: str) -> None:
    phone = find_contact(text)[0].phone
    assert phone is None or (phone[0] == "+" and phone[1:].isdigit())
