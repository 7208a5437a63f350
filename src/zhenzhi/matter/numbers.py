"""Numbers of papers and matters (编号): one series per organ, kind and year; no gaps, no reuse (LAW-67, GB/T 9704)."""

from datetime import date
from functools import lru_cache

from django.db import connection

from zhenzhi.kernel import clock
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.problem import Refused
from zhenzhi.register import holdings
from zhenzhi.register.holdings import Stamps
from zhenzhi.register.models import Series

_NEXT = """
INSERT INTO matter_counter (id, body, kind, year, last) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT ON CONSTRAINT counter_once DO UPDATE SET last = matter_counter.last + 1 RETURNING last
"""


def take(body: str, kind: str, year: int) -> int:
    """The next number of a series. Its row is locked until the act ends, so a number is given once or not at all."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [uuid7(), body, kind, year])
        row = cursor.fetchone()
    return int(row[0])


@lru_cache(maxsize=4096)
def _word(stamps: Stamps, day: date, body: str, kind: str) -> str | None:
    """The 代字 of a series on a day; read once for as long as the register bears these stamps."""
    return Series.objects.on(day).filter(body=body, kind=kind).values_list("word", flat=True).first()


def paper_number(body: str, kind: str) -> str:
    """A document number by GB/T 9704: 代字〔year〕n号, without 第 and without leading zeros."""
    today = clock.today()
    series = _word(holdings.current(holdings.remembered()).stamps, today, body, kind)
    if series is None:
        raise Refused(
            "no_series",
            f"该机构没有“{kind}”文书的字号，不能编号。请先由印章管理员登记字号。",
            f"This body has no number series for “{kind}”. Have one registered first.",
            article="GB/T 9704",
        )
    return f"{series}〔{today.year}〕{take(body, kind, today.year)}号"


def matter_number(body: str) -> str:
    """A matter's number: body, day and a serial of the year."""
    today = clock.today()
    return f"{body}-{today:%Y%m%d}-{take(body, 'matter', today.year):06d}"
