"""The sample applications of a demo county: real acts, every stage, no real day invented."""

import pytest

from tests import world
from zhenzhi.app import demo_matters
from zhenzhi.kernel.models import Entry
from zhenzhi.matter.models import Paper
from zhenzhi.register.models import ServiceItem
from zhenzhi.services.models import Application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_the_samples_stand_at_every_stage() -> None:
    made = demo_matters.found()
    assert made == Application.objects.count() == len(demo_matters.WAYS)
    stages = set(Application.objects.values_list("stage", flat=True))
    assert stages == {"submitted", "correcting", "accepted", "reviewed", "granted", "delivered"}
    assert set(Paper.objects.filter(kind="granted").values_list("stage", flat=True)) == {"sealed", "numbered"}
    assert Paper.objects.filter(kind="refused", stage="sealed").count() == 1
    assert all(entry.at == world.NOW for entry in Entry.objects.filter(subject_kind="services.application"))


def test_the_first_resident_is_left_to_the_visitor() -> None:
    demo_matters.found()
    assert not Application.objects.filter(applicant="firm").exists(), "the first of the world's residents and firms"
    assert Application.objects.exclude(applicant="").exists()


def test_a_county_without_licences_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_matters, "_whole", lambda item: False)
    assert demo_matters.found() == 0
    assert ServiceItem.objects.exists()
    assert not Application.objects.exists()
