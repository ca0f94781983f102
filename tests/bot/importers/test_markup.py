import pytest

from bot.importers.markup import clean


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Soft &amp; warm.</p>\n<ul><li>Cotton</li><li>Wool</li></ul>", "Soft & warm.\n- Cotton\n- Wool"),
        ("one<br/>two", "one\ntwo"),
        ("<style>p {color: red}</style>Tea<script>alert('<p>')</script>", "Tea"),
        ("<!-- note -->Tea", "Tea"),
        ("plain text, 3 < 4", "plain text, 3 < 4"),
        ("tea &amp; milk", "tea & milk"),
        ("<p>\n   spread\n over </p>", "spread over"),
        ("<p>&nbsp;</p>", None),
        ("<p>unclosed <b>tag", "unclosed tag"),
        ("", None),
        (None, None),
    ],
)
def test_bodies_become_text(body: str | None, text: str | None) -> None:
    assert clean(body) == text
