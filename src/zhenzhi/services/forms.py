"""Papers of an application (行政许可文书): their kinds, and the facts each prints. Shapes: `paper_data`.

Names, basis and remedies come from the ground of the power on the day of issue; periods from dated parameters.
"""

from datetime import date

from django.db import connection

from zhenzhi.kernel import clock, mask
from zhenzhi.kernel.identity import Actor, Who
from zhenzhi.matter import deadlines
from zhenzhi.matter.models import Paper, Party
from zhenzhi.matter.papers import Form
from zhenzhi.org.models import Body
from zhenzhi.register import holdings
from zhenzhi.services import items
from zhenzhi.services.filings import missing
from zhenzhi.services.models import Application

GRANT = Form("granted", "service.decide")
DENY = Form("refused", "service.decide")
RESULTS = (GRANT.kind, DENY.kind)
VOUCHERS = {
    "correction": Form("correction", "service.correct"),
    "accepted": Form("accepted", "service.accept"),
    "not_accepted": Form("not_accepted", "service.accept"),
    "paused": Form("paused", "service.pause"),
    "extended": Form("extended", "service.extend"),
}
_ID_LABELS = {
    "id_card": "居民身份证号码",
    "uscc": "统一社会信用代码",
    "passport": "护照号码",
    "none": "证件号码",
}
_UNITS = {"wd": "个工作日", "d": "日", "month": "个月", "h": "小时", "spot": ""}
_CHANNELS = {"portal": "网上申请", "window": "窗口", "station": "村级服务站", "agent": "代办"}

Facts = dict[str, object]


def _applicant(application: Application) -> Facts:
    who = Party.objects.get(matter_id=application.id, role="applicant")
    found: Facts = {
        "name": who.name,
        "id_label": _ID_LABELS.get(who.id_kind, "证件号码"),
        "id_no": mask.mask_id(who.id_number) if who.kind == "person" else who.id_number,
    }
    if who.address:
        found["address"] = who.address
    return found


def common(application: Application) -> Facts:
    """What every paper of a matter prints; organ, number, verify block and test mark are added when it is rendered."""
    return {
        "applicant": _applicant(application),
        "item": application.title,
        "case_no": application.number,
        "date": clock.today().isoformat(),
    }


def limit(length: int, unit: str) -> str:
    """A period in words (20个工作日、当场)."""
    return "当场" if unit == "spot" else f"{length}{_UNITS[unit]}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def remedies() -> Facts:
    """Periods of review and suit (行政复议法 20, 行政诉讼法 46); the organ follows the ground."""
    review, suit = (holdings.number(code, clock.today()) for code in ("review.apply", "suit.file"))
    court = holdings.table("courts")
    return {
        "review_period": limit(review.value, review.unit),
        "court": court[0]["name"] if court else "有管辖权的人民法院",
        "suit_period": limit(suit.value, suit.unit),
    }


def decision_facts(application: Application) -> Facts:
    """What a decision prints (行政许可法 38; LAW-34)."""
    accepted = application.accepted_at
    facts = common(application) | {
        "accepted": accepted.astimezone(clock.BEIJING).date().isoformat() if accepted else "",
        "findings": [f"经审查，{line}" for line in application.review_opinion.splitlines() if line],
        "remedies": remedies(),
    }
    if application.reasons:
        return facts | {"reasons": application.reasons.splitlines()}
    result = items.of(application).result_name
    return facts | {
        "granted": [f"向申请人核发{result}。" if result else f"准予办理“{application.title}”。"],
        "delivery": f"请凭本决定书到便民服务中心出证窗口领取。承诺送达期限：自作出决定之日起{_deliver_limit()}。",
    }


def _deliver_limit() -> str:
    number = holdings.number("licence.delivery", clock.today())
    return limit(number.value, number.unit)


def voucher_facts(application: Application, form: Form) -> Facts:
    """What a receipt or notice prints."""
    return common(application) | _VOUCHER_FACTS[form.kind](application)


def receipt_facts(application: Application) -> Facts:
    """收件凭证: what was handed in, when and to whom; it says nothing of acceptance and takes no seal."""
    given = application.materials.order_by("seq").values_list("name", flat=True)
    owner = Body.objects.on(clock.today()).filter(code=application.body).values_list("name", flat=True).first()
    return {
        "item_code": items.of(application).code,
        "received_at": application.opened_at.astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M"),
        "channel": _CHANNELS[application.channel],
        "receiver": owner or "",
        "materials": [{"name": name} for name in given],
        "notes": ["本凭证只证明收到上述材料，不代表已经受理。"],
    }


def _correction(application: Application) -> Facts:
    return {
        "received": application.received_on.isoformat(),
        "missing": [{"name": line} for line in application.correction_list],
        "basis": ["《中华人民共和国行政许可法》第三十二条第一款第（四）项"],
    }


def _accepted(application: Application) -> Facts:
    item, promise = items.of(application), deadlines.get(application, "promise")
    facts: Facts = {
        "accepted": promise.start.isoformat(),
        "basis": ["《中华人民共和国行政许可法》第三十二条第一款第（五）项、第四十二条"],
        "statutory_limit": limit(item.statutory_limit, item.statutory_unit) if item.statutory_limit else "法律未规定",
        "promised_limit": limit(item.promised_limit, item.promised_unit),
        "decide_by": _day(deadlines.as_begun(promise)),  # as told on the day; a later pause has a notice of its own
    }
    if application.deemed:
        facts["basis"] = [
            "《中华人民共和国行政许可法》第三十二条第一款第（四）项（逾期不告知的，自收到申请材料之日起即为受理）"
        ]
    return facts


def _not_accepted(application: Application) -> Facts:
    return {
        "received": application.received_on.isoformat(),
        "reasons": application.reasons.splitlines(),
        "basis": ["《中华人民共和国行政许可法》第三十二条第一款第（二）项"],
        "right_organ": application.other_organ,
        "remedies": remedies(),
    }


def _paused(application: Application) -> Facts:
    decide = deadlines.get(application, "decide")
    last = decide.pauses[-1]
    return {
        "accepted": decide.start.isoformat(),
        "procedure": last["kind"],
        "time_needed": last["notice"],
        "begins": last["start"],
        "basis": ["《中华人民共和国行政许可法》第四十五条"],
    }


def _extended(application: Application) -> Facts:
    decide = deadlines.get(application, "decide")
    last = decide.extensions[-1]
    return {
        "accepted": decide.start.isoformat(),
        "was_due": _day(decide.warn),
        "extended_by": limit(int(last["length"]), last["unit"]),
        "decide_by": _day(decide.due),
        "reasons": [application.extension_reasons],
        "basis": ["《中华人民共和国行政许可法》第四十二条第一款"],
        "approved_by": "本行政机关负责人",
    }


_VOUCHER_FACTS = {
    "correction": _correction,
    "accepted": _accepted,
    "not_accepted": _not_accepted,
    "paused": _paused,
    "extended": _extended,
}


def shortfall(application: Application) -> list[str]:
    """Necessary materials that are still missing, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM matter_material WHERE matter_id = %s", [application.id])
        given = [row[0] for row in cursor.fetchall()]
    return missing(items.of(application), given)


def handed_out(paper: Paper, actor: Actor) -> bool:
    """Whether this reader may have the file: a party gets the result only once it was delivered (T42)."""
    return actor.kind is not Who.PARTY or paper.kind not in RESULTS or paper.delivered_at is not None
