"""HTML bodies to plain text: blocks become lines, entities letters; scripts, styles and comments go."""

import re
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

_BLOCKS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "tr", "table", "section", "article", "blockquote", "pre", "hr")
)
_BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd"}
_SILENT = frozenset(("script", "style", "template", "iframe", "noscript"))
_TAG = re.compile(r"<[!/a-zA-Z]")


@lru_cache(maxsize=16)  # the variants of a product share their body
def clean(body: str | None) -> str | None:
    """The text of a body, None when nothing is left."""
    if not body:
        return None
    if not _TAG.search(body):
        return _tidy(unescape(body) if "&" in body else body)
    reader = _Text()
    reader.feed(body)
    reader.close()
    return _tidy("".join(reader.found))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.found.append("\n- " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.found.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(re.sub(r"\s+", " ", data))


def _tidy(text: str) -> str | None:
    """One blank at a time, no blank lines."""
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.replace("\0", "").splitlines())
    return "\n".join(line for line in lines if line and line != "-") or None
