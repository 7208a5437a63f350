"""`zhenzhi ask`: may this body, or this person, use this power on this day? (权限查询)"""

import argparse
import json
import sys
from datetime import date, datetime, time, timedelta

from zhenzhi.kernel import clock
from zhenzhi.kernel.problem import Problem
from zhenzhi.register import answerable, asking, authority
from zhenzhi.register.ground import Ground
from zhenzhi.register.liability import ROLES, named

REFUSED = 3


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("ask", description="权限查询：有权退出码 0,无权 3。 May they? Status 0: yes, 3: no.")
    parser.add_argument("--body", required=True, help="机构代码 code of the body")
    parser.add_argument("--power", required=True, help="权力事项编码 code of the power")
    parser.add_argument("--on", type=date.fromisoformat, default=clock.today(), help="日期 day (today)")
    parser.add_argument("--place", help="区划代码（默认机构所在地） place (default: the body's seat)")
    parser.add_argument("--act-type", help="行为种类（如 accept、decide） kind of act")
    parser.add_argument("--person", help="人员代码 code of a person")
    parser.add_argument("--amount", type=int, help="金额（分） amount in fen")
    parser.add_argument(
        "--known", type=_known, help="按当时所知（日期或时刻） as known at the end of this day, or then"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON print JSON")
    _add_liability(parser)


def _add_liability(parser: argparse.ArgumentParser) -> None:
    """What is recorded about the act, for the question who answers for it."""
    parser.add_argument("--liability", action="store_true", help="谁承担责任 who answers for it (S49)")
    parser.add_argument("--mode", choices=["stationed_by_law", "managed"], help="依法派驻、委托管理 kind of station")
    parser.add_argument("--beyond", action="store_true", help="超出范围 beyond the scope")
    parser.add_argument("--fault", choices=["none", *_SIDES], default="none", help="已记录过错 whose fault is recorded")
    parser.add_argument("--gross", action="store_true", help="故意或重大过失 intent or gross negligence")
    parser.add_argument("--reported", type=str.lower, choices=["yes", "late", "no"], default="yes", help="报告 report")
    for name, zh in _FAILED.items():
        parser.add_argument(f"--not-{name}", action="store_true", help=f"{zh} not {name}")
    parser.add_argument("--serious", action="store_true", help="后果严重 serious effect")


_SIDES = {"town": "own", "department": "principal", "both": "both"}
_FAILED = {"found": "未发现", "handled": "未制止处置", "answered": "部门未作为", "cooperated": "不配合"}


def _recorded(args: argparse.Namespace) -> dict[str, str]:
    """The options as values of a situation."""
    told = {name: "no" if getattr(args, f"not_{name}") else "yes" for name in _FAILED}
    return told | {
        "mode": args.mode or "", "scope": "beyond" if args.beyond else "within", "reported": args.reported,
        "fault": _SIDES.get(args.fault, "none"), "gross": "yes" if args.gross else "no",
        "serious": "yes" if args.serious else "no",
    }  # fmt: skip


def _known(text: str) -> datetime:
    """The end of a day in Beijing, or an instant with its zone."""
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), clock.BEIJING)
    except ValueError:
        at = datetime.fromisoformat(text)
        return at if at.tzinfo is not None else at.replace(tzinfo=clock.BEIJING)


def run(args: argparse.Namespace) -> int:
    """Print the answer with its chain of reasons; with --liability, who answers for the act."""
    if args.liability:
        return _who_answers(args)
    found = asking.answer(
        args.body, args.power, args.on, args.place, args.act_type, args.person, args.amount, args.known
    )
    allowed = isinstance(found, Ground)
    if args.json:
        print(json.dumps(asking.as_json(found), ensure_ascii=False, indent=2))
    else:
        print("✓ 有权  allowed" if allowed else "✗ 无权  refused")
        for line in authority.explain(found):
            print(f"  {line.zh}  {line.en}")
    return 0 if allowed else REFUSED


def _who_answers(args: argparse.Namespace) -> int:
    try:
        found = answerable.answer(
            args.body, args.power, args.on, args.place, args.act_type, args.amount, args.known, _recorded(args)
        )
    except Problem as problem:
        print(f"✗ {problem.zh}  {problem.en}", file=sys.stderr)
        return REFUSED
    if args.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return 0
    for line in found.lines:
        label, name = ROLES[line.role], named(line, found.lines, found.parties)
        print(f"  {label.zh}：{name.zh}（{line.law}）{line.said.zh}")
        print(f"    {label.en}: {name.en}. {line.said.en}.")
    return 0
