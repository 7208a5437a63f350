"""Clients of the bench (压测客户端): many at once over loopback, each with one kept connection; bounded in count."""

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

_BAD = 400


class Client:
    """One client with a kept connection, on a bare socket: it shares the processors with what it measures.

    Everything it asks must succeed.
    """

    def __init__(self, port: int) -> None:
        self._link = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.times: list[float] = []

    def call(self, method: str, path: str, token: str, body: object = None) -> dict[str, object]:
        """One call; its time goes to `times`. Raises RuntimeError, with the answer, for anything but success."""
        payload = b"" if body is None else json.dumps(body).encode()
        head = (
            f"{method} /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
        )
        began = perf_counter()
        self._link.sendall(head.encode() + payload)
        status, content = self._answer()
        self.times.append(perf_counter() - began)
        if status >= _BAD:
            raise RuntimeError(f"{method} {path}: {status} {content[:500].decode(errors='replace')}")
        found: dict[str, object] = json.loads(content)
        return found

    def _answer(self) -> tuple[int, bytes]:
        """Status and content of one answer, which must tell its length."""
        told = b""
        while b"\r\n\r\n" not in told:
            told += self._more()
        head, _, content = told.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while len(content) < int(lengths[0][15:]):
            content += self._more()
        return int(head[9:12]), content

    def _more(self) -> bytes:
        part = self._link.recv(65536)
        if not part:
            raise RuntimeError("the server closed the connection")
        return part

    def close(self) -> None:
        """End the connection."""
        self._link.close()


@dataclass(slots=True)
class Run:
    """What so many clients did together: the times of all calls, and the wall time."""

    times: list[float] = field(default_factory=list)
    wall: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Calls a second."""
        return len(self.times) / self.wall


def together(port: int, clients: int, work: Callable[[Client, int], None]) -> Run:
    """Let each client do its work, all at once. Raises RuntimeError with the first fault of any of them."""
    run, guard = Run(), threading.Lock()
    start = threading.Barrier(clients + 1)

    def one(number: int) -> None:
        client = Client(port)
        start.wait()
        try:
            work(client, number)
        except (RuntimeError, OSError) as fault:
            with guard:
                run.faults.append(str(fault))
        finally:
            client.close()
            with guard:
                run.times += client.times

    threads = [threading.Thread(target=one, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    start.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    run.wall = perf_counter() - began
    if run.faults:
        raise RuntimeError(run.faults[0])
    return run
