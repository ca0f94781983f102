"""Words that never name a product by themselves, in three languages; Chinese has no such single words here."""

from importlib.resources import files

from bot.intents.words import fold
from bot.tables import read_table

_TABLE = read_table(files("bot.intents").joinpath("stopwords.yaml"))
STOPWORDS = frozenset(map(fold, _TABLE["words"].split()))
