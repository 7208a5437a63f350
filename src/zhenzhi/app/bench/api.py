"""What goes through the API (接口测量): acts, whole lives of matters, the worklist, with 1 and with 16 clients."""

import statistics
from collections.abc import Callable
from time import perf_counter, process_time
from typing import TypeVar

from django.db import connections
from django.test.utils import CaptureQueriesContext

from zhenzhi.app.bench.client import Client, together
from zhenzhi.app.bench.county import Scene, settle
from zhenzhi.app.bench.figures import Figure, spread, timed
from zhenzhi.app.bench.processors import Meter
from zhenzhi.kernel import reactions
from zhenzhi.kernel.identity import officer
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Paper
from zhenzhi.services import acts
from zhenzhi.services.models import Application

S = TypeVar("S")


def apply(client: Client, scene: Scene) -> str:
    """File an application; returns its key."""
    answer = client.call("POST", f"/items/{scene.item.code}/apply", scene.tokens[scene.applicant.code], scene.filing())
    return str(answer["id"])


def _token(scene: Scene, right: str) -> str:
    return scene.tokens[scene.people[right]]


def accept(client: Client, scene: Scene, key: str) -> None:
    """Accept it."""
    client.call("POST", f"/applications/{key}/accept", _token(scene, "service.accept"), {})


def life(client: Client, scene: Scene) -> str:
    """A life up to the approved seal: apply, accept, ask, reply, review, grant, approve the seal (7 acts)."""
    key = apply(client, scene)
    accept(client, scene, key)
    asked = client.call(
        "POST", f"/applications/{key}/ask", _token(scene, "request.ask"),
        {"to_body": scene.asked, "content": "请出具意见。", "kind": "opinion"},
    )  # fmt: skip
    client.call(
        "POST", f"/requests/{asked['id']}/reply", _token(scene, "request.answer"), {"agrees": True, "words": "同意。"}
    )
    client.call(
        "POST",
        f"/applications/{key}/review",
        _token(scene, "service.review"),
        {"agrees": True, "opinion": "符合条件。"},
    )
    client.call("POST", f"/applications/{key}/grant", _token(scene, "service.decide"), {})
    paper = Paper.objects.filter(matter_id=key, kind="granted").values_list("id", flat=True)[0]
    client.call("POST", f"/papers/{paper}/approve_seal", _token(scene, "service.seal"), {})
    return key


def acts_a_second(port: int, scene: Scene, label: str, meter: Meter) -> list[Figure]:
    """Acts through the API: half applications, half acceptances; 1 and 16 clients. The worker runs meanwhile."""
    figures = []
    for clients, each, aim in ((1, 60, None), (16, 40, 300.0)):

        def work(client: Client, number: int, each: int = each) -> None:
            for _ in range(each):
                accept(client, scene, apply(client, scene))

        together(port, clients, work)  # the first acts warm the caches and have statements planned
        with meter.running():
            runs = [together(port, clients, work) for _ in range(3)]
        rates = [run.rate for run in runs]
        times = [seconds * 1000 for run in runs for seconds in run.times]
        figures += [
            spread(f"acts, {clients} clients, {label}", "1/s", rates, aim=aim, better="more"),
            spread(f"  time of one act, {clients} clients, {label}", "ms", times),
            *meter.figures(f"{clients} clients, {label}", len(times)),
        ]
    return figures


def _lives(client: Client, scene: Scene, count: int = 4) -> None:
    for _ in range(count):
        life(client, scene)
    connections.close_all()  # those of this client's thread


def lives(port: int, scene: Scene, label: str) -> list[Figure]:
    """Whole lives a second: up to the approved seal, and with the signed paper, delivered."""
    rates = []
    for _ in range(3):
        run = together(port, 16, lambda client, number: _lives(client, scene))
        rates.append(16 * 4 / run.wall)
    signed = []
    settle()
    for _ in range(3):
        client, began = Client(port), perf_counter()
        for _ in range(4):
            key = life(client, scene)
            reactions.drain()
            client.call(
                "POST", f"/applications/{key}/deliver", _token(scene, "service.deliver"),
                {"way": "window", "receiver": "本人"},
            )  # fmt: skip
        signed.append(4 / (perf_counter() - began))
        client.close()
    return [
        spread(f"lives without signing, 16 clients, {label}", "1/s", rates, aim=40, better="more", note="7 acts"),
        spread(f"lives with signed papers, 1 client, {label}", "1/s", signed, aim=4, better="more", note="2 papers"),
    ]


