"""Papers: same bytes for the same input, inert data, no silent hole in a name, the seal's place found."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typst
from fontTools import subset
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.paper_samples import ACCEPTED, CORRECTION, GRANT, REFUSE, REMEDIES, SAMPLES
from zhenzhi.kernel.render import (
    MissingGlyphs,
    PaperError,
    TemplateFault,
    load_fonts,
    missing_glyphs,
    qr_svg,
    render,
)

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FONTS = load_fonts()


def words(pdf: bytes) -> str:
    """The text of a paper in file order, read through each font's ToUnicode map."""
    out = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            maps = {name: unicode_map(font) for name, font in page.Resources.Font.items()}
            current: dict[int, str] = {}
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    current = maps[str(operands[0])]
                elif str(operator) in {"Tj", "TJ"}:
                    pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
                    raw = b"".join(bytes(p) for p in pieces if isinstance(p, pikepdf.String))
                    out += [current.get(int.from_bytes(raw[i : i + 2]), "") for i in range(0, len(raw), 2)]
    return "".join(out)


def one_page(pdf: bytes, number: int) -> str:
    """The text of one page, counted from 1."""
    with pikepdf.open(BytesIO(pdf)) as opened, pikepdf.new() as alone:
        alone.pages.append(opened.pages[number - 1])
        out = BytesIO()
        alone.save(out)
    return words(out.getvalue())


def unicode_map(font: pikepdf.Object) -> dict[int, str]:
    found: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(font.ToUnicode):
        if str(operator) == "endbfchar":
            flat = [bytes(o) for o in operands]
            found |= {int.from_bytes(k): v.decode("utf-16-be") for k, v in zip(flat[::2], flat[1::2], strict=True)}
    return found


def small(tmp_path: Path, body: str) -> Path:
    template = tmp_path / "small.typ"
    template.write_text(f'#set document(title: "t")\n#set text(lang: "zh", font: "Noto Serif SC")\n{body}', "utf-8")
    return template


DATA = "#let data = json(bytes(sys.inputs.data))\n"


@pytest.mark.parametrize("kind", SAMPLES)
def test_every_paper_renders_twice_to_the_same_bytes(kind: str) -> None:
    template = f"services/papers/{kind.split('@')[0]}.typ"
    first, again = (render(template, SAMPLES[kind], timestamp=AT, fonts=FONTS) for _ in range(2))
    assert first == again
    assert first.seal_at is not None
    assert first.seal_at.page == first.pages  # the seal stands at the end
    text = words(first.pdf)
    assert SAMPLES[kind]["organ"] in text
    assert SAMPLES[kind]["verify"]["code"] in text
    assert "测试文书" in text


def test_formal_paper_without_optional_parts_has_no_test_words() -> None:
    bare = {key: value for key, value in ACCEPTED.items() if key not in {"contact", "promised_limit"}}
    text = words(render("services/papers/accepted.typ", bare | {"test_mark": False}, timestamp=AT, fonts=FONTS).pdf)
    assert "测试" not in text
    assert "承诺" not in text


def test_LAW_L_04_correction_lists_everything_over_pages() -> None:
    """行政许可法 32 I (4): all at once, however much; the list's head repeats on each page."""
    missing = [{"name": f"材料甲{i}号", "note": f"请补正第{i}处。"} for i in range(60)]
    made = render("services/papers/correction.typ", CORRECTION | {"missing": missing}, timestamp=AT, fonts=FONTS)
    text = words(made.pdf)
    assert made.pages > 2
    assert all(m["name"] in text and m["note"] in text for m in missing)
    assert text.count("需要补正的内容") == made.pages - ("需要补正的内容" not in one_page(made.pdf, made.pages))


def _ordinary(findings: str = "经审查，材料齐全，符合条件。") -> dict[str, object]:
    """A grant as it leaves a hall every day: under an agreement, with remedies, nothing attached."""
    kept = {key: value for key, value in GRANT.items() if key not in {"copies", "valid"}}
    return kept | {
        "item": "乡村建设规划许可证核发",
        "case_no": "990101102-GOV-20261122-000001",
        "findings": [findings],
        "granted": ["向申请人核发乡村建设规划许可证。"],
        "delivery": "请凭本决定书到便民服务中心出证窗口领取。承诺送达期限：自作出决定之日起10个工作日。",
        "acting_line": "受云溪县市场监督管理局委托，由青石镇人民政府办理（云市监委〔2025〕1号）。",
        "remedies": REMEDIES,
    }


