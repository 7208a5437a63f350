"""The sealed file of a paper (制作与用印): the port behind which `press` renders and signs, and the store of files.

Every process owes such files; those that do the work (worker, story) install the press.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from zhenzhi.kernel import files
from zhenzhi.matter.models import Paper

Press = Callable[[Paper, datetime], bytes]


def _none(paper: Paper, at: datetime) -> bytes:
    raise RuntimeError("no press is installed in this process; the worker makes papers")


class _Port:
    press: Press = staticmethod(_none)


def install(press: Press) -> None:
    """Bind what makes papers; called once by a process that does what acts owe."""
    _Port.press = staticmethod(press)


def make(paper: Paper, at: datetime) -> bytes:
    """The signed PDF of a paper, sealed at an instant. Raises PaperError where the fonts lack a character."""
    return _Port.press(paper, at)


def keep(pdf: bytes) -> str:
    """Store a file under its SHA-256; storing it twice is one file. Returns the digest in hex."""
    return files.keep(settings.FILES, pdf)
