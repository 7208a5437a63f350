"""Wiring (接线): binds the ports of lower layers to their answers, once, when Django starts."""

from zhenzhi.kernel import question
from zhenzhi.matter import acts as matter_acts
from zhenzhi.org import acts as org_acts
from zhenzhi.register import acts as register_acts
from zhenzhi.register import gate
from zhenzhi.services import acts as service_acts
from zhenzhi.services import licences
from zhenzhi.services import reactions as service_reactions
from zhenzhi.services import rules as service_rules

REGISTERED = (org_acts, register_acts, matter_acts, service_acts, licences, service_rules, service_reactions)
"""Modules whose import registers acts, rules and reactions; named here so that the list can be read."""


def wire() -> None:
    """Install the register as the one answer to "may they?"."""
    question.install(gate.answer)
