"""Events for other systems: signed CloudEvents, safe addresses, tried again, given up, sent again by an act."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.conf import settings
from django.test import override_settings

from tests import world
from zhenzhi.kernel import clock, events, reactions
from zhenzhi.kernel.keys import uuid7
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.problem import Conflict, Invalid, NotFound, Refused
from zhenzhi.org import acts as org_acts
from zhenzhi.org import webhook_acts, webhooks
from zhenzhi.org.models import Body, Post, Sending, Webhook
from zhenzhi.register import announcing, grants
from zhenzhi.register.models import Grant, Instrument

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


class Receiver:
    """A local server that keeps what it got and answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,))
    thread.start()
    with override_settings(WEBHOOK_NETWORKS=["127.0.0.1/32"]):
        yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def _body(code: str = world.STAFFING) -> Body:
    return Body.objects.on(world.TODAY).get(code=code)


def _subscribe(url: str, types: tuple[str, ...] = (), body: str = world.STAFFING) -> Webhook:
    key = uuid7()
    webhook_acts.subscribe(_body(body), key=key, url=url, label="县数据平台", types=types, by=world.who("he"))
    return Webhook.objects.get(pk=key)


def _stop() -> Entry:
    grant = Grant.objects.known().get(code="G-EAST")
    grants.stop_grant(grant, day=world.TODAY, document="山政〔2026〕5号", consent_by=world.GOV, by=world.who("he"))
    return Entry.objects.filter(act="register.stop_grant").latest("id")


def _announce(entry: Entry) -> None:
    announcing.tell_grants(entry)


def test_a_stop_is_told_signed_and_once(receiver: Receiver) -> None:
    hook = _subscribe(receiver.url)
    entry = _stop()
    _announce(entry)
    _announce(entry)  # a reaction may come twice
    assert webhooks.send_due() == 1
    assert webhooks.send_due() == 0
    ((sent, body),) = receiver.got
    told = orjson.loads(body)
    assert (told["specversion"], told["type"], told["subject"]) == ("1.0", "cn.zhenzhi.grant.stopped", "G-EAST")
    assert told["source"] == f"{settings.PUBLIC_URL}/api/v1"
    assert told["data"]["entry"] == str(entry.id)
    assert (told["data"]["body"], told["data"]["principal"], told["data"]["stage"]) == (
        world.EAST_GOV, world.PLAN, "stopped",
    )  # fmt: skip
    secret = events.secret(hook.id, 1)
    expected = events.signature(secret, told["id"], sent["Webhook-Timestamp"], body)
    assert sent["Webhook-Signature"] == expected
    assert sent["Webhook-Id"] == told["id"]
    assert sent["Content-Type"].startswith("application/cloudevents+json")
    assert events.signature(events.secret(hook.id, 2), told["id"], sent["Webhook-Timestamp"], body) != expected


def test_the_reaction_is_owed_by_the_act_itself(receiver: Receiver) -> None:
    _subscribe(receiver.url)
    _stop()
    reactions.drain()
    assert [row.type for row in Sending.objects.all()] == [announcing.STOPPED]


def test_open_resume_and_end_are_told_by_their_types() -> None:
    _subscribe("https://data.example.cn/hook")
    _subscribe("https://other.example.cn/hook", types=(announcing.ENDED,))
    grant = Grant.objects.known().get(code="G-EAST")
    _announce(_stop())
    he = world.who("he")
    grant = Grant.objects.known().get(code="G-EAST")
    grants.resume_grant(grant, day=world.TODAY, document="山政〔2026〕6号", consent_by=world.GOV, by=he)
    _announce(Entry.objects.filter(act="register.resume_grant").latest("id"))
    grant = Grant.objects.known().get(code="G-EAST")
    later = world.TODAY + timedelta(days=9)
    grants.end_grant(grant, day=later, document="山政〔2026〕7号", consent_by=world.GOV, by=he)
    _announce(Entry.objects.filter(act="register.end_grant").latest("id"))
    paper = Instrument.objects.known().get(code=world.AGREEMENT)
    order = grants.Order(
        "G-AGAIN", world.BUILD, world.EAST_GOV, "entrusted", later, under="G-PLAN", places=(world.EAST,)
    )
    grants.open_grant(paper, order=order, by=he)
    _announce(Entry.objects.filter(act="register.open_grant").latest("id"))
    told = list(Sending.objects.order_by("id").values_list("type", flat=True))
    assert told == [announcing.STOPPED, announcing.RESUMED, announcing.ENDED, announcing.ENDED, announcing.OPENED]
    last = Sending.objects.filter(type=announcing.ENDED).first()
    assert last is not None
    assert last.content["data"]["to"] == later.isoformat()


def test_no_event_holds_a_persons_name_or_code() -> None:
    _subscribe("https://data.example.cn/hook")
    _announce(_stop())
    text = orjson.dumps(Sending.objects.get().content).decode()
    people = [*world.PEOPLE, *(name for name, *_ in world.PEOPLE.values())]
    assert [name for name in people if f'"{name}"' in text] == []
    assert set(Sending.objects.get().content["data"]) == {
        "entry", "power", "body", "principal", "mode", "instrument", "stage", "from", "to",
    }  # fmt: skip


