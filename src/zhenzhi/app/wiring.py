"""Wiring (接线): binds the ports of lower layers to their answers, once, when Django starts."""

from zhenzhi.kernel import question, rule
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import reactions as matter_reactions
from zhenzhi.org import account_acts, people
from zhenzhi.org import acts as org_acts
from zhenzhi.register import acts as register_acts
from zhenzhi.register import entries, gate, grants, holdings, life, rulebook
from zhenzhi.register import rules as register_rules
from zhenzhi.services import acts as service_acts
from zhenzhi.services import licences, publications
from zhenzhi.services import reactions as service_reactions
from zhenzhi.services import rules as service_rules

REGISTERED = (
    org_acts, people, account_acts,
    register_acts, entries, rulebook, life, grants, register_rules,
    matter_acts, matter_reactions,
    service_acts, licences, publications, service_rules, service_reactions,
)  # fmt: skip
"""Modules whose import registers acts, rules and reactions; named here so that the list can be read."""


def wire() -> None:
    """Install the register as the one answer to "may they?" and to how strictly a rule is kept here."""
    question.install(gate.answer)
    rule.install(holdings.setting)
