"""Text as a bot sends it → text as it is shown. Finds unbalanced markup; entities themselves are not kept."""

import re
from collections.abc import Callable
from html import unescape

from tests.botapi.errors import ApiError, bad_request

TAGS = frozenset(
    [
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "a",
        "code",
        "pre",
        "tg-spoiler",
        "span",
        "blockquote",
        "tg-emoji",
    ]
)
TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)?([^<>]*)>?")
RESERVED = frozenset("[]()>#+-=|{}.!")
MARKS = ("__", "||", "*", "_", "~")
LINK = re.compile(r"\]\(((?:\\.|[^\\)])*)\)")
LONGEST = 4096


def shown_text(text: str, parse_mode: str) -> str:
    """The text without its markup; 400 when it is unbalanced, empty or too long."""
    if not text.isascii():
        check_utf8(text)
    parse = PARSERS.get(parse_mode.lower())
    if parse is None:
        raise bad_request(f'unsupported parse_mode "{parse_mode}"')
    shown = parse(text).strip()
    if not shown:
        raise bad_request("message text is empty")
    if count_units(shown) > LONGEST:
        raise bad_request("message is too long")
    return shown


def count_units(text: str) -> int:
    """UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def check_utf8(text: str) -> None:
    """Half a surrogate pair cannot be sent."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def broken(why: str) -> ApiError:
    """The error aiogram and others know by its first words."""
    return bad_request(f"can't parse entities: {why}")


def parse_html(text: str) -> str:
    """Strips tags that Telegram knows; any other `<` is an error."""
    if "<" not in text:
        return unescape(text) if "&" in text else text
    opened: list[str] = []
    shown, last = [], 0
    for tag in TAG.finditer(text):
        shown.append(text[last : tag.start()])
        last = tag.end()
        follow_tag(tag, opened)
    if opened:
        raise broken(f'Can\'t find end tag corresponding to start tag "{opened[-1]}"')
    return unescape("".join(shown) + text[last:])


def follow_tag(tag: "re.Match[str]", opened: list[str]) -> None:
    """Opens or closes one tag."""
    closing, name = tag[1], (tag[2] or "").lower()
    at = f"at byte offset {len(tag.string[: tag.start()].encode())}"
    if name not in TAGS or not tag[0].endswith(">"):
        raise broken(f'Unsupported start tag "{name}" {at}')
    if not closing:
        opened.append(name)
    elif not opened or opened.pop() != name:
        raise broken(f"Unexpected end tag {at}")


def parse_markdown_v2(text: str) -> str:
    """Strips MarkdownV2; every reserved character must be escaped or paired."""
    shown: list[str] = []
    opened: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\\" and at + 1 < len(text):
            shown.append(text[at + 1])
            at += 2
        elif char == "`":
            at = skip_code(text, at, shown)
        elif mark := next((mark for mark in MARKS if text.startswith(mark, at)), None):
            toggle(mark, opened)
            at += len(mark)
        elif char == "[" or (char == "!" and text.startswith("[", at + 1)):
            opened.append("[")
            at += 1 if char == "[" else 2
        elif char == "]" and opened and opened[-1] == "[":
            opened.pop()
            link = LINK.match(text, at)
            at = link.end() if link else at + 1
        elif char == ">" and (at == 0 or text[at - 1] == "\n"):
            at += 1
        elif char in RESERVED:
            raise broken(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        else:
            shown.append(char)
            at += 1
    if opened:
        raise broken(f"Can't find end of the entity starting with {opened[-1]}")
    return "".join(shown)


def toggle(mark: str, opened: list[str]) -> None:
    """Opens a mark, or closes it when it is the innermost one."""
    if opened and opened[-1] == mark:
        opened.pop()
    else:
        opened.append(mark)


def skip_code(text: str, at: int, shown: list[str]) -> int:
    """Takes a code span or block over as it is; returns where it ends."""
    fence = "```" if text.startswith("```", at) else "`"
    end = text.find(fence, at + len(fence))
    if end < 0:
        raise broken("Can't find end of code entity")
    shown.append(text[at + len(fence) : end])
    return end + len(fence)


def parse_markdown(text: str) -> str:
    """Strips the old Markdown; only balance is checked."""
    for mark in ("*", "_", "`"):
        if text.replace(f"\\{mark}", "").count(mark) % 2:
            raise broken("Can't find end of the entity")
    return re.sub(r"\\(.)|[*_`]", lambda found: found[1] or "", text)


PARSERS: dict[str, Callable[[str], str]] = {
    "": str,
    "html": parse_html,
    "markdownv2": parse_markdown_v2,
    "markdown": parse_markdown,
}