def worklist(port: int, scene: Scene, label: str) -> list[Figure]:
    """The worklist of 100 rows."""
    token = _token(scene, "service.accept")
    figures = []
    for clients, each, aim in ((1, 20, 50.0), (16, 5, 100.0)):

        def work(client: Client, number: int, each: int = each) -> None:
            for _ in range(each):
                client.call("GET", "/applications?limit=100", token)

        together(port, clients, work)  # the first look warms the caches
        run = together(port, clients, work)
        samples = [seconds * 1000 for seconds in run.times]
        figures.append(spread(f"worklist of 100 rows, {clients} clients, {label}", "ms", samples, aim=aim))
    return figures


def statements(scene: Scene) -> list[Figure]:
    """SQL statements of each act of a life, counted in this process the second time round, when caches are warm."""
    _counted(scene)
    return [
        Figure(f"SQL statements of {name}", "incl. BEGIN, COMMIT", count, count, 8)
        for name, count in _counted(scene).items()
    ]


def _counted(scene: Scene) -> dict[str, float]:
    by = {right: officer(person) for right, person in scene.people.items()}
    counts: dict[str, float] = {}

    def count(name: str, step: Callable[[], S]) -> S:
        with CaptureQueriesContext(connections["default"]) as found:
            done = step()
        counts[name] = float(len(found))
        return done

    key = count("apply", scene.apply).pk
    one = Application(pk=key)
    count("accept", lambda: acts.accept(one, by=by["service.accept"]))
    matter = Application.objects.get(pk=key)
    asked = count(
        "ask",
        lambda: matter_acts.ask(
            matter, to_body=scene.asked, content="请出具意见。", kind="opinion",
            by=by["request.ask"],
        ),
    )  # fmt: skip
    count("reply", lambda: matter_acts.reply(asked, agrees=True, words="同意。", by=by["request.answer"]))
    count("review", lambda: acts.review(one, agrees=True, opinion="符合条件。", by=by["service.review"]))
    count("grant", lambda: acts.grant(one, by=by["service.decide"]))
    paper = Paper.objects.get(matter_id=key, kind="granted")
    count("approve_seal", lambda: matter_acts.approve_seal(paper, by=by["service.seal"]))
    reactions.drain()
    count("deliver", lambda: acts.deliver(one, way="window", receiver="本人", by=by["service.deliver"]))
    return counts


def cpu_of_an_act(scene: Scene) -> Figure:
    """Processor time of one acceptance in this process, without HTTP."""
    made = [scene.apply().pk for _ in range(200)]
    clerk = officer(scene.people["service.accept"])
    samples = []
    for batch in range(10):
        keys = made[batch * 20 : batch * 20 + 20]
        began = process_ms()
        for key in keys:
            acts.accept(Application(pk=key), by=clerk)
        samples.append((process_ms() - began) / len(keys))
    return spread("processor time of one act (accept)", "ms", samples, aim=3)


def process_ms() -> float:
    """Processor time of this process, in ms."""
    return process_time() * 1000


def sealed_paper(scene: Scene, port: int) -> Figure:
    """One paper rendered, sealed, signed, kept and entered."""
    client = Client(port)
    settle()
    life(client, scene)
    reactions.drain()
    samples = []
    for _ in range(8):
        life(client, scene)
        before = Paper.objects.filter(stage="sealed").count()
        seconds = timed(reactions.drain, 1)[0]
        samples.append(seconds / max(1, Paper.objects.filter(stage="sealed").count() - before))
    client.close()
    return spread("a sealed, signed paper", "s", samples, aim=0.25, note=f"median of {statistics.median(samples):.3f}")
