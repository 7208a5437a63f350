"""One invented paper of each kind. Every person, firm, place and number here is made up."""

from zhenzhi.kernel.render import qr_svg
from zhenzhi.services import paper_data as shape

URL = "https://zhenzhi.example/v/7Q2M-9KXD"
VERIFY: shape.Verify = {"code": "7Q2M-9KXD", "url": URL, "qr_svg": qr_svg(URL)}
TOWN = "青石镇人民政府"
BUREAU = "云溪县市场监督管理局"
PERSON: shape.Applicant = {
    "name": "堃喆豆制品加工坊",
    "id_label": "统一社会信用代码",
    "id_no": "92TEST0000DEMO001X",
    "address": "云溪县青石镇䶮水村三组12号",
    "representative": "赵镕㛃",
    "agent": "钱喆",
    "phone": "138****0000",
}
CONTACT: shape.Contact = {"name": "孙青", "phone": "0000-1234567", "address": "青石镇便民服务中心3号窗口"}
REMEDIES: shape.Remedies = {
    "review_organ": "云溪县人民政府",
    "review_period": "60日",
    "court": "云溪县人民法院",
    "suit_period": "6个月",
}
BASIS = ["《中华人民共和国食品安全法》第三十六条", "《中华人民共和国行政许可法》第三十八条第一款"]


def base(kind: str) -> shape.Paper:
    """The part that all papers share."""
    return {
        "organ": TOWN,
        "number": f"青镇许{kind}〔2026〕1号",
        "applicant": PERSON,
        "item": "食品小作坊登记",
        "case_no": "YX-QS-2026-000123",
        "date": "2026-03-02",
        "verify": VERIFY,
        "test_mark": True,
        "contact": CONTACT,
    }


