"""Log lines (日志) that tell what broke and where, and nothing of what was in it (个人信息保护法 51).

What a database or a parser says of a fault quotes the row or the text that it choked on. So of an exception only its
kind is written, a database's own code and constraint, and the lines of the program it passed through.
"""

import logging
import traceback
from types import TracebackType

from zhenzhi.kernel.problem import Problem

_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Lines(logging.Formatter):
    """Formats a record; of exceptions it keeps kind and place."""

    def formatException(self, ei: _Fault) -> str:
        told: list[str] = []
        fault = ei[1]
        while fault is not None and len(told) < _DEEPEST:
            told.append("".join(traceback.format_tb(fault.__traceback__)) + kind_of(fault))
            fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        return "\n".join(reversed(told))


_DEEPEST = 5


def kind_of(fault: BaseException) -> str:
    """The kind of a fault without its words: a problem's code, a database's code and constraint, a system's error."""
    name = f"{type(fault).__module__}.{type(fault).__qualname__}"
    if isinstance(fault, Problem):
        return f"{name}: {fault.code}"
    if isinstance(fault, OSError):
        return f"{name}: {fault.strerror}"
    state, diagnosis = getattr(fault, "sqlstate", None), getattr(fault, "diag", None)
    if state is not None:
        named = [getattr(diagnosis, what, None) or "" for what in ("table_name", "constraint_name")]
        return " ".join([f"{name}:", str(state), *named]).rstrip()
    return name
