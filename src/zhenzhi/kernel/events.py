"""Events for other systems (事件通知): CloudEvents 1.0, signed, and sent to addresses that are safe to call.

A capability declares its types with `declare`, and makes an `Event` from what an act wrote. An event names codes of the
register and never a person. The signature is that of Standard Webhooks: HMAC-SHA256 over id, time and body.
"""

import base64
import hashlib
import hmac
import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import orjson
from django.conf import settings

PREFIX = "cn.zhenzhi."
TIMEOUT = 5.0
"""Seconds that an endpoint has to take the connection, and then to answer."""
_HEARD = 4096  # bytes of an answer that are read; nothing in it matters
_TYPE = re.compile(r"[a-z]+(\.[a-z]+)+")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

TYPES: dict[str, tuple[str, str]] = {}
"""Type of event → what it tells, Chinese and English; filled by `declare` when capabilities are imported."""


def declare(type: str, zh: str, en: str) -> str:
    """Register a type of event, such as `grant.opened`; returns its full name. Raises ValueError if declared twice."""
    name = PREFIX + type
    if name in TYPES or not _TYPE.fullmatch(type):
        raise ValueError(f"Event {type} is declared twice or badly named")
    TYPES[name] = (zh, en)
    return name


@dataclass(frozen=True, slots=True)
class Event:
    """One event (事件). `entry` is the ledger entry that it tells of, `subject` the code of what changed."""

    type: str
    entry: UUID
    subject: str
    at: datetime
    data: Mapping[str, object]

    @property
    def id(self) -> UUID:
        """The same for the same entry, type and subject, so that receivers can drop what they have had already."""
        return uuid5(self.entry, f"{self.type} {self.subject}")

    def envelope(self, source: str) -> dict[str, object]:
        """The event in the JSON form of CloudEvents 1.0; `source` is the address of this county."""
        return {
            "specversion": "1.0", "id": str(self.id), "source": source, "type": self.type, "subject": self.subject,
            "time": self.at.isoformat(), "datacontenttype": "application/json",
            "data": {"entry": str(self.entry), **self.data},
        }  # fmt: skip


def secret(key: UUID, generation: int) -> str:
    """The secret of a subscription: derived from the installation's own, which stands in a file; kept nowhere else."""
    master = settings.SECRET_KEY.encode()
    made = hmac.new(master, f"zhenzhi.webhook:{key}:{generation}".encode(), hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(made).decode()


def headers(secret: str, id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers that go with a body: its media type, id, time and signature (Standard Webhooks)."""
    stamp = str(int(at.timestamp()))
    return {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "Webhook-Id": id,
        "Webhook-Timestamp": stamp,
        "Webhook-Signature": signature(secret, id, stamp, body),
    }


def signature(secret: str, id: str, stamp: str, body: bytes) -> str:
    """`v1,` and the HMAC-SHA256 over `id.stamp.body`, in Base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()


class Unsafe(ValueError):
    """An address that is not called (不安全的地址). The message tells why, for the office that entered it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where events go, taken apart."""

    tls: bool
    host: str
    port: int
    path: str


def endpoint(url: str) -> Endpoint:
    """Read an address: https only; plain http to this machine alone, where the operator allows it.

    Raises Unsafe. Whether the name leads somewhere that may be called is looked at when it is called (`resolve`).
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unsafe("网址无法识别。 The address cannot be read.") from error
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOCAL):
        raise Unsafe("网址须以 https:// 开头。 The address must begin with https://.")
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise Unsafe("网址不能带用户名、密码或者 #。 No user, password or fragment in the address.")
    if not url.isascii() or any(character <= " " for character in url):
        raise Unsafe("网址含有不允许的字符。 The address has characters that are not allowed.")
    tls = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    literal = _literal(host)
    if literal is not None and not _allowed(literal):
        raise Unsafe("该地址属于内部网络，未获准许。 This address is inside, and not allowed.")
    return Endpoint(tls, host, port or (443 if tls else 80), path)


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _literal(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _allowed(address: _Address) -> bool:
    """A public address; or one in a network that the operator names in `WEBHOOK_NETWORKS` (政务外网)."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    named: Sequence[str] = getattr(settings, "WEBHOOK_NETWORKS", ())
    if any(address in ipaddress.ip_network(network) for network in named):
        return True
    return address.is_global and not address.is_multicast


def resolve(where: Endpoint) -> str:
    """The address that a name leads to now; every one of them must be allowed. Raises Unsafe, or OSError if unknown."""
    found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]).partition("%")[0] for row in found]
    if not addresses or not all(_allowed(ipaddress.ip_address(one)) for one in addresses):
        raise Unsafe("该网址指向内部网络。 The name leads to an inside address.")
    return addresses[0]


class _Connection(http.client.HTTPConnection):
    """A connection to the very address that was looked at, so that a name can't lead elsewhere a moment later."""

    def __init__(self, where: Endpoint, address: str) -> None:
        super().__init__(where.host, where.port, timeout=TIMEOUT)
        self._where, self._address = where, address

    def connect(self) -> None:
        link = socket.create_connection((self._address, self._where.port), TIMEOUT)
        tls = ssl.create_default_context()
        self.sock = tls.wrap_socket(link, server_hostname=self._where.host) if self._where.tls else link


def post(url: str, body: bytes, sent: Mapping[str, str]) -> int:
    """Send a body; returns the status. Redirects are not followed.

    Raises Unsafe, OSError (unreachable, too slow, bad certificate) or http.client.HTTPException.
    """
    where = endpoint(url)
    connection = _Connection(where, resolve(where))
    try:
        connection.request("POST", where.path, body, {"User-Agent": "zhenzhi-events/1", **sent})
        answer = connection.getresponse()
        answer.read(_HEARD)
        return answer.status
    finally:
        connection.close()


def encode(envelope: Mapping[str, object]) -> bytes:
    """The bytes that are signed and sent."""
    return orjson.dumps(envelope)
