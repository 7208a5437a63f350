"""The ledger (台账): it only grows, hides personal text, proves every entry and row, and replays to what stands."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from tests import world
from tests.postgres_fixture import start_for_tests
from zhenzhi.app.commands import checkpoint as checkpoint_command
from zhenzhi.app.commands import verify_ledger
from zhenzhi.kernel import canonical, ledger, merkle, note, reactions, sealer
from zhenzhi.kernel.guards import LEDGER_TABLES, app_rights
from zhenzhi.kernel.models import Entry, EntryRow, GroundText, Sealed, Unsealed, Veil
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Matter, Paper
from zhenzhi.org.models import Person
from zhenzhi.services import acts
from zhenzhi.services.models import Application

in_world = pytest.mark.django_db
frozen = pytest.mark.usefixtures("frozen")


def _job() -> Application:
    """The main job with everything that holds personal text."""
    application = acts.apply(world.item(), filing=world.filing(materials=(1,)), by=world.who("wang"))
    application = acts.ask_correction(application, lines=["建设方案(王强须补交)"], by=world.who("li"))
    given = [world.Given(seq=3, file_name="王强的方案.pdf")]
    application = acts.supplement(application, materials=given, form={"说明": "王强补交"}, by=world.who("wang"))
    application = acts.accept(application, by=world.who("li"))
    matter_acts.add_note(application, text="王强电话 13900000001", by=world.who("li"))
    application = acts.review(application, agrees=True, opinion="王强符合条件。", by=world.who("zhao"))
    application = acts.grant(application, by=world.who("sun"))
    paper = Paper.objects.get(matter_id=application.pk, kind="granted")
    matter_acts.approve_seal(paper, by=world.who("keeper"))
    reactions.drain()
    application = acts.deliver(application, way="window", receiver="王强", by=world.who("qian"))
    matter_acts.rate(application, level=2, words="王强很不满意", by=world.who("wang"))
    return application


@in_world
@frozen
@pytest.mark.parametrize("table", LEDGER_TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}", "TRUNCATE {t} CASCADE"])
def test_not_even_the_owner_changes_the_ledger(table: str, statement: str) -> None:
    column = {"kernel_node": "hash", "kernel_groundtext": "content", "kernel_sealed": "leaf"}.get(table, "id")
    told = statement.format(t=table, c=column)
    with pytest.raises(ProgrammingError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(told)


def _app_role_url(name: str) -> str:
    return urlsplit(start_for_tests()["ZHENZHI_DATABASE_URL"])._replace(path=f"/{name}").geturl()


def test_the_programs_own_role_has_no_right_to_change_the_ledger(own_database: str) -> None:
    """Also with the triggers out of the way: the right itself is not there."""
    app = _app_role_url(own_database)
    role = urlsplit(app).username or ""
    with connection.cursor() as cursor:
        cursor.execute(app_rights(f'"{role}"'))
        for table in LEDGER_TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    with psycopg.connect(app, autocommit=True) as link:
        for table in LEDGER_TABLES:
            for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    link.execute(statement.encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("UPDATE kernel_entry SET actor = 'feng'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("ALTER TABLE kernel_entry DISABLE TRIGGER USER")
        counted = link.execute("SELECT count(*) FROM kernel_entry").fetchone()
    assert counted is not None
    assert counted[0] == Entry.objects.count() > 0


@in_world
@frozen
def test_LAW_63_no_personal_text_stands_in_the_ledger() -> None:
    _job()
    with connection.cursor() as cursor:
        for table in (*LEDGER_TABLES, "kernel_veil", "kernel_unsealed", "kernel_delivery"):
            for text in ("王强", "13900000001", "990101199003070015", "不满意", "符合条件"):
                cursor.execute(f"SELECT count(*) FROM {table} AS t WHERE t::text LIKE %s", [f"%{text}%"])
                assert cursor.fetchone() == (0,), (table, text)


@in_world
@frozen
def test_a_veiled_text_can_be_shown_to_be_the_one_entered() -> None:
    application = _job()
    entry = Entry.objects.get(subject=application.pk, act="services.review")
    salt = bytes(Veil.objects.get(entry=entry.pk, field="params.opinion").salt)
    assert entry.params["opinion"] == ledger.veil(salt, "王强符合条件。")
    assert entry.params["opinion"] != ledger.veil(salt, "王强不符合条件。")
    assert entry.params["agrees"] is True, "what is not personal stands in clear"


@in_world
@frozen
def test_LAW_47_erasing_a_salt_leaves_every_proof_as_it_was() -> None:
    """个保法 47: what remains says nothing about the person, and still proves the act."""
    application = _job()
    proofs.publish()
    paper = Paper.objects.get(matter_id=application.pk, kind="granted")
    before = proofs.bundle_for(paper)
    salts = Veil.objects.filter(entry__in=Entry.objects.filter(subject=application.pk).values("id"))
    assert salts.exists()
    salts.delete()
    assert sealer.faults() == []
    assert proofs.bundle_for(paper) == before


@in_world
@frozen
def test_every_row_of_a_batch_has_its_proof_under_the_batch_root() -> None:
    batch = Entry.objects.filter(rows__gt=20).order_by("id")[0]
    rows = list(ledger.rows_of(batch))
    leaves = [ledger.row_leaf(row) for row in rows]
    nodes = merkle.MemoryNodes()
    merkle.extend(nodes, 0, leaves)
    assert batch.rows == len(rows)
    for place in (0, len(rows) // 2, len(rows) - 1):
        path = merkle.inclusion_proof(nodes, place, len(rows))
        own = merkle.leaf_hash(leaves[place])
        assert merkle.verify_inclusion(own, place, len(rows), path, bytes(batch.rows_root))
        assert not merkle.verify_inclusion(merkle.leaf_hash(b"other"), place, len(rows), path, bytes(batch.rows_root))


@in_world
@frozen
def test_a_row_of_a_batch_is_the_digest_of_the_row_as_written() -> None:
    person = Person.objects.known().get(code="li")
    row = EntryRow.objects.get(subject=person.pk)
    written = {field.attname: getattr(person, field.attname) for field in person._meta.concrete_fields}
    written["valid"] = [person.valid.lower, person.valid.upper]
    assert bytes(row.content) == canonical.digest(written)


@in_world
@frozen
def test_a_later_checkpoint_continues_an_earlier_one() -> None:
    early = proofs.publish()
    _job()
    late = proofs.publish()
    assert late.size > early.size
    path = merkle.consistency_proof(sealer.DatabaseNodes(), early.size, late.size)
    roots = bytes(early.root), bytes(late.root)
    assert merkle.verify_consistency(early.size, late.size, path, *roots)
    assert not merkle.verify_consistency(early.size, late.size, path, merkle.EMPTY_ROOT, roots[1])
    head = note.read(late.note, proofs.trust().ledger_key)
    assert head is not None
    assert (head.size, head.root) == (late.size, roots[1])


@in_world
@frozen
def test_LAW_63_every_subject_stands_where_its_entries_lead() -> None:
    application = _job()
    for subject in [Matter.objects.get(pk=application.pk), *Paper.objects.filter(matter_id=application.pk)]:
        stage, named = "", subject._meta.label_lower
        if named == "matter.paper":
            stage = "numbered"  # a paper is born inside the act that issues it
        for entry in ledger.history(subject):
            assert entry.stage_from == stage, entry.act
            stage = entry.stage_to
        assert stage == subject.stage


@in_world
@frozen
def test_every_entry_names_a_ground_that_is_kept() -> None:
    application = _job()
    for entry in ledger.history(application):
        ground = GroundText.objects.get(digest=entry.ground)
        assert canonical.digest(ground.content) == bytes(entry.ground)
        assert ground.content["allowed"] is True
        assert entry.code == application.number


@in_world
@frozen
def test_sealing_numbers_every_committed_entry_once() -> None:
    _job()
    sealer.seal_all()
    assert not Unsealed.objects.exists()
    assert list(Sealed.objects.order_by("seq").values_list("seq", flat=True)) == list(range(Entry.objects.count()))
    assert sealer.faults() == []
    assert sealer.seal_all() == 0


def _verify() -> int:
    return verify_ledger.run(argparse.Namespace())


@contextmanager
def _without_triggers(table: str) -> Iterator[Any]:
    """As the owner of the database does it who wants to rewrite history."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_verify_ledger_names_the_entry_that_was_changed(
    own_database: str, capsys: pytest.CaptureFixture[str], frozen: None
) -> None:
    _job()
    assert checkpoint_command.run(argparse.Namespace()) == 0
    assert note.read(capsys.readouterr().out, proofs.trust().ledger_key) is not None
    assert _verify() == 0
    assert "台账完整" in capsys.readouterr().out
    victim = Sealed.objects.select_related("entry").get(entry__act="services.grant")
    with _without_triggers("kernel_entry") as cursor:
        cursor.execute("UPDATE kernel_entry SET actor = 'zhao' WHERE id = %s", [victim.entry_id])
    assert _verify() == 1
    told = capsys.readouterr().out
    assert f"entry {victim.seq} (services.grant)" in told


