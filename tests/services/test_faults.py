"""When the machine fails in the middle: a full disk, a lost database. Nothing half is left behind."""

import errno
import os
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection

from tests import world
from tests.services import steps
from zhenzhi.kernel import clock, reactions
from zhenzhi.kernel.models import Delivery, Entry, Unsealed, Veil
from zhenzhi.matter.models import Counter, Deadline, Paper
from zhenzhi.services import acts, forms
from zhenzhi.services.models import Application

REVIEWED = "王强 申请 1,3; 李敏 受理; 赵刚 审查 符合"


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_a_full_disk_leaves_no_half_file_and_the_seal_is_set_when_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = steps.run(f"{REVIEWED}; 孙悦 准予; 吴平 批准用印", "stage granted")
    monkeypatch.setattr("zhenzhi.matter.sealing.make", lambda paper, at: b"a signed file nobody has seen before")
    owed = Delivery.objects.get(entry__subject=case.paper.id, reaction="services.make_sealed_file")
    before = _files()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        for attempt in (1, 2):
            with pytest.raises(OSError, match="No space"):
                reactions.deliver(owed.id)
            owed.refresh_from_db()
            assert (owed.attempts, owed.error, owed.done_at) == (attempt, "OSError", None)
    assert _files() == before
    assert case.paper.stage == "approved"
    assert reactions.deliver(owed.id)
    assert case.paper.stage == "sealed"
    assert len(_files()) == len(before) + 1


def _files() -> list[str]:
    return sorted(str(path) for path in settings.FILES.rglob("*") if path.is_file())


def test_a_database_lost_in_the_middle_leaves_no_half_act(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is cut inside the body, after rows were written and before the entry."""
    case = steps.run(REVIEWED, "stage reviewed")
    application = case.application
    before = _counts()
    real = forms.decision_facts

    def cut(subject: Application) -> forms.Facts:
        facts = real(subject)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = cursor.fetchone()[0]
        parameters: dict[str, Any] = dict(connection.get_connection_params())
        with psycopg.connect(
            **{key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if parameters.get(key)}
        ) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
        return facts

    with monkeypatch.context() as patch, clock.frozen(world.NOW):
        patch.setattr(forms, "decision_facts", cut)
        with pytest.raises(OperationalError):
            acts.grant(application, by=world.who("sun"))
    connection.close()
    assert _counts() == before
    assert Application.objects.get(pk=application.pk).stage == "reviewed"
    with clock.frozen(world.NOW):
        assert acts.grant(application, by=world.who("sun")).stage == "granted"
    assert Counter.objects.get(body=world.EAST_GOV, kind="granted").last == 1


def _counts() -> list[int]:
    models = (Entry, Veil, Unsealed, Delivery, Paper, Counter, Deadline)
    open_clocks = Deadline.objects.filter(met_at__isnull=True).count()
    return [*(model._default_manager.count() for model in models), open_clocks]