def test_an_ordinary_grant_fits_one_page() -> None:
    """GB/T 9704 7.3.5.4: the lines are set closer rather than letting the end run over."""
    for data in (_ordinary(), {key: value for key, value in _ordinary().items() if key != "acting_line"}):
        made = render("services/papers/decision_grant.typ", data, timestamp=AT, fonts=FONTS)
        assert made.pages == 1
        assert made.seal_at is not None


@pytest.mark.parametrize("sentences", [6, 9, 12, 15, 40])
def test_the_signature_never_stands_alone(sentences: int) -> None:
    """However long the paper, two paragraphs stand above the signature, and no page is closed without text."""
    data = _ordinary("经审查，申请材料齐全，符合法定形式和条件。" * sentences)
    made = render("services/papers/decision_grant.typ", data, timestamp=AT, fonts=FONTS)
    last = one_page(made.pdf, made.pages)
    assert made.pages > 1
    assert "由青石镇人民政府办理" in last
    assert "提起行政诉讼" in last
    assert "此页无正文" not in last


def test_other_timestamp_gives_other_bytes() -> None:
    other = render("services/papers/accepted.typ", SAMPLES["accepted"], timestamp=AT.replace(hour=2), fonts=FONTS)
    assert other.sha256 != render("services/papers/accepted.typ", SAMPLES["accepted"], timestamp=AT, fonts=FONTS).sha256


def test_file_says_it_is_pdf_a_2a_and_ua_1() -> None:
    pdf = render("services/papers/accepted.typ", SAMPLES["accepted"], timestamp=AT, fonts=FONTS).pdf
    with pikepdf.open(BytesIO(pdf)) as opened:
        meta = opened.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
        assert str(opened.Root.Lang).startswith("zh")


def test_LAW_L_10_refusal_prints_reasons_and_remedies_from_the_data() -> None:
    """行政许可法 38 II: organ, court and periods are the data's, word for word."""
    text = words(render("services/papers/decision_refuse.typ", REFUSE, timestamp=AT, fonts=FONTS).pdf)
    assert all(reason in text for reason in REFUSE["reasons"])
    assert "60日内向云溪县人民政府申请行政复议" in text
    assert "6个月内依法向云溪县人民法院提起行政诉讼" in text
    changed = REFUSE | {"remedies": REFUSE["remedies"] | {"review_period": "75日"}}
    assert "75日内" in words(render("services/papers/decision_refuse.typ", changed, timestamp=AT, fonts=FONTS).pdf)


def test_LAW_L_10_refusal_without_remedies_is_not_made() -> None:
    without = {key: value for key, value in REFUSE.items() if key != "remedies"}
    with pytest.raises(TemplateFault):
        render("services/papers/decision_refuse.typ", without, timestamp=AT, fonts=FONTS)


def test_LAW_L_21_entrusted_paper_bears_the_principal_s_name_and_says_who_acts() -> None:
    text = words(render("services/papers/decision_grant.typ", GRANT, timestamp=AT, fonts=FONTS).pdf)
    assert text.count("云溪县市场监督管理局") >= 3  # head, acting line, signature
    assert GRANT["acting_line"] in text


def test_signature_never_stands_alone_on_a_page() -> None:
    """GB/T 9704: whatever the length of the text, the page of the seal carries text of the body."""
    for lines in range(12):
        data = GRANT | {"granted": [f"第{i}项许可内容。" for i in range(lines)]}
        made = render("services/papers/decision_grant.typ", data, timestamp=AT, fonts=FONTS)
        assert made.seal_at is not None
        assert "委托办理" in one_page(made.pdf, made.seal_at.page)


def test_rare_characters_of_names_are_printed() -> None:
    data = SAMPLES["accepted"] | {"item": "堃喆镕䶮㛃赟翀𬭎"}
    assert "堃喆镕䶮㛃赟翀𬭎" in words(render("services/papers/accepted.typ", data, timestamp=AT, fonts=FONTS).pdf)


@pytest.mark.parametrize("hostile", ['#read("/etc/passwd")', "#panic()", "<b>粗</b>", "*粗* _斜_ $x$ @x \\", "//注"])
def test_code_in_a_name_is_plain_text(hostile: str) -> None:
    data = SAMPLES["accepted"] | {"item": hostile}
    text = words(render("services/papers/accepted.typ", data, timestamp=AT, fonts=FONTS).pdf)
    assert hostile.replace(" ", "") in text.replace(" ", "")