RECEIPT: shape.Receipt = {
    **base("收"),
    "item_code": "11TEST000000000000400013100000",
    "received_at": "2026年2月10日 9时32分",
    "channel": "窗口提交",
    "receiver": "李禾（工号QS0307）",
    "materials": [
        {"name": "食品小作坊登记申请书", "form": "原件", "copies": 1},
        {"name": "经营者身份证明", "form": "电子证照", "copies": 1, "note": "系统核验，免予提交"},
        {"name": "生产加工场所平面图和工艺流程图", "form": "原件", "copies": 2},
        {"name": "从业人员健康证明", "form": "复印件", "copies": 3, "note": "已与原件核对"},
    ],
    "notes": [
        "本凭证只证明收到上述材料，不表示申请已受理。",
        "材料不齐全或者不符合法定形式的，本机关将当场或者在5个工作日内一次告知需要补正的全部内容；"
        "逾期不告知的，自收到申请材料之日起即为受理。",
    ],
}
CORRECTION: shape.Correction = {
    **base("补"),
    "received": "2026-02-10",
    "missing": [
        {"name": "生产加工场所平面图", "note": "图上未标出原料库与成品库，请补画并签名。"},
        {"name": "从业人员健康证明", "note": "缺吴翀的健康证明，请提交一份。"},
        {"name": "食品安全承诺书", "note": "未签署日期，请补填。"},
    ],
    "basis": ["《中华人民共和国行政许可法》第三十二条第一款第四项"],
    "paragraphs": ["以上为需要补正的全部内容。补正后可到原窗口提交，也可在网上或者就近的便民服务站提交。"],
    "due": "2026-03-20",
}
ACCEPTED: shape.Accepted = {
    **base("受"),
    "accepted": "2026-03-02",
    "basis": ["《中华人民共和国行政许可法》第三十二条第一款第五项"],
    "statutory_limit": "20个工作日",
    "promised_limit": "8个工作日",
    "decide_by": "2026-03-12",
}
NOT_ACCEPTED: shape.NotAccepted = {
    **base("不受"),
    "received": "2026-02-28",
    "reasons": ["申请登记的加工场所位于白沙镇辖区，不属于本机关职权范围。"],
    "basis": ["《中华人民共和国行政许可法》第三十二条第一款第二项"],
    "right_organ": "白沙镇人民政府（白沙镇便民服务中心）",
    "remedies": REMEDIES,
}
EXTENDED: shape.Extended = {
    **base("延"),
    "accepted": "2026-03-02",
    "was_due": "2026-03-30",
    "extended_by": "10个工作日",
    "decide_by": "2026-04-14",
    "reasons": ["加工用水需要核对的资料来自两个部门，在原期限内不能取齐。"],
    "basis": ["《中华人民共和国行政许可法》第四十二条第一款"],
    "approved_by": "本机关负责人",
}
PAUSED: shape.Paused = {
    **base("特"),
    "accepted": "2026-03-02",
    "procedure": "检验",
    "time_needed": "12个工作日",
    "begins": "2026-03-04",
    "basis": ["《中华人民共和国行政许可法》第四十五条"],
    "paragraphs": ["检验由云溪县食品检验所实施，不收取费用。检验结束后，办理期限接着计算。"],
}
GRANT: shape.DecisionGrant = {
    **base("准"),
    "organ": BUREAU,
    "number": "云市监许准〔2026〕1号",
    "acting_line": f"本决定由{TOWN}受{BUREAU}委托办理。",
    "accepted": "2026-03-02",
    "basis": BASIS,
    "findings": ["经审查申请材料并由两名工作人员到现场核查，申请符合法定条件、标准。"],
    "granted": [
        "登记类别：食品小作坊；",
        "生产加工品种：豆制品（非发酵）；",
        "场所：云溪县青石镇䶮水村三组12号。",
    ],
    "valid": "自2026年3月2日至2029年3月1日",
    "delivery": "《食品小作坊登记证》自本决定作出之日起10个工作日内送达，也可到青石镇便民服务中心当场领取。",
    "copies": "云溪县卫生健康局，䶮水村村民委员会",
}
REFUSE: shape.DecisionRefuse = {
    **base("不准"),
    "accepted": "2026-03-02",
    "basis": BASIS,
    "findings": ["本机关审查了申请材料，2026年3月5日由两名工作人员到现场核查，并听取了你（单位）的陈述。"],
    "reasons": [
        "加工间与旱厕相距不足，未达到规定的卫生防护距离；",
        "原料库与成品库没有分开，现场核查笔录记载两者共用一间。",
    ],
    "remedies": REMEDIES,
    "copies": "云溪县市场监督管理局",
}
LICENCE: shape.Licence = {
    **base("证"),
    "organ": BUREAU,
    "title": "食品小作坊登记证",
    "number": "YXSZ0000260001",
    "orientation": "landscape",
    "fields": [
        {"label": "名称", "value": "堃喆豆制品加工坊", "wide": True},
        {"label": "统一社会信用代码", "value": "92TEST0000DEMO001X"},
        {"label": "经营者", "value": "赵镕㛃"},
        {"label": "生产加工地址", "value": "云溪县青石镇䶮水村三组12号", "wide": True},
        {"label": "登记品种", "value": "豆制品（非发酵）：豆腐、豆腐干、豆腐皮", "wide": True},
    ],
    "statement": "经审查，符合法定条件，准予登记。",
    "valid": "2026年3月2日至2029年3月1日",
}
LICENCE_PORTRAIT: shape.Licence = {**LICENCE, "orientation": "portrait"}
DELIVERED: shape.Delivered = {
    **base("达"),
    "served": [
        {"title": "准予行政许可决定书", "number": "云市监许准〔2026〕1号", "pages": 2},
        {"title": "食品小作坊登记证", "number": "YXSZ0000260001", "pages": 1},
    ],
    "recipient": "堃喆豆制品加工坊",
    "place": "青石镇便民服务中心3号窗口",
    "manner": "直接送达",
    "servers": ["李禾", "孙青"],
}

SAMPLES: dict[str, shape.Paper] = {
    "receipt": RECEIPT,
    "correction": CORRECTION,
    "accepted": ACCEPTED,
    "not_accepted": NOT_ACCEPTED,
    "extended": EXTENDED,
    "paused": PAUSED,
    "decision_grant": GRANT,
    "decision_refuse": REFUSE,
    "licence": LICENCE,
    "licence@portrait": LICENCE_PORTRAIT,
    "delivered": DELIVERED,
}
