"""The history of the schema, oldest first in `versions/`; every revision goes up and down.

`HEAD` repeats the newest revision, so that opening an up-to-date file needs no Alembic.
"""

HEAD = "0002"
