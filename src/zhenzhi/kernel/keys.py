"""Row keys (主键): UUIDv7, made in Python, so that a row knows its key before it is written and keys sort by time."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """A new UUIDv7 (RFC 9562): Unix milliseconds, then 12 bits of their fraction (method 3), then 62 random bits.

    The fraction puts the entries of one subject in the order of its lock, also when they fall into one millisecond.
    """
    stamp, rest = divmod(time.time_ns(), 1_000_000)
    fraction = (rest << 12) // 1_000_000
    noise = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=(stamp & ((1 << 48) - 1)) << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | noise)
