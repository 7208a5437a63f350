"""Lines that tell the person at the terminal what is happening (进度提示): Chinese first, English beside
it."""

import sys
import time
from collections.abc import Callable

EVERY = 5.0
"""Seconds between two words of patience."""


def say(zh: str, en: str) -> None:
    """Print one line at once, to standard error: standard output belongs to results."""
    print(f"· {zh}  {en}", file=sys.stderr, flush=True)


def wait(done: Callable[[], bool], zh: str, en: str, *, limit: float | None = None) -> bool:
    """Poll until `done()`; say so now and then. `limit` in seconds, None for none. False when the limit
    passed."""
    began = told = time.monotonic()
    pause = 0.01
    while not done():
        now = time.monotonic()
        if limit is not None and now - began > limit:
            return False
        if now - told > EVERY:
            told = now
            say(f"{zh}({now - began:.0f} 秒)", f"{en} ({now - began:.0f} s)")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    return True
