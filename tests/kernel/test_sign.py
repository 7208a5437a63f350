"""Seals on papers: what was sealed is accepted; anything else, to the last byte, is not."""

import re
import stat
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import gmssl_pyx
import pytest
from asn1crypto import pem, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.kernel.paper_samples import SAMPLES
from zhenzhi.kernel import sm2
from zhenzhi.kernel.render import POINTS_PER_MM, PaperError, load_fonts, render
from zhenzhi.kernel.seal_check import verify_pdf
from zhenzhi.kernel.seal_picture import SealDesign, seal_svg
from zhenzhi.kernel.sign import BOX_MARGIN_MM, LocalSigner, SealImage, Signer
from zhenzhi.kernel.test_ca import CountyTestAuthority

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FONTS = load_fonts()
SERIF = next(f for f in FONTS.files if "Serif" in f.name)


class Sealed(NamedTuple):
    """A sealed paper, its unsealed form, and who sealed it."""

    pdf: bytes
    plain: bytes
    seal: SealImage
    signer: Signer
    authority: CountyTestAuthority


@pytest.fixture(scope="module", params=["ecdsa", "sm2"])
def sealed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    authority = CountyTestAuthority(tmp_path_factory.mktemp("ca"), "云溪县", at=AT, scheme=request.param)
    files = authority.issue("QS-XK", "青石镇人民政府行政许可专用章", at=AT)
    signer = LocalSigner(files.certificate, files.key)
    paper = render("services/papers/accepted.typ", SAMPLES["accepted"], timestamp=AT, fonts=FONTS)
    assert paper.seal_at is not None
    svg = seal_svg(SealDesign("青石镇人民政府", line="行政许可专用章", test=True), SERIF)
    seal = SealImage(svg, paper.seal_at, 42.0)
    return Sealed(signer.sign(paper.pdf, seal, "受理通知书用印", AT), paper.pdf, seal, signer, authority)


def accepted(pdf: bytes, sealed: Sealed) -> bool:
    return verify_pdf(pdf, [sealed.authority.certificate], at=AT).ok


def gap(pdf: bytes) -> tuple[int, int]:
    """Where the signature's own digits stand, brackets included."""
    found = re.search(rb"/ByteRange\s*\[\s*0 (\d+) (\d+) \d+", pdf)
    assert found
    return int(found[1]), int(found[2])


def test_sealed_paper_is_accepted_with_name_and_time(sealed: Sealed) -> None:
    report = verify_pdf(sealed.pdf, [sealed.authority.certificate], at=AT)
    assert report.ok, report.problems
    assert report.whole_file
    assert report.problems == ()
    assert report.at == AT
    assert report.signer == "青石镇人民政府行政许可专用章（测试 无法律效力）"


def test_test_seal_has_no_legal_force_and_cannot_claim_it(sealed: Sealed, tmp_path: Path) -> None:
    assert sealed.signer.legal_force is False
    files = sealed.authority.issue("QS-2", "青石镇人民政府", at=AT)
    with pytest.raises(PaperError, match="没有法律效力"):
        LocalSigner(files.certificate, files.key, legal_force=True)


def test_seal_s_box_is_larger_than_the_seal_and_centred_on_the_mark(sealed: Sealed) -> None:
    field = next(iter(PdfFileReader(BytesIO(sealed.pdf)).embedded_signatures)).sig_field
    x1, y1, x2, y2 = (float(v) for v in field["/Rect"])
    assert x2 - x1 == pytest.approx((42 + 2 * BOX_MARGIN_MM) * POINTS_PER_MM, abs=1)
    assert ((x1 + x2) / 2, (y1 + y2) / 2) == pytest.approx((sealed.seal.at.x, sealed.seal.at.y), abs=1)


def test_one_signer_seals_many_papers(sealed: Sealed) -> None:
    """A used stamp gathers resources; each paper must still verify."""
    again = [sealed.signer.sign(sealed.plain, sealed.seal, "用印", AT) for _ in range(2)]
    assert all(accepted(pdf, sealed) for pdf in again)


def test_invisible_signature_is_accepted(sealed: Sealed) -> None:
    assert accepted(sealed.signer.sign(sealed.plain, None, "签发", AT), sealed)


@pytest.mark.parametrize("tail", [b"\n", b" ", b"%", b"\0" * 10, b"\n%%EOF\n"])
def test_appended_bytes_are_refused(sealed: Sealed, tail: bytes) -> None:
    report = verify_pdf(sealed.pdf + tail, [sealed.authority.certificate], at=AT)
    assert not report.ok
    assert not report.whole_file


def test_prepended_and_cut_bytes_are_refused(sealed: Sealed) -> None:
    assert not accepted(b"\n" + sealed.pdf, sealed)
    assert not accepted(sealed.pdf[:-1], sealed)


def test_incremental_update_is_refused(sealed: Sealed) -> None:
    """Also a harmless-looking one: a date in the document information."""
    writer = IncrementalPdfFileWriter(BytesIO(sealed.pdf))
    writer.set_info(generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string("改")}))
    out = BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(sealed.pdf)
    report = verify_pdf(out.getvalue(), [sealed.authority.certificate], at=AT)
    assert not report.ok
    assert not report.whole_file


def test_sealed_paper_is_not_sealed_again(sealed: Sealed) -> None:
    """A paper has one seal; another one would be a change after sealing."""
    with pytest.raises(PaperError, match="已经盖章"):
        sealed.signer.sign(sealed.pdf, sealed.seal, "再次用印", AT)