def test_verify_ledger_finds_a_history_rewritten_with_all_its_hashes(
    own_database: str, capsys: pytest.CaptureFixture[str], frozen: None
) -> None:
    """Leaves and nodes fit the forged entry again; the checkpoint that was published does not."""
    _job()
    proofs.publish()
    entry = Entry.objects.get(act="services.grant")
    for table in ("kernel_entry", "kernel_sealed", "kernel_node"):
        with _without_triggers(table) as cursor:
            if table == "kernel_entry":
                cursor.execute("UPDATE kernel_entry SET actor = 'zhao' WHERE id = %s", [entry.pk])
            else:
                cursor.execute(f"DELETE FROM {table}")
    Unsealed.objects.bulk_create([Unsealed(entry=key) for key in Entry.objects.values_list("id", flat=True)])
    sealer.seal_all()
    assert sealer.faults() == [], "inside itself it fits"
    assert _verify() == 1
    assert "no longer has the root that was signed" in capsys.readouterr().out


def test_verify_ledger_finds_a_changed_row_of_a_batch_and_a_removed_entry(
    own_database: str, capsys: pytest.CaptureFixture[str], frozen: None
) -> None:
    proofs.publish()
    with _without_triggers("kernel_entryrow") as cursor:
        cursor.execute("UPDATE kernel_entryrow SET code = 'X' WHERE id IN (SELECT id FROM kernel_entryrow LIMIT 1)")
    assert _verify() == 1
    assert "do not match their root" in capsys.readouterr().out
    with _without_triggers("kernel_sealed") as cursor:
        cursor.execute("DELETE FROM kernel_sealed WHERE seq = 1")
    assert _verify() == 1
    assert "the numbering breaks" in capsys.readouterr().out
