"""Rows written with the ledger entry: exact to the last value, sent as one, and found by an act within the act."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import world
from zhenzhi.kernel import clock, rows
from zhenzhi.kernel.doing import doing, later, opened, send, tell_database
from zhenzhi.matter.models import Deadline, Party
from zhenzhi.services import acts
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def _application() -> Application:
    return acts.apply(world.item(), filing=world.filing(), by=world.who("wang"))


def test_a_row_reads_back_as_it_was_written() -> None:
    matter = _application()
    told = Deadline(
        matter_id=matter.id, kind="test", start=date(2026, 3, 2), length=7, unit="wd", basis="许可法“42”\\\n\"'%s",
        pauses=[{"kind": "听证", "end": None}], provisional=True, met_at=clock.now(),
    )  # fmt: skip
    with opened("test", world.who("li")) as current:
        tell_database(current.entry)
        send(rows.inserts([told]))
    read = Deadline.objects.get(pk=told.pk)
    assert all(getattr(read, f.attname) == getattr(told, f.attname) for f in Deadline._meta.concrete_fields)


def test_a_child_row_stands_in_both_tables_under_one_key() -> None:
    application = _application()
    read = Application.objects.get(pk=application.pk)
    assert read.pk == application.pk == read.id
    assert read.form == application.form
    assert not application._state.adding


def test_bytes_are_exact_and_what_has_no_exact_form_is_refused() -> None:
    ((_, values),) = rows.insert("kernel_groundtext", [{"digest": b"\x00\xff", "content": {}}])
    assert values == ['[{"digest":"\\\\x00ff","content":{}}]']
    with pytest.raises(TypeError):
        rows.insert("kernel_groundtext", [{"digest": object()}])
    assert rows.insert("kernel_groundtext", []) == rows.inserts([]) == []


def test_an_act_within_an_act_finds_what_the_outer_one_kept_back() -> None:
    application = _application()
    party = Party(matter_id=application.id, role="third", kind="person", name="钱某", id_kind="none")
    with opened("outer", world.who("li")) as current:
        tell_database(current.entry)
        later(*rows.inserts([party]))
        assert not Party.objects.filter(pk=party.pk).exists()
        with opened("inner", world.who("li")):
            assert Party.objects.filter(pk=party.pk).exists()
        assert doing().writes == []


def test_what_an_act_changes_goes_with_its_entry_in_one_statement() -> None:
    application = _application()
    with CaptureQueriesContext(connection) as seen:
        acts.accept(Application(pk=application.pk), by=world.who("li"))
    writing = [q["sql"] for q in seen.captured_queries if "INSERT INTO" in q["sql"] or "UPDATE " in q["sql"]]
    written = [q for q in writing if "FOR UPDATE" not in q]
    assert len(written) == 1
    assert all(table in written[0] for table in ("services_application", "matter_deadline", "kernel_entry"))
