"""Keyboards: which a message may carry, and which of them Telegram sends back."""

from tests.botapi.chats import Chat
from tests.botapi.errors import bad_request
from tests.botapi.params import Params
from tests.botapi.records import JSON


def read_markup(params: Params, chat: Chat) -> JSON | None:
    """The reply_markup of a request, checked."""
    markup = params.mapping("reply_markup")
    if not markup:
        return None
    for row in markup.get("inline_keyboard", ()):
        for button in row:
            check_inline(button)
    for row in markup.get("keyboard", ()):
        for button in row:
            if isinstance(button, dict) and button.get("request_contact") and chat.kind != "private":
                raise bad_request("phone number can be requested in private chats only")
    return markup


def check_inline(button: JSON) -> None:
    """A button needs a text and at most 64 bytes of data."""
    if not button.get("text"):
        raise bad_request("can't parse inline keyboard button: Text of the button must be non-empty")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")


def inline_part(markup: JSON | None) -> JSON:
    """What a Message shows of its markup: inline keyboards only."""
    return {"reply_markup": markup} if markup and markup.get("inline_keyboard") else {}
