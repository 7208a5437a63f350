"""`zhenzhi ask`: may this body, or this person, use this power on this day? (权限查询)"""

import argparse
import json
from datetime import date, datetime, time, timedelta

from zhenzhi.kernel import clock
from zhenzhi.register import asking, authority
from zhenzhi.register.ground import Ground

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


def _known(text: str) -> datetime:
    """The end of a day in Beijing, or an instant with its zone."""
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), clock.BEIJING)
    except ValueError:
        at = datetime.fromisoformat(text)
        return at if at.tzinfo is not None else at.replace(tzinfo=clock.BEIJING)


def run(args: argparse.Namespace) -> int:
    """Print the answer with its chain of reasons."""
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
