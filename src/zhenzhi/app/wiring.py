"""Wiring (接线): binds the ports of lower layers to their answers, once, when Django starts."""

from zhenzhi.devolution import (
    batch_acts,
    gate_reactions,
    gate_rules,
    menu_acts,
    patrol_acts,
    plan_acts,
    project_acts,
    succession_acts,
    taking,
    use_acts,
)
from zhenzhi.devolution import gate as duty_gate
from zhenzhi.devolution import rules as devolution_rules
from zhenzhi.kernel import question, rule
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter import draw_acts
from zhenzhi.matter import reactions as matter_reactions
from zhenzhi.org import account_acts, people, webhook_acts
from zhenzhi.org import acts as org_acts
from zhenzhi.org import annulling as org_annulling
from zhenzhi.register import acts as register_acts
from zhenzhi.register import announcing, annulling, entries, gate, grants, holdings, life, procedures, rulebook
from zhenzhi.register import rules as register_rules
from zhenzhi.register.lists import acts as list_acts
from zhenzhi.register.lists import rules as list_rules
from zhenzhi.services import acts as service_acts
from zhenzhi.services import licences, publications
from zhenzhi.services import reactions as service_reactions
from zhenzhi.services import rules as service_rules

REGISTERED = (
    org_acts, people, account_acts, org_annulling, webhook_acts,
    register_acts, entries, procedures, rulebook, life, grants, annulling, register_rules,
    list_acts, list_rules, announcing,
    matter_acts, draw_acts, matter_reactions,
    service_acts, licences, publications, service_rules, service_reactions,
    menu_acts, plan_acts, batch_acts, patrol_acts, use_acts, taking, project_acts, succession_acts, devolution_rules,
    duty_gate, gate_rules, gate_reactions,
)  # fmt: skip
"""Modules whose import registers acts, rules and reactions; named here so that the list can be read."""


def wire() -> None:
    """Install the register as the one answer to "may they?" and to how strictly a rule is kept here."""
    question.install(gate.answer)
    rule.install(holdings.setting)
