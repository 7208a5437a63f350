"""The acts on the life of a power have their routes, made from the registry; who may not see a row learns nothing."""

import pytest

from tests.devolution import county as c
from zhenzhi.api import acts, bodies, subjects
from zhenzhi.devolution.models import Batch, Evaluation, Idle, Patrol, Proposal
from zhenzhi.kernel.identity import Who, officer
from zhenzhi.kernel.problem import NotFound
from zhenzhi.kernel.registry import REGISTRY

pytestmark = [pytest.mark.usefixtures("devolving")]

PEOPLES = [
    name
    for name, spec in REGISTRY.items()
    if name.startswith("devolution.") and spec.kind != "bulk" and spec.move.who == Who.OFFICER
]


def test_DESIGN_8_every_single_act_of_a_person_has_a_route_and_a_body() -> None:
    routes = {route.spec.name: route for route in acts.routes() if route.spec.name in PEOPLES}
    own = {name for name in PEOPLES if REGISTRY[name].subject in (Proposal, Batch, Patrol, Idle, Evaluation)}
    assert own - routes.keys() == set()
    assert routes["devolution.ask_for"].path == "/bodies/{code}/ask_for"
    assert routes["devolution.decide"].path == "/evaluations/{key}/decide"
    for name in own:
        bodies.carried(REGISTRY[name])


def test_LAW_64_a_proposal_is_found_by_those_it_concerns_and_by_nobody_else() -> None:
    row = c.asked()
    find = subjects.FOUND_BY[Proposal][2]
    assert find(c.MAYOR, str(row.pk), "x") == find(c.STAFF, str(row.pk), "x") == row
    for stranger in (officer("li"), officer("nobody")):
        with pytest.raises(NotFound):
            find(stranger, str(row.pk), "x")
