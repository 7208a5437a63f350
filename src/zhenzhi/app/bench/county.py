"""The county of the bench: people with tokens, things to apply for, and a hundred thousand matters on request."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection, transaction

from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import party
from zhenzhi.kernel.models import Delivery
from zhenzhi.org.models import Account, Person, Token
from zhenzhi.register import holdings, seats
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import acts
from zhenzhi.services.filings import Filing, Given
from zhenzhi.services.filings import Person as Applicant
from zhenzhi.services.models import Application

RIGHTS = (
    "service.accept", "service.review", "service.decide", "service.seal", "service.deliver", "request.ask",
    "request.answer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """What the bench works with: an item, who files, who holds which right, and their tokens."""

    item: ServiceItem
    place: str
    applicant: Person
    people: dict[str, str]
    tokens: dict[str, str]
    asked: str

    def filing(self) -> dict[str, object]:
        """What the applicant files, as the API takes it."""
        who = self.applicant
        return {
            "place": self.place,
            "applicant": {
                "kind": "person", "name": who.name, "id_kind": who.id_kind, "id_number": who.id_number, "key": who.code,
            },
            "form": {"用途": "自住"},
            "materials": [{"seq": seq} for seq in own_materials(self.item)],
        }  # fmt: skip

    def apply(self) -> Application:
        """File one application in this process, without HTTP."""
        who = self.applicant
        person = Applicant(
            kind="person", name=who.name, id_kind=who.id_kind, id_number=who.id_number, key=who.code
        )  # fmt: skip
        given = [Given(seq=seq) for seq in own_materials(self.item)]
        filing = Filing(place=self.place, applicant=person, materials=given)
        return acts.apply(self.item, filing=filing, by=party(who.code))


def own_materials(item: ServiceItem) -> list[int]:
    """Numbers of the materials that an applicant hands in."""
    return [line["seq"] for line in item.materials if line["source"] != "部门共享"]


def _holder(right: str, body: str, taken: set[str]) -> str:
    """Somebody of the body, or of one it acts through, whose post holds the right; each person once if it can be."""
    found = [seat.person for seat in seats.holders(holdings.current().facts, right, body, clock.today())]
    fresh = [person for person in found if person not in taken]
    return (fresh or found)[0]


def _token(person: str) -> str:
    account, _ = Account.objects.get_or_create(
        person=person, defaults={"username": f"bench-{person}", "password": UNUSABLE_PASSWORD_PREFIX}
    )
    text = hashlib.sha256(f"bench {person}".encode()).hexdigest()
    now = clock.now()
    Token.objects.create(
        digest=hashlib.sha256(text.encode()).digest(), account=account, label="bench", made_at=now,
        ends_at=now + timedelta(days=1),
    )  # fmt: skip
    return text


def scene() -> Scene:
    """Choose from the loaded profile: an entrusted licence of the town, and five different people for its life."""
    today = clock.today()
    facts = holdings.current().facts
    item, principal = next(
        (row, grant.principal)
        for row in ServiceItem.objects.on(today).filter(result_kind="licence").order_by("code")
        for grant in facts.grants_of.get((row.power, row.body), ())
        if grant.mode == "entrusted" and grant.span.covers(today) and "decide" in (grant.act_types or {"decide"})
    )
    people: dict[str, str] = {}
    for right in RIGHTS:
        body = principal if right == "request.answer" else item.body
        people[right] = _holder(right, body or item.body, set(people.values()))
    applicant = Person.objects.on(today).filter(staff="party", id_kind="id_card").order_by("code")[0]
    place = next(place for place in facts.places if facts.seat(place, today) == _town(item.body))
    everybody = {*people.values(), applicant.code}
    tokens = {person: _token(person) for person in sorted(everybody)}
    return Scene(item, place, applicant, people, tokens, principal or item.body)


def _town(body: str) -> str:
    return holdings.current().facts.bodies[body][-1].place


def settle() -> None:
    """Set aside what earlier measurements owe, so that the next one pays only for its own papers."""
    Delivery.objects.filter(done_at__isnull=True).update(done_at=clock.now(), error="bench")


def fill(scene: Scene, matters: int) -> None:
    """Put so many closed and open matters beside the real ones: rows copied by the database from one made by acts."""
    model = scene.apply()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhenzhi.act', 'bench', true)")
        cursor.execute("CREATE TEMP TABLE made AS SELECT uuidv7() AS id, n FROM generate_series(1, %s) n", [matters])
        for table, key, changed in _COPIES:
            columns = _columns(table)
            values = ", ".join(changed.get(column, f"s.{column}") for column in columns)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} s, made WHERE s.{key} = %s",
                [model.id],
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


_STAGES = (
    "(ARRAY['submitted','accepted','reviewed','granted'] || array_fill('delivered'::text, ARRAY[4]))[1 + made.n %% 8]"
)
_COPIES: list[tuple[str, str, dict[str, str]]] = [
    (
        "matter_matter", "id",
        {
            "id": "made.id", "number": "s.number || '-' || made.n", "stage": _STAGES,
            "opened_at": "s.opened_at - made.n * interval '1 minute'",
        },
    ),
    ("services_application", "matter_ptr_id", {"matter_ptr_id": "made.id"}),
    ("matter_deadline", "matter_id", {"id": "uuidv7()", "matter_id": "made.id"}),
    ("matter_party", "matter_id", {"id": "uuidv7()", "matter_id": "made.id"}),
]  # fmt: skip


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER' "
            "ORDER BY ordinal_position",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]
