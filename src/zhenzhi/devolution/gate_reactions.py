"""What follows a proposal at the gate of duties (准入反应): what lacks something is turned away at once."""

from zhenzhi.devolution import gate
from zhenzhi.devolution.gate_models import Work
from zhenzhi.kernel.identity import clock
from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.reactions import reaction

GATE = clock("duty-gate")


@reaction("devolution.propose_work")
def turn_away_incomplete(entry: Entry) -> None:
    """Turn away proposed work that lacks basis, people, money or a place in the list (T108)."""
    work = Work.objects.get(pk=entry.subject)
    if work.stage == "proposed" and work.lacks:
        gate.turn_away(work, by=GATE)