def test_a_failing_receiver_is_tried_later_and_later_then_given_up_and_sent_again_by_an_act(receiver: Receiver) -> None:
    hook = _subscribe(receiver.url)
    receiver.status = 500
    _announce(_stop())
    at, pauses = world.NOW, []
    for _ in range(webhooks.PATIENCE.attempts):
        with clock.frozen(at):
            assert webhooks.send_due() == 0
            assert webhooks.send_due() == 0, "not due again at once"
        row = Sending.objects.get()
        if row.next_at is not None:
            pauses.append(row.next_at - at)
            at = row.next_at
    assert len(receiver.got) == webhooks.PATIENCE.attempts
    assert pauses == sorted(pauses)
    assert pauses[1] == 4 * pauses[0]
    dead = webhooks.sendings(hook, "dead").get()
    assert (dead.status, dead.error, webhooks.state_of(dead)) == (500, "HTTP 500", "dead")
    with pytest.raises(Refused):
        webhook_acts.resend(_body(), key=hook.id, sendings=[dead.id], by=world.who("li"))
    webhook_acts.resend(_body(), key=hook.id, sendings=[dead.id], by=world.who("he"))
    receiver.status = 200
    assert webhooks.send_due() == 1
    assert webhooks.state_of(Sending.objects.get()) == "sent"
    with pytest.raises(Conflict):
        webhook_acts.resend(_body(), key=hook.id, sendings=[dead.id], by=world.who("he"))


def test_a_receiver_that_is_gone_for_good_gets_nothing_more(receiver: Receiver) -> None:
    hook = _subscribe(receiver.url)
    receiver.status = 410
    _announce(_stop())
    webhooks.send_due()
    assert webhooks.sendings(hook, "dead").get().attempts == 1
    webhook_acts.unsubscribe(_body(), key=hook.id, by=world.who("he"))
    with pytest.raises(NotFound):
        webhook_acts.resend(_body(), key=hook.id, sendings=[], by=world.who("he"))
    assert webhooks.owe(announcing.of_grants(Entry.objects.latest("id"))) == 0


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    _subscribe(receiver.url)
    receiver.status = 302
    _announce(_stop())
    assert webhooks.send_due() == 0
    assert Sending.objects.get().error == "HTTP 302"
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://data.example.cn/hook", "ftp://data.example.cn/", "https://", "https://user:pw@data.example.cn/",
        "https://10.0.0.8/hook", "https://127.0.0.1/hook", "http://127.0.0.1/hook", "https://169.254.169.254/latest",
        "https://[::1]/", "https://[::ffff:10.0.0.8]/", "https://192.168.1.1:8443/", "https://0.0.0.0/",
        "https://100.64.0.1/", "https://[fd00::1]/", "https://data.example.cn/\r\nX: y", "https://data.example.cn:99999/",
        "https://224.0.0.1/", "https://[fe80::1%25eth0]/",
    ],
)  # fmt: skip
def test_unsafe_addresses_are_refused(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        _subscribe(url)
    assert refused.value.en
    assert Webhook.objects.count() == 0


@pytest.mark.parametrize("inside", ["10.1.2.3", "127.0.0.1", "::1", "169.254.169.254"])
def test_a_name_that_leads_inside_is_not_called(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at when it is called, all its addresses, and the very address that was looked at is called."""
    rows = [(0, 0, 0, "", ("203.0.113.9", 443)), (0, 0, 0, "", (inside, 443))]
    monkeypatch.setattr(events.socket, "getaddrinfo", lambda *_, **__: rows)
    called: list[object] = []
    monkeypatch.setattr(events.socket, "create_connection", lambda *given: called.append(given))
    _subscribe("https://data.example.cn/hook")
    _announce(_stop())
    assert webhooks.send_due() == 0
    assert called == []
    assert "internal" in Sending.objects.get().error or "inside" in Sending.objects.get().error


def test_a_town_keeps_its_own_subscriptions_only() -> None:
    post = Post.objects.on(world.TODAY).get(code="post-zhou")
    rights = [*post.rights, "account.manage"]
    org_acts.change_post_rights(post, rights=rights, start=world.TODAY, by=world.who("he"))
    told: dict[str, Any] = {"url": "https://a.example.cn/", "label": "x", "by": world.who("zhou")}
    key = uuid7()
    webhook_acts.subscribe(_body(world.EAST_GOV), key=key, **told)
    with pytest.raises(Refused):
        webhook_acts.subscribe(_body(world.WEST_GOV), key=uuid7(), **told)
    with pytest.raises(NotFound):
        webhook_acts.unsubscribe(_body(world.EAST_GOV), key=UUID(int=1), by=world.who("zhou"))
    with pytest.raises(Invalid):
        webhook_acts.subscribe(_body(world.EAST_GOV), key=uuid7(), types=["cn.zhenzhi.weather"], **told)
    entry = Entry.objects.filter(act="org.subscribe").latest("id")
    assert "example" not in str(entry.params), "an address may hold a key of the receiver"
