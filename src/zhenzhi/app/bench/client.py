"""Clients of the bench (压测客户端): many at once over loopback, each with one kept connection; bounded in count."""

import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter


class Client:
    """One client with a kept connection. Everything it asks must succeed."""

    def __init__(self, port: int) -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.times: list[float] = []

    def call(self, method: str, path: str, token: str, body: object = None) -> dict[str, object]:
        """One call; its time goes to `times`. Raises RuntimeError, with the answer, for anything but success."""
        payload = None if body is None else json.dumps(body)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Host": "localhost"}
        began = perf_counter()
        self._link.request(method, f"/api/v1{path}", payload, headers)
        answer = self._link.getresponse()
        content = answer.read()
        self.times.append(perf_counter() - began)
        if answer.status >= http.client.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:500].decode(errors='replace')}")
        found: dict[str, object] = json.loads(content)
        return found

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
