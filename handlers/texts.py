"""The bot's own words in four languages, from Fluent files. What the clerk says is worded elsewhere."""

from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from bot.facts.voice import SPOKEN, speakable

FOLDER = Path(__file__).parent / "locales"
STAFF_LANGUAGE = "en"


class Texts:
    """All `.ftl` files of each language's folder; a test keeps the languages complete."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._bundles = {language: _bundle(folder / language, language) for language in SPOKEN}

    def get(self, language: str | None, key: str, **args: str | int) -> str:
        """English for a language we do not speak; KeyError for a key that is nowhere."""
        message = self._bundles[speakable(language)].get_message(key)
        if message.value is None:
            raise KeyError(key)
        text, problems = self._bundles[speakable(language)].format_pattern(message.value, args)
        if problems:
            raise KeyError(f"{key}: {problems[0]}")
        return str(text)


def _bundle(folder: Path, language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted(folder.glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text("utf-8")))
    return bundle
