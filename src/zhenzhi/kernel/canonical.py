"""One canonical form of a value (规范化编码), so that a digest taken today can be taken again in thirty years.

JSON with sorted keys, UTF-8, no floats; dates as ISO days, instants as ISO in UTC with microseconds, bytes as hex.
"""

import dataclasses
import hashlib
from datetime import UTC, date, datetime
from enum import Enum
from uuid import UUID

import orjson

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def plain(value: object) -> Json:  # noqa: C901  one line for each kind of value
    """The JSON value that stands for a Python value. Raises TypeError for anything that has no exact form."""
    match value:
        case None | bool() | int() | str() if not isinstance(value, Enum):
            return value
        case Enum():
            return plain(value.value)
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case set() | frozenset():
            return sorted((plain(item) for item in value), key=str)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} has no exact canonical form")


def encode(value: object) -> bytes:
    """Canonical bytes of a value."""
    return orjson.dumps(plain(value), option=orjson.OPT_SORT_KEYS)


def digest(value: object) -> bytes:
    """SHA-256 of the canonical bytes, 32 bytes."""
    return hashlib.sha256(encode(value)).digest()
