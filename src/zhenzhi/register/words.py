"""The words of authority (权限判断用语): each refusal with rule, article, what is missing, what next.

Placeholders in braces are filled by the check that refuses. Articles: LAW.md parts 1, 2.1, 3, 6.2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Text:
    """Text for people, Chinese first."""

    zh: str
    en: str

    def filled(self, details: Iterable[tuple[str, str]]) -> "Text":
        """The same text with its placeholders filled."""
        values = dict(details)
        return Text(self.zh.format_map(values), self.en.format_map(values))


class Code(StrEnum):
    """Why it was refused; a closed set."""

    POWER_UNLISTED = "power_unlisted"
    POWER_WITHOUT_BASIS = "power_without_basis"
    PLACE_UNKNOWN = "place_unknown"
    NOBODY_COMPETENT = "nobody_competent"
    CELLS_CONFLICT = "cells_conflict"
    AMOUNT_NEEDED = "amount_needed"
    OTHER_BODY = "other_body"
    ASSISTANCE_ONLY = "assistance_only"
    BODY_NOT_IN_FORCE = "body_not_in_force"
    GRANT_NOT_IN_FORCE = "grant_not_in_force"
    SOURCE_NOT_IN_FORCE = "source_not_in_force"
    MODE_UNKNOWN = "mode_unknown"
    MEASURES_OFF = "measures_off"
    COERCION_ENTRUSTED = "coercion_entrusted"
    SUB_ENTRUSTED = "sub_entrusted"
    NOT_THE_HOLDER = "not_the_holder"
    NOT_ENTRUSTABLE = "not_entrustable"
    NOT_AN_ORGAN = "not_an_organ"
    PRINCIPAL_NOT_IN_FORCE = "principal_not_in_force"
    INSTRUMENT_NOT_IN_FORCE = "instrument_not_in_force"
    INSTRUMENT_PARTIES = "instrument_parties"
    NOT_SIGNED = "not_signed"
    NOT_FILED = "not_filed"
    NOT_ANNOUNCED = "not_announced"
    NO_PROVINCIAL_DECISION = "no_provincial_decision"
    LIST_NOT_PUBLISHED = "list_not_published"
    ACT_TYPE_OUTSIDE = "act_type_outside"
    AMOUNT_OUTSIDE = "amount_outside"
    OBJECT_OUTSIDE = "object_outside"
    PLACE_OUTSIDE = "place_outside"
    STOPPED = "stopped"
    QUALIFICATION_LACKING = "qualification_lacking"
    PERSON_UNKNOWN = "person_unknown"
    NOT_APPOINTED = "not_appointed"
    RIGHT_LACKING = "right_lacking"
    PERSON_KIND = "person_kind"
    CREDENTIAL_LACKING = "credential_lacking"
    CREDENTIAL_FIELD = "credential_field"
    SAME_PERSON = "same_person"
    NOT_PARTY = "not_party"
    LAW_NOT_NAMED = "law_not_named"
    ALREADY_FOUNDED = "already_founded"


@dataclass(frozen=True, slots=True)
class Words:
    """Rule id, article, what is missing, what to do next."""

    rule: str
    article: str
    missing: Text
    next_step: Text


BASIS_ZH = "法律依据"
MODE_WORDS = {
    "statutory": ("法定", "statutory"),
    "granted": ("交由（赋权）", "granted under a provincial decision"),
    "entrusted": ("委托", "entrusted"),
    "stationed": ("派驻", "stationed"),
    "concentrated": ("相对集中", "concentrated"),
    "assistance": ("仅协助", "assistance only"),
}
PERSON_KINDS = {
    "civil": ("公务员", "civil servant"),
    "institution": ("事业编制人员", "institution staff"),
    "auxiliary": ("辅助人员", "auxiliary"),
    "grid": ("网格员", "grid warden"),
    "contract": ("合同聘用人员", "contract staff"),
}


def _w(rule: str, article: str, zh: str, en: str, next_zh: str, next_en: str) -> Words:
    return Words(rule, article, Text(zh, en), Text(next_zh, next_en))


_ENTRUST = "行政处罚法 20、21；行政许可法 24"
_C = Code

WORDS: dict[Code, Words] = {
    _C.POWER_UNLISTED: _w(
        "T01", "行政处罚法 17、38；行政许可法 22",
        "事项“{power}”在 {day} 不在已公布的权责清单内。",
        "The power “{power_en}” is not on a published list in force on {day}.",
        "请核对事项编码和日期；确需行使的，先由编制部门列入清单并公布。",
        "Check the code and the day; if the power is needed, have it listed and published first."),
    _C.POWER_WITHOUT_BASIS: _w(
        "T02", "行政处罚法 38；行政许可法 22",
        "事项“{power}”在 {day} 没有有效的法律依据。",
        "The power “{power_en}” has no legal basis in force on {day}.",
        "请法制机构补录现行法律条款；依据已废止的，应将事项移出清单。",
        "Let the legal office record the article in force; if repealed, take the power off the list."),
    _C.PLACE_UNKNOWN: _w(
        "LAW-1", "行政处罚法 22",
        "地点“{place}”在 {day} 不属于任何乡镇或县。",
        "The place “{place}” belongs to no town or county on {day}.",
        "请重新选择事发地或办理地。",
        "Choose the place again."),
    _C.NOBODY_COMPETENT: _w(
        "LAW-1", "行政处罚法 17；行政许可法 22",
        "{day} 在“{place}”，没有机构依法行使事项“{power}”的这一行为。",
        "On {day} nobody exercises this part of the power “{power_en}” at “{place}”.",
        "请联系编制部门核对权力配置；不得先办后补。",
        "Ask the staffing office to check who holds it; do not act first and repair later."),
    _C.CELLS_CONFLICT: _w(
        "T05", "行政处罚法 25",
        "事项“{power}”在此处同时登记了两个行使机构：{bodies}。",
        "Two bodies are recorded as exercising the power “{power_en}” here: {bodies_en}.",
        "请报共同的上一级机关指定管辖，改正登记后再办。",
        "Have the common superior name one of them and correct the record first."),
    _C.AMOUNT_NEEDED: _w(
        "T19", "委托或赋权文书所定限额",
        "事项“{power}”按金额分由不同机构行使，尚未写明金额。",
        "The power “{power_en}” is divided by sum, and no sum is stated.",
        "请填写金额后再试。",
        "State the sum and try again."),
    _C.OTHER_BODY: _w(
        "T05", "行政处罚法 17；行政许可法 32",
        "此事应由“{holder}”办理，本机构在 {day} 没有这项权力。",
        "This belongs to “{holder_en}”; your body does not hold it on {day}.",
        "请告知当事人向“{holder}”提出，或将材料移送该机构。",
        "Tell the person to go to “{holder_en}”, or hand the papers over to it."),
    _C.ASSISTANCE_ONLY: _w(
        "T27", "行政处罚法 26",
        "本机构对此事只负责协助，办理机构是“{holder}”。",
        "Your body only assists here; “{holder_en}” is the one to act.",
        "请记录协助情况，并通过协同单转“{holder}”。",
        "Record the help given and send a request to “{holder_en}”."),
    _C.BODY_NOT_IN_FORCE: _w(
        "LAW-1", "行政处罚法 17",
        "机构“{body}”在 {day} 未登记或已撤销。",
        "The body “{body_en}” is not on record, or was dissolved, on {day}.",
        "请联系编制部门核对机构信息。",
        "Ask the staffing office to check the body's record."),
    _C.GRANT_NOT_IN_FORCE: _w(
        "LAW-1", "行政处罚法 17、24；行政许可法 24",
        "“{holder}”行使事项“{power}”的授权在 {day} 无效：未登记、未生效或已到期。",
        "The grant of the power “{power_en}” to “{holder_en}” is not in force on {day}.",
        "请核对授权起止日期；到期的，办理续期或交回县级部门。",
        "Check the dates; if it has run out, renew it or hand the matter to the county department."),
    _C.SOURCE_NOT_IN_FORCE: _w(
        "LAW-1", "行政处罚法 20；行政许可法 24",
        "这项授权所出自的上级权力在 {day} 无效或已停止行使。",
        "The power this grant was taken from is not in force, or is stopped, on {day}.",
        "请原权力机关先恢复或重新确认其权力。",
        "The body that gave it must first restore or confirm its own power."),
    _C.MODE_UNKNOWN: _w(
        "LAW-1", "行政处罚法 17",
        "权力来源方式“{mode}”没有登记其名义、印章和责任。",
        "The mode “{mode}” has no recorded name, seal and liability.",
        "请在规则包的方式表中补全后再办。",
        "Complete the table of modes in the profile first."),
    _C.MEASURES_OFF: _w(
        "LAW-4", "行政强制法 17",
        "事项“{power}”未开通行政强制措施。",
        "Coercive measures are not switched on for the power “{power_en}”.",
        "请改用非强制方式，或提请有权机关依法实施。",
        "Use a way without coercion, or ask the competent organ to apply the measure."),
    _C.COERCION_ENTRUSTED: _w(
        "LAW-4", "行政强制法 17",
        "行政强制不得委托，委托所得的权力不能用于强制。",
        "Coercion may never be entrusted; an entrusted power cannot be used for it.",
        "请提请“{holder}”由其具备资格的执法人员实施。",
        "Ask “{holder_en}” to act through its own qualified officers."),
    _C.SUB_ENTRUSTED: _w(
        "T14", "行政处罚法 20；行政许可法 24",
        "这项权力本身是受委托取得的，不得再委托。",
        "This power was itself held in another's name and cannot be passed on.",
        "请由原委托机关直接与本机构订立委托文书。",
        "Let the original principal entrust your body directly."),
    _C.NOT_THE_HOLDER: _w(
        "LAW-3", _ENTRUST,
        "交出权力的机关不是这项权力的法定行使机关“{holder}”。",
        "The organ that gave this power is not its holder, “{holder_en}”.",
        "请由“{holder}”出具委托或派驻文书。",
        "The instrument must come from “{holder_en}”."),
    _C.NOT_ENTRUSTABLE: _w(
        "LAW-3", _ENTRUST,
        "没有法律、法规或规章允许委托事项“{power}”。",
        "No statute, regulation or rule allows the power “{power_en}” to be entrusted.",
        "请由县级部门自行办理，或采用派驻方式。",
        "Leave it with the county department, or station its officers."),
    _C.NOT_AN_ORGAN: _w(
        "LAW-3", _ENTRUST,
        "“{body}”不是可以接受委托的行政机关。",
        "“{body_en}” is not an administrative organ that may be entrusted.",
        "请改为委托乡镇人民政府，由其所属机构具体办理。",
        "Entrust the town government instead; its service centre can do the work for it."),
    _C.PRINCIPAL_NOT_IN_FORCE: _w(
        "LAW-3", _ENTRUST,
        "委托或派驻机关“{principal}”在 {day} 未登记或已撤销。",
        "The principal “{principal_en}” is not on record, or was dissolved, on {day}.",
        "请由承继其职权的机关重新出具文书。",
        "The organ that succeeded it must issue a new instrument."),
    _C.INSTRUMENT_NOT_IN_FORCE: _w(
        "T15", _ENTRUST,
        "依据文书“{instrument}”在 {day} 未登记、未生效或已到期。",
        "The instrument “{instrument}” is not on record or not in force on {day}.",
        "请补录或续签文书；在此之前不得办理。",
        "Record or renew the instrument; no act may be done before."),
    _C.INSTRUMENT_PARTIES: _w(
        "T15", _ENTRUST,
        "文书“{instrument}”的双方与授权登记的双方不一致。",
        "The parties of the instrument “{instrument}” are not those of the grant.",
        "请核对文书与授权登记。",
        "Compare the instrument with the record of the grant."),
    _C.NOT_SIGNED: _w(
        "T15", _ENTRUST,
        "委托文书“{instrument}”在生效日前缺少{side}的签字。",
        "The instrument “{instrument}” lacks the signature of {side_en} by its first day.",
        "请双方自愿签署并注明日期；系统不能代签。",
        "Both must sign of their own will, with the date; the system cannot sign."),
    _C.NOT_FILED: _w(
        "T16", _ENTRUST,
        "委托文书“{instrument}”在生效日前没有备案。",
        "The instrument “{instrument}” was not filed by its first day.",
        "请向县司法局备案，并把生效日定在备案和公告之后。",
        "File it with the county legal office and let it start after filing and announcement."),
    _C.NOT_ANNOUNCED: _w(
        "T16", _ENTRUST,
        "委托文书“{instrument}”在生效日前没有公告。",
        "The instrument “{instrument}” was not announced by its first day.",
        "请公告文书内容，并把生效日定在公告之后。",
        "Announce it and let it start after the announcement."),
    _C.NO_PROVINCIAL_DECISION: _w(
        "LAW-2", "行政处罚法 24(1)；行政许可法 25",
        "文书“{instrument}”之前没有已公布的省级决定。",
        "No published provincial decision stands before the instrument “{instrument}”.",
        "请登记省级决定的文号和公布日期；没有决定的，不得赋权。",
        "Record the provincial decision with number and day of publication; without one there is no grant."),
    _C.LIST_NOT_PUBLISHED: _w(
        "LAW-2", "行政处罚法 24(1)",
        "县级赋权清单“{instrument}”在生效日前没有公布。",
        "The county's list “{instrument}” was not published by its first day.",
        "请先公布清单。",
        "Publish the list first."),
    _C.ACT_TYPE_OUTSIDE: _w(
        "T19", "授权文书所定范围",
        "授权范围不含这类行为（{act_type}）。",
        "Acts of this kind ({act_type}) are outside the grant.",
        "请移送“{holder}”。",
        "Hand it over to “{holder_en}”."),
    _C.AMOUNT_OUTSIDE: _w(
        "T23", "授权文书所定限额",
        "金额 {amount} 元超出授权限额 {ceiling} 元。",
        "The sum of {amount} yuan is above the ceiling of {ceiling} yuan.",
        "请移送“{holder}”。",
        "Hand it over to “{holder_en}”."),
    _C.OBJECT_OUTSIDE: _w(
        "T19", "授权文书所定范围",
        "授权范围不含这类对象（{object_class}）。",
        "Objects of this class ({object_class}) are outside the grant.",
        "请移送“{holder}”。",
        "Hand it over to “{holder_en}”."),
    _C.PLACE_OUTSIDE: _w(
        "T19", "行政处罚法 22；授权文书所定范围",
        "“{place}”不在授权的地域内。",
        "“{place}” is outside the area of the grant.",
        "请移送“{holder}”。",
        "Hand it over to “{holder_en}”."),
    _C.STOPPED: _w(
        "T30", "停止行使决定",
        "这项权力已停止行使（{document}）。",
        "The exercise of this power was stopped ({document}).",
        "新的事项请移送县级部门；已受理的按停止决定办理。",
        "Hand new matters to the county department; treat running ones as the document says."),
    _C.QUALIFICATION_LACKING: _w(
        "T10", "事项所需专业资格",
        "事项“{power}”需要专业资格（{qualification}），“{body}”在 {day} 无人持有。",
        "“{power_en}” needs a qualification ({qualification}) that nobody at “{body_en}” holds on {day}.",
        "请先配备持证人员，或由县级部门办理。",
        "Find a qualified person first, or leave it to the county department."),
    _C.PERSON_UNKNOWN: _w(
        "LAW-1", "行政处罚法 42",
        "没有写明办理人员，或该人员在 {day} 未登记。",
        "No person is named, or the person is not on record on {day}.",
        "请用本人账号登录后办理。",
        "Sign in with your own account."),
    _C.NOT_APPOINTED: _w(
        "LAW-1", "行政处罚法 17",
        "办理人员在 {day} 没有在“{body}”任职。",
        "The person holds no post at “{body_en}” on {day}.",
        "请核对任职日期，或由在岗人员办理。",
        "Check the appointment, or let somebody in post do it."),
    _C.RIGHT_LACKING: _w(
        "LAW-1", "岗位职责",
        "岗位“{post}”没有此项操作权限（{right}）。",
        "The post “{post}” does not carry this right ({right}).",
        "请由有此权限的岗位办理，或请管理员核对岗位职责。",
        "Let a post that carries it do this, or ask the administrator to check the post."),
    _C.PERSON_KIND: _w(
        "LAW-6", "行政处罚法 42",
        "{person_kind}不得实施这类行为（{act_type}）。",
        "A person of this kind ({person_kind_en}) may not do acts of this kind ({act_type}).",
        "请由具备资格的执法人员实施；辅助人员只能协助。",
        "Let a qualified officer do it; auxiliary staff may only assist."),
    _C.CREDENTIAL_LACKING: _w(
        "LAW-5", "行政处罚法 42",
        "办理人员在 {day} 没有有效的证件（{credential}）。",
        "The person holds no valid credential ({credential}) on {day}.",
        "请由持有效证件的人员办理，或先办理证件。",
        "Let a holder of a valid credential do it, or obtain one first."),
    _C.CREDENTIAL_FIELD: _w(
        "T55", "行政处罚法 42",
        "办理人员的证件不含“{field}”领域。",
        "The person's credential does not cover the field “{field}”.",
        "请由证件领域相符的人员办理。",
        "Let an officer whose credential covers the field do it."),
    _C.SAME_PERSON: _w(
        "LAW-8", "职责分离",
        "同一人已在此件上行使过“{other}”，不得再行使“{right}”。",
        "The same person already used “{other}” on this matter and may not use “{right}”.",
        "请由另一名有权限的人员办理。",
        "Let another person with the right do it."),
    _C.NOT_PARTY: _w(
        "LAW-1", "行政许可法 29",
        "操作人不是本件的当事人或其代理人。",
        "The actor is neither the party of this matter nor the party's agent.",
        "请用当事人账号登录，或先登记代理。",
        "Sign in as the party, or have the agency recorded first."),
    _C.LAW_NOT_NAMED: _w(
        "LAW-1", "行政处罚法 38",
        "自动处理没有写明法定期限的条款。",
        "The automatic step names no article that lets time do it.",
        "请在流程表中补上条款。",
        "Add the article to the table of the flow."),
    _C.ALREADY_FOUNDED: _w(
        "LAW-1", "初始装载仅此一次",
        "本县已完成初始装载。",
        "This county has already been founded.",
        "请使用日常的登记和变更操作。",
        "Use the ordinary acts of recording and change."),
}  # fmt: skip
