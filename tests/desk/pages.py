"""What the desk's tests share: matters in the making, and a page as text."""

import re
from dataclasses import replace
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import world
from zhenzhi.services import acts
from zhenzhi.services.models import Application

MOST_STATEMENTS = 12


def applied(name: str = "王强") -> Application:
    """An application by Wang, told under this name."""
    filing = replace(world.filing(), applicant=replace(world.WANG, name=name))
    return acts.apply(world.item(), filing=filing, by=world.who("wang"))


def received() -> Application:
    """An application received by Li at the window, who is the officer first asked."""
    return acts.receive(world.item(), filing=world.filing(), by=world.who("li"))


def text(response: Any) -> str:
    """The page."""
    return str(response.content.decode())


def numbers(response: Any) -> list[str]:
    """Numbers of the matters that the page links to, in order, each once."""
    return list(dict.fromkeys(re.findall(r'href="/desk/matters/([^"/]+)"', text(response))))


def statements(client: Client, address: str) -> int:
    """How many statements the page sends, the second time it is asked for."""
    client.get(address)
    with CaptureQueriesContext(connection) as sent:
        response = client.get(address)
    assert response.status_code == 200, address
    return len([one for one in sent if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])
