"""Powers for `zhenzhi import powers FILE` (导入权力清单): checked against laws and register, entered as drafts."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings

from zhenzhi.app.profile_files import PROFILES
from zhenzhi.kernel import clock
from zhenzhi.kernel.identity import Actor
from zhenzhi.kernel.problem import Invalid
from zhenzhi.org.models import Body
from zhenzhi.register import entries
from zhenzhi.register.importing.powers import Known, import_powers
from zhenzhi.register.importing.report import ImportResult, PowerRow
from zhenzhi.register.importing.template import template
from zhenzhi.register.importing.vocabulary import Vocabulary
from zhenzhi.register.lawbook import LawBook
from zhenzhi.register.models import Power


def check(path: Path, laws: Path | None) -> ImportResult[PowerRow]:
    """Read and check a list of powers against the register and the legal texts. Nothing is stored."""
    return import_powers(path, known(laws), Vocabulary.read(PROFILES / "common"))


def write_form(path: Path) -> None:
    """Write the blank form of a list of powers."""
    template(path, Vocabulary.read(PROFILES / "common"))


def enter(ready: Sequence[PowerRow], start: date, by: Actor) -> int:
    """Enter sound rows as drafts by one act; returns how many."""
    return len(entries.enter_powers(list(ready), start=start, by=by))


def known(laws: Path | None) -> Known:
    """What the register has today, and the legal texts to check citations against. Raises Invalid without texts."""
    folder = laws or (Path(settings.LAWS) if settings.LAWS else None)
    if folder is None or not folder.is_dir():
        raise Invalid(
            "no_laws",
            "没有法律文本，无法核对设定依据。请用 --laws 指明文件夹，或设置 ZHENZHI_LAWS。",
            "There are no legal texts to check citations against. Name their folder with --laws or ZHENZHI_LAWS.",
        )
    day = clock.today()
    current = dict(Body.objects.on(day).values_list("code", "name"))
    names = Body.objects.known().values_list("code", "name")
    powers = Power.objects.on(day)
    return Known(
        bodies={name: current[code] for code, name in names if code in current},
        codes=set(powers.values_list("code", flat=True)),
        names=set(powers.values_list("name", flat=True)),
        laws=LawBook.read(folder),
        on=day,
    )
