"""Words that never name a product by themselves, in three languages; Chinese has no such single words here."""

from importlib.resources import files

import yaml

from bot.intents.words import fold

_TABLE = yaml.safe_load(files("bot.intents").joinpath("stopwords.yaml").read_text("utf-8"))
STOPWORDS = frozenset(map(fold, _TABLE["words"].split()))
