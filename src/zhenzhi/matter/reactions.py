"""What follows an act for matters (通用反应): a published calendar year makes provisional deadlines certain."""

from zhenzhi.kernel.models import Entry
from zhenzhi.kernel.reactions import reaction
from zhenzhi.matter import deadlines


@reaction("register.load_calendar_year")
def recompute_deadlines(entry: Entry) -> None:
    """重算暂定期限: derive every provisional deadline anew from the year just published (LAW-66)."""
    deadlines.recompute_provisional()
