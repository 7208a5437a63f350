"""Answers as JSON (应答), written straight: the documented schemas are checked by tests, not for every row."""

import orjson
from django.http import HttpResponse


def reply(told: object, status: int = 200) -> HttpResponse:
    """One answer; keys, days and instants in their ISO form. Personal data is not for caches."""
    response = HttpResponse(orjson.dumps(told), status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response
