"""Matters at every stage for the tests that only look: made by acts, quickly, without a browser."""

import json
from dataclasses import dataclass, replace

from tests import world
from tests.browser.story import work_off
from zhenzhi.matter import acts as matter_acts
from zhenzhi.matter.models import Paper
from zhenzhi.services import acts, drafts
from zhenzhi.services.filings import Given
from zhenzhi.services.models import Application
from zhenzhi.ui import demo

LONG = "阿卜杜热西提·" * 25 + "<script>alert('名')</script>"
STRANGE = {
    "long": LONG[:200],
    "markup": "<b onmouseover=alert(1)>王&amp;强</b>",
    "rare": "𠮷田龘靐㐂𪚥",
    "tibetan": "བཀྲ་ཤིས་བདེ་ལེགས",
    "uyghur": "ئابدۇرېھىم ئۆتكۈر",
}
"""Names that pages must show right: very long, with markup, with rare characters, in other scripts."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Numbers of matters by where they stand, and the code of a sealed paper."""

    numbers: dict[str, str]
    code: str


def applied(name: str = "王强", materials: tuple[int, ...] = (1, 3)) -> Application:
    filing = replace(world.filing(materials=materials), applicant=replace(world.WANG, name=name))
    filing = replace(filing, materials=[Given(seq=seq) for seq in materials])
    return acts.apply(world.item(), filing=filing, by=world.who("wang"))


def _reviewed() -> Application:
    row = acts.accept(applied(), by=world.who("li"))
    return acts.review(row, agrees=True, opinion="符合条件，建议准予。", by=world.who("zhao"))


def _granted() -> Application:
    row = acts.grant(_reviewed(), by=world.who("sun"))
    matter_acts.approve_seal(Paper.objects.get(matter_id=row.pk, kind="granted"), by=world.who("keeper"))
    return row


def fill() -> Stock:
    """One matter at every stage, one of them handed to a colleague, and a draft."""
    rows = {"submitted": applied(), "correcting": applied(materials=(1,))}
    acts.ask_correction(rows["correcting"], lines=["建设方案"], by=world.who("li"))
    rows["accepted"] = acts.accept(applied(), by=world.who("li"))
    matter_acts.ask(
        rows["accepted"], to_body=world.PLAN, content="是否符合村庄规划？", kind="opinion", by=world.who("zhao")
    )
    rows["reviewed"] = _reviewed()
    rows["deciding"] = acts.grant(_reviewed(), by=world.who("sun"))
    rows["granted"], delivered = _granted(), _granted()
    work_off()
    delivered = Application.objects.get(pk=delivered.pk)
    rows["delivered"] = acts.deliver(delivered, way="window", receiver="王强", by=world.who("qian"))
    rows["own"] = acts.receive(world.item(), filing=world.filing(), by=world.who("li"))
    drafts.keep("wang", world.HOME_ITEM, {"who": "self", "purpose": "分户建房", "place": world.EAST + "201"})
    code = Paper.objects.get(matter_id=delivered.pk, kind="granted").verify_code
    return Stock({name: row.number for name, row in rows.items()}, code)


def tried_out() -> None:
    """Say that this county is there to be tried, so that its first page offers people to sign in as."""
    people = [
        {
            "username": code, "person": code, "name": name, "post": "窗口", "body": "东镇便民服务中心",
            "body_en": "Dongzhen Service Centre",
        }
        for code, (name, _staff, body, _rights) in world.PEOPLE.items() if body == world.EAST_HALL
    ]  # fmt: skip
    people.append(
        {"username": "wang", "person": "wang", "name": "王强", "post": "群众", "body": "群众和企业",
         "body_en": "Residents and firms"}
    )  # fmt: skip
    demo.file().write_text(json.dumps(people), encoding="utf-8")