def test_unusable_trust_is_the_caller_s_error_not_the_file_s(sealed: Sealed) -> None:
    with pytest.raises(ValueError, match="PEM"):
        verify_pdf(sealed.pdf, [b"nothing"], at=AT)


def test_one_flipped_byte_anywhere_is_refused(sealed: Sealed) -> None:
    """Through the whole file, and closely through the signature's own digits, which no digest covers."""
    start, end = gap(sealed.pdf)
    used = start + len(sealed.pdf[start:end].rstrip(b"0>"))
    places = [
        *range(0, len(sealed.pdf), len(sealed.pdf) // 24),
        *range(start, used, 61),
        used,
        end - 2,
        end - 1,
    ]
    for place in places:
        changed = bytearray(sealed.pdf)
        changed[place] ^= 1
        assert not accepted(bytes(changed), sealed), place


def test_case_of_a_hexadecimal_digit_is_covered(sealed: Sealed) -> None:
    """A letter in the signature's digits means the same in either case; the byte still changed."""
    start, end = gap(sealed.pdf)
    letter = next(i for i in range(start + 1, end) if chr(sealed.pdf[i]).isalpha())
    changed = bytearray(sealed.pdf)
    changed[letter] ^= 0x20
    assert not accepted(bytes(changed), sealed)


def test_trust_comes_from_the_caller_only(sealed: Sealed, tmp_path: Path) -> None:
    other = CountyTestAuthority(tmp_path, "云溪县", at=AT)
    for trust in ([], [other.certificate]):
        report = verify_pdf(sealed.pdf, trust, at=AT)
        assert not report.ok
        assert "证书" in report.problems[0].zh


def test_same_names_from_a_false_authority_are_refused(sealed: Sealed, tmp_path: Path) -> None:
    false = CountyTestAuthority(tmp_path, "云溪县", at=AT)
    files = false.issue("QS-XK", "青石镇人民政府行政许可专用章", at=AT)
    forged = LocalSigner(files.certificate, files.key).sign(sealed.plain, sealed.seal, "用印", AT)
    assert verify_pdf(forged, [false.certificate], at=AT).ok
    assert not accepted(forged, sealed)


@pytest.mark.parametrize("days", [-2, 365 * 6])
def test_certificate_counts_at_the_instant_asked(sealed: Sealed, days: int) -> None:
    assert not verify_pdf(sealed.pdf, [sealed.authority.certificate], at=AT + timedelta(days=days)).ok


def test_unsigned_and_unreadable_files_are_refused_in_words(sealed: Sealed) -> None:
    for pdf, word in (
        (sealed.plain, "没有电子签章"),
        (b"not a pdf", "不是可以读取的PDF"),
        (b"", "不是可以读取的PDF"),
    ):
        report = verify_pdf(pdf, [sealed.authority.certificate], at=AT)
        assert not report.ok
        assert word in report.problems[0].zh
        assert report.problems[0].en


def test_naive_instant_is_refused(sealed: Sealed) -> None:
    with pytest.raises(ValueError, match="aware"):
        sealed.signer.sign(sealed.plain, None, "用印", AT.replace(tzinfo=None))


def test_keys_lie_readable_by_their_owner_only_and_are_never_replaced(tmp_path: Path) -> None:
    authority = CountyTestAuthority(tmp_path / "ca", "云溪县", at=AT)
    files = authority.issue("QS-1", "青石镇人民政府", at=AT)
    for key in (files.key, tmp_path / "ca" / "ca.key"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        authority.issue("QS-1", "青石镇人民政府", at=AT)
    with pytest.raises(ValueError, match="ASCII"):
        authority.issue("../x", "青石镇人民政府", at=AT)
    assert CountyTestAuthority(tmp_path / "ca", "云溪县", at=AT).certificate == authority.certificate


def test_test_certificates_say_so_in_every_name(tmp_path: Path) -> None:
    authority = CountyTestAuthority(tmp_path, "云溪县", at=AT, scheme="sm2")
    files = authority.issue("QS-1", "青石镇人民政府", at=AT)
    for one in (authority.certificate, files.certificate.read_bytes()):
        loaded = x509.Certificate.load(pem.unarmor(one)[2])
        assert "无法律效力" in loaded.subject.native["common_name"]
        assert "测试" in loaded.issuer.native["common_name"]


def test_sm2_key_survives_its_file(tmp_path: Path) -> None:
    """Also a key with leading zeros keeps its 32 bytes."""
    for private in (gmssl_pyx.sm2_key_generate()[1], bytes(2) + b"\x07" * 30):
        assert sm2.load_private(sm2.private_pem(private, b"\x01" * 64)) == private


def test_sm2_certificate_holds_what_the_standard_signer_checks(tmp_path: Path) -> None:
    """The authority's signature over its own certificate verifies with the library itself."""
    authority = CountyTestAuthority(tmp_path, "云溪县", at=AT, scheme="sm2")
    loaded = x509.Certificate.load(pem.unarmor(authority.certificate)[2])
    body, signature = loaded["tbs_certificate"].dump(), loaded["signature_value"].native
    assert sm2.is_sm2(loaded)
    assert gmssl_pyx.sm2_verify(sm2.public_bytes(loaded.public_key), body, signature)
    assert not gmssl_pyx.sm2_verify(sm2.public_bytes(loaded.public_key), body + b"x", signature)
