"""Files in memory, by id and by path."""

from dataclasses import dataclass

from tests.botapi.errors import bad_request
from tests.botapi.params import Params
from tests.botapi.records import JSON


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file."""

    file_id: str
    path: str
    name: str
    content_type: str
    content: bytes

    @property
    def ids(self) -> JSON:
        """The two ids every file object of Telegram has."""
        return {"file_id": self.file_id, "file_unique_id": f"u{self.file_id}"}


class Files:
    """The files of one bot."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}

    def store(self, content: bytes, name: str, content_type: str) -> StoredFile:
        """Keeps a file and gives it an id and a path."""
        number = len(self.by_id) + 1
        stored = StoredFile(f"file{number}", f"files/{number}-{name}", name, content_type, content)
        self.by_id[stored.file_id] = self.by_path[stored.path] = stored
        return stored

    def receive(self, params: Params, field: str) -> StoredFile:
        """The file of a send method: uploaded under its name, attached, or named by its id."""
        given = params.text(field)
        upload = params.files.get(given.removeprefix("attach://") if given.startswith("attach://") else field)
        if upload:
            return self.store(upload.content, upload.name, upload.content_type)
        if not given:
            raise bad_request(f"there is no {field} in the request")
        return self.find(given, "wrong file identifier/HTTP URL specified")

    def find(self, file_id: str, complaint: str) -> StoredFile:
        """A file by its id."""
        if file_id not in self.by_id:
            raise bad_request(complaint)
        return self.by_id[file_id]
