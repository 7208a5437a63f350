"""The people of a demo county (示范人员): who may be tried, read from the file that founding it wrote."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

FILE = "demo_people.json"
PASSWORD = "shifan-2026"
"""The one password of all demo people; it stands on the first page."""


@dataclass(frozen=True, slots=True)
class Group:
    """People of one body, or the residents and firms."""

    name: str
    name_en: str
    people: list[dict[str, str]]


def file() -> Path:
    """Where the list lies; a county in real use has none."""
    return Path(settings.DATA) / FILE


def _read() -> list[dict[str, str]]:
    try:
        return list(json.loads(file().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return []


def is_demo(username: str) -> bool:
    """Whether this is one of the demo people."""
    return any(person["username"] == username for person in _read())


def groups() -> list[Group]:
    """Demo people by body, in the order of the file; empty in a county in real use."""
    found: dict[str, Group] = {}
    for person in _read():
        group = found.setdefault(person["body"], Group(person["body"], person["body_en"], []))
        group.people.append(person)
    return list(found.values())
