"""A method's parameters, however they came: JSON, form, multipart or the query string."""

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.botapi.errors import bad_request

FORM = "application/x-www-form-urlencoded"


class Upload:
    """A file as it was uploaded."""

    __slots__ = ("content", "content_type", "name")

    def __init__(self, content: bytes, name: str, content_type: str) -> None:
        self.content = content
        self.name = name
        self.content_type = content_type


class Params:
    """Values by name with the types one asks for; nested ones may come as JSON text."""

    __slots__ = ("files", "values")

    def __init__(self, values: dict[str, Any], files: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.files = files or {}

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.values.get(name, default)
        return value if isinstance(value, str) else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'field "{name}" must be a number') from None

    def flag(self, name: str) -> bool:
        """A boolean."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else str(value).lower() in ("true", "1", "yes")

    def nested(self, name: str) -> Any:
        """An object or a list, None when it is not there."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def mapping(self, name: str) -> dict[str, Any] | None:
        """An object, None when it is not there."""
        value = self.nested(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request("object expected as " + name.replace("_", " "))
        return value


async def read_params(request: web.BaseRequest) -> Params:
    """The parameters of a request; those of the body go before those of the address."""
    values: dict[str, Any] = dict(request.query) if request.query_string else {}
    if request.method != "POST":
        return Params(values)
    kind = request.content_type
    if kind == "multipart/form-data":
        return await read_multipart(request, values)
    body = await request.read()
    try:
        values.update(parse_body(body, kind))
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    return Params(values)


def parse_body(body: bytes, kind: str) -> dict[str, Any]:
    """JSON or form fields."""
    if not body:
        return {}
    if kind == FORM:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    if kind != "application/json":
        return {}
    values = json.loads(body)
    if not isinstance(values, dict):
        raise ValueError("object expected")
    return values


async def read_multipart(request: web.BaseRequest, values: dict[str, Any]) -> Params:
    """Fields and files; files stay in memory."""
    files: dict[str, Upload] = {}
    try:
        fields = await request.post()
    except ValueError:
        raise bad_request("can't parse multipart form data") from None
    for name, value in fields.items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.file.read(), value.filename, value.content_type)
        else:
            values[name] = value if isinstance(value, str) else bytes(value).decode()
    return Params(values, files)
