"""Drafts of applications (申请草稿): kept while somebody writes, gone when it was filed or lay untouched too long.

A draft belongs to one person and is read through this module alone, always with that person's key.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from zhenzhi.kernel import clock
from zhenzhi.kernel.doing import together
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Problem
from zhenzhi.register import holdings
from zhenzhi.register.models import ServiceItem
from zhenzhi.services import acts
from zhenzhi.services.filings import Filing, Given
from zhenzhi.services.models import Application, Draft

log = logging.getLogger(__name__)

LONGEST = 4000
"""Characters kept of one field."""


def of(person: str, item: str) -> Draft | None:
    """This person's draft for an item, if there is one."""
    return Draft.objects.filter(person=person, item=item).first()


def mine(person: str) -> list[Draft]:
    """A person's drafts, the last written first."""
    return list(Draft.objects.filter(person=person).order_by("-saved_at"))


def keep(
    person: str,
    item: str,
    content: Mapping[str, str],
    given: Mapping[int, Given] | None = None,
    dropped: tuple[int, ...] = (),
) -> Draft:
    """Keep what was typed and handed in, over what was there; `dropped` names materials taken out again.

    Two tabs that write at once wait for each other: what either one sent is kept, field by field.
    """
    with transaction.atomic():
        Draft.objects.bulk_create([Draft(person=person, item=item, saved_at=clock.now())], ignore_conflicts=True)
        row = Draft.objects.select_for_update().get(person=person, item=item)
        row.content |= {name: text.replace("\0", "")[:LONGEST] for name, text in content.items()}
        row.files |= {str(seq): _told(one) for seq, one in (given or {}).items()}
        for seq in dropped:
            row.files.pop(str(seq), None)
        row.saved_at = clock.now()
        row.save()
    return row


def _told(one: Given) -> dict[str, str]:
    return {"digest": one.file, "kind": one.file_kind, "name": one.file_name}


def materials(draft: Draft, item: ServiceItem) -> list[Given]:
    """What was handed in with a draft and is still on the item's list, in the order of the list."""
    kept = {int(seq): one for seq, one in draft.files.items()}
    return [
        Given(line["seq"], kept[line["seq"]]["digest"], kept[line["seq"]]["kind"], kept[line["seq"]]["name"])
        for line in item.materials
        if line["seq"] in kept
    ]


def file(draft: Draft, item: ServiceItem, filing: Filing, by: Actor) -> Application:
    """File a draft: the act and the end of the draft together. Sent twice it is filed once. Raises Problem."""
    with together():
        made = acts.apply(item, filing=filing, by=by.once(draft.id.hex))
        Draft.objects.filter(pk=draft.pk).delete()
    return made


def drop(person: str, key: UUID) -> bool:
    """Throw a draft of this person away. Returns whether there was one."""
    return Draft.objects.filter(person=person, pk=key).delete()[0] > 0


def sweep() -> int:
    """草稿清理: drafts untouched for the days of `draft.keep` go (个人信息保护法 19). Returns how many."""
    try:
        days = holdings.number("draft.keep", clock.today()).value
    except Problem as problem:
        log.warning("Drafts were left as they are: %s", problem.code)
        return 0
    return Draft.objects.filter(saved_at__lt=clock.now() - timedelta(days=days)).delete()[0]
