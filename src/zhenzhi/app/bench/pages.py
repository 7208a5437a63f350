"""What the pages cost (网页测量): server time, SQL statements and bytes over the wire, page by page."""

import gzip
import re
from collections.abc import Iterator

from django.contrib.staticfiles import finders
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhenzhi.app.bench.county import Scene
from zhenzhi.app.bench.figures import Figure, spread, timed
from zhenzhi.org.models import Account
from zhenzhi.services.models import Application

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TIME = 30
"""Milliseconds on the server that a page may take."""
_ASSET = re.compile(r'(?:href|src)="/static/([^"?]+\.(?:css|js|svg))"')


def _client(person: str) -> Client:
    client = Client(headers={"host": "localhost"})
    if person:
        client.force_login(Account.objects.get(person=person), backend=BACKEND)
    return client


def _pages(scene: Scene) -> Iterator[tuple[str, str, str]]:
    """Name, who looks, address."""
    row = Application.objects.filter(stage="accepted").order_by("-opened_at").first() or scene.apply()
    own = scene.apply()
    clerk, resident = scene.people["service.accept"], scene.applicant.code
    yield "desk: my work", clerk, "/desk/"
    yield "desk: search", clerk, f"/desk/search?q={scene.item.name[:2]}"
    yield "desk: a matter", clerk, f"/desk/matters/{row.number}"
    yield "portal: home", "", "/"
    yield "portal: items", "", "/items"
    yield "portal: guide", "", f"/items/{scene.item.code}"
    yield "portal: mine", resident, "/mine"
    yield "portal: track", resident, f"/mine/{own.number}"
    yield "open: powers", "", "/open/powers"
    yield "verify", "", "/verify"


def _bytes(page: bytes) -> float:
    """Kilobytes over the wire at a first load: the page and its styles and scripts, each compressed."""
    whole = len(gzip.compress(page, 6))
    for name in set(_ASSET.findall(page.decode())):
        found = finders.find(re.sub(r"\.[0-9a-f]{12}(\.\w+)$", r"\1", name))
        if found:
            with open(found, "rb") as file:
                whole += len(gzip.compress(file.read(), 6))
    return whole / 1024


def pages(scene: Scene, label: str) -> list[Figure]:
    """Each page as a signed-in reader gets it, in this process."""
    figures = []
    for name, person, path in _pages(scene):
        client = _client(person)
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        with CaptureQueriesContext(connections["default"]) as found:
            answer = client.get(path)
        told = f"{len(found)} SQL, {_bytes(answer.content):.0f} KB"
        samples = timed(lambda client=client, path=path: client.get(path), 15, 1000)  # type: ignore[misc]
        figures.append(spread(f"page {name}, {label}", "ms", samples, aim=TIME, note=told))
    return figures
