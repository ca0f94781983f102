"""Opens pretrained weights by transformers, one at a time: its lazy imports do not bear two threads at once."""

import threading
from pathlib import Path
from typing import Any

_ONE = threading.Lock()


def open_pretrained(kind: str, folder: Path, **options: Any) -> Any:
    """The model in a local folder, ready to be asked; `kind` is a transformers class such as `AutoModel`.

    Nothing is downloaded and no code of the folder is run. Raises whatever transformers raises.
    """
    with _ONE:
        import transformers
        from transformers.utils import logging

        # The loader draws a bar on stderr, which belongs to the command line.
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        loader = getattr(transformers, kind)
        return loader.from_pretrained(folder, local_files_only=True, trust_remote_code=False, **options).eval()
