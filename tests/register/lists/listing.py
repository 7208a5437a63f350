"""What tests of lists share: people with the rights, rows of the three town lists, and the way to publication."""

from datetime import date
from typing import Any

from tests import world
from tests.register.test_life import body
from zhenzhi.kernel.identity import officer
from zhenzhi.org import acts as org_acts
from zhenzhi.org.models import Post
from zhenzhi.register.lists import acts
from zhenzhi.register.models import ListVersion

HE, LAWYER, CHEN, ZHOU = (officer(name) for name in ("he", "lawyer", "chen", "zhou"))
DOCUMENT, WHERE = "山政发〔2026〕1号", "县政府网站"


def rights() -> None:
    """Shen Qing of the legal office reviews lists."""
    give("lawyer", "list.review")


def give(person: str, *more: str) -> None:
    """Give a person's post more rights from today on."""
    post = Post.objects.on(world.TODAY).get(code=f"post-{person}")
    missing = [right for right in more if right not in post.rights]
    if missing:
        org_acts.change_post_rights(post, rights=[*post.rights, *missing], start=world.TODAY, by=HE)


def duty(code: str, section: str = "basic", **more: str) -> dict[str, str]:
    """A row of a town's duty list, complete for its section."""
    told = {"code": code, "list": section, "category": "乡村振兴", "name": f"事项{code}"}
    if section == "assist":
        told |= {"main": world.PLAN, "main_duty": "牵头查处", "town_duty": "巡查、报告"}
    if section == "taken":
        told |= {"taking": world.PLAN, "work_mode": "直接受理"}
    return told | more


ROWS = [duty("B1"), duty("B2"), duty("A1", "assist"), duty("K1", "taken")]


def drafted(rows: list[dict[str, str]] | None = None, **more: Any) -> ListVersion:
    """A draft of Dongzhen's duty list, with these rows put in."""
    told = {
        "kind": "town_duties", "town": world.EAST_GOV, "number": "2026-1", "title": "东镇履行职责事项清单", "by": HE
    } | more  # fmt: skip
    version = acts.draft_list(body(world.GOV), **told)
    put = ROWS if rows is None else rows
    return acts.put_rows(version, rows=put, by=HE) if put else version


def reviewed(version: ListVersion) -> ListVersion:
    """The draft, handed in and passed by the legal office."""
    return acts.pass_list(acts.submit_list(version, by=HE), opinion="依据齐全", by=LAWYER)


def published(rows: list[dict[str, str]] | None = None, start: date = world.TODAY, **more: Any) -> ListVersion:
    """A version drafted, reviewed and published from a day on."""
    return acts.publish_list(reviewed(drafted(rows, **more)), start=start, document=DOCUMENT, where=WHERE, by=HE)