@given(st.text(max_size=40))
def test_any_text_is_printed_or_refused_by_name(text: str) -> None:
    """Refused exactly when a character has no shape; the error names every such character."""
    missing = missing_glyphs(text, FONTS)
    assert missing <= set(text)
    assert not missing & set("镇治，。（）〔〕A1 \n")
    if missing:
        refusal = MissingGlyphs(missing)
        assert all(f"U+{ord(c):04X}" in refusal.zh and f"U+{ord(c):04X}" in refusal.en for c in missing)


@pytest.mark.parametrize("bad", ["\U0001f600", "\u202e", "\u200b", "\x00", "\ue000"])
def test_character_without_shape_refused_before_compiling(bad: str) -> None:
    data = SAMPLES["accepted"] | {"applicant": SAMPLES["accepted"]["applicant"] | {"name": f"赵{bad}"}}
    with pytest.raises(MissingGlyphs) as refused:
        render("services/papers/accepted.typ", data, timestamp=AT, fonts=FONTS)
    assert refused.value.characters == (bad,)


def test_warning_of_the_template_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault, match="nofont"):
        render(small(tmp_path, '#text(font: "nofont")[甲]'), {}, timestamp=AT, fonts=FONTS)


def test_template_error_names_the_template(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault) as refused:
        render(small(tmp_path, DATA + "#data.absent"), {}, timestamp=AT, fonts=FONTS)
    assert "small.typ" in refused.value.zh
    assert "absent" in refused.value.en


def test_template_cannot_read_outside_the_package(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault):
        render(small(tmp_path, '#read("../../../../etc/hostname")'), {}, timestamp=AT, fonts=FONTS)


def test_seal_position_counts_from_the_lower_left(tmp_path: Path) -> None:
    mark = "#context { let p = here().position(); [#metadata((page: p.page, x: p.x, y: p.y)) <seal-at>] }"
    page = '#set page("a4", margin: 0pt)\n甲\n#pagebreak()\n'
    body = f"{page}#place(top + left, dx: 100pt, dy: 200pt, {mark[1:]})"
    made = render(small(tmp_path, body), {}, timestamp=AT, fonts=FONTS)
    assert made.seal_at is not None
    assert (made.seal_at.page, made.pages) == (2, 2)
    assert made.seal_at.x == pytest.approx(100, abs=0.1)
    assert made.seal_at.y == pytest.approx(841.89 - 200, abs=0.1)


def test_paper_without_mark_has_no_seal_and_two_marks_are_refused(tmp_path: Path) -> None:
    assert render(small(tmp_path, "甲"), {}, timestamp=AT, fonts=FONTS).seal_at is None
    mark = '#metadata((page: 1, x: "1pt", y: "1pt")) <seal-at>\n'
    with pytest.raises(TemplateFault, match="2 seal marks"):
        render(small(tmp_path, mark * 2), {}, timestamp=AT, fonts=FONTS)


def test_naive_timestamp_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        render("services/papers/accepted.typ", {}, timestamp=datetime(2026, 3, 2), fonts=FONTS)  # noqa: DTZ001


def operator_font(folder: Path, family: str, char: str) -> None:
    """A font of one glyph under a name of its own, as an operator might add."""
    file = next(f for f in FONTS.files if "Serif" in f.name)
    with TTFont(file, lazy=True) as font:
        small = subset.Subsetter(subset.Options(name_IDs=[1, 2, 4, 6], layout_features=[], notdef_outline=True))
        small.populate(unicodes=[ord("镇")])
        small.subset(font)
        for table in font["cmap"].tables:
            table.cmap = {ord(char): glyph for glyph in getattr(table, "cmap", {}).values()}
        for record in font["name"].names:
            record.string = family
        font.save(folder / "own.otf")


def test_operator_s_font_comes_first_and_adds_its_characters(tmp_path: Path) -> None:
    rare = "\u1780"
    assert FONTS.missing_glyphs(rare) == {rare}
    operator_font(tmp_path, "Town FangSong", rare)
    own = load_fonts(tmp_path)
    assert own.chains["fang"][0] == "Town FangSong"
    assert own.chains["hei"] == FONTS.chains["hei"]
    data = SAMPLES["accepted"] | {"item": rare}
    assert rare in words(render("services/papers/accepted.typ", data, timestamp=AT, fonts=own).pdf)


def test_missing_font_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="字体目录"):
        load_fonts(tmp_path / "none")


def test_qr_code_is_an_svg_that_typst_takes() -> None:
    svg = qr_svg("https://zhenzhi.example/v/7Q2M-9KXD")
    assert svg.startswith("<svg")
    source = '#image(bytes(sys.inputs.svg), format: "svg")'
    assert typst.compile(source.encode(), format="png", sys_inputs={"svg": svg}, ignore_system_fonts=True)
