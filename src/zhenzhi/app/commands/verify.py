"""`zhenzhi verify PATH…`: check papers by their proof bundles (核验文书): offline, without a database or an account."""

import argparse
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zhenzhi.kernel import note, proof
from zhenzhi.kernel.problem import Invalid

PROOF = ".proof.json"
_KINDS = (".pdf", ".txt", PROOF)
_LARGEST = 64 * 1024 * 1024  # bytes; a paper of this system has some 100 kB


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("verify", description="核验文书及其证明。 Check papers and their proofs, offline.")
    parser.add_argument("path", type=Path, nargs="+", help="PDF、证明文件或文件夹 PDFs, proofs, folders")
    parser.add_argument("--trust", type=Path, help="信任文件（默认本机的县） trust file (the county here)")


@dataclass(frozen=True, slots=True)
class Pair:
    """A proof and its paper; one of the two may be missing."""

    proof: Path | None
    pdf: Path | None


def run(args: argparse.Namespace) -> int:
    """Print every check of every paper; 0 only if all of them hold."""
    try:
        trust = proof.Trust.read(_bytes(args.trust or args.data / "trust.json"))
        proofs, pdfs, notes = _sorted(args.path)
    except OSError as fault:
        named = fault.filename or ""
        zh, en = "请用 --trust 指明信任文件，或检查文件名。", "Name the trust file with --trust, or check the name."
        print(f"✗ 不能读取 {named}。{zh}\n  Cannot read {named}. {en}")
        return 1
    print(f"信任 trusting: {trust.county} · {trust.origin} · {trust.ledger_key}")
    pairs = list(_pairs(proofs, pdfs))
    results = [_tell(pair, trust) for pair in pairs] + [_tell_note(path, trust) for path in notes]
    if not pairs:
        print("✗ 没有找到文书或证明文件。\n  There is no paper and no proof here.")
    failed = results.count(False)
    if failed or not pairs:
        print(f"\n✗ 未通过：{failed} 项。请勿采信。\n  Not passed: {failed}. Do not rely on these papers.")
        return 1
    print(f"\n✓ 全部通过：{len(results)} 项。\n  All passed: {len(results)}.")
    return 0


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _sorted(paths: Iterable[Path]) -> tuple[list[Path], list[Path], list[Path]]:
    """Proofs, papers and checkpoints among the paths and in the folders. Raises FileNotFoundError."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(one for one in path.iterdir() if one.is_file() and one.name.endswith(_KINDS))
        elif path.exists():
            files.append(path)
        else:
            raise FileNotFoundError(2, "missing", str(path))
    notes = [one for one in files if one.suffix == ".txt"]
    pdfs = [one for one in files if one.suffix.lower() == ".pdf"]
    return [one for one in files if one not in pdfs and one not in notes], pdfs, notes


def _pairs(proofs: list[Path], pdfs: list[Path]) -> Iterator[Pair]:
    """Pair by content first, by name where the content says nothing any more; what is left stands alone."""
    digests = {hashlib.sha256(_bytes(pdf)).hexdigest(): pdf for pdf in pdfs}
    by_name = {pdf.stem: pdf for pdf in pdfs}
    taken: set[Path] = set()
    for one in proofs:
        beside = one.with_name(one.name.removesuffix(PROOF) + ".pdf")
        found = digests.get(_says(one)) or by_name.get(beside.stem) or (beside if beside.exists() else None)
        if found is not None:
            taken.add(found)
        yield Pair(one, found)
    for pdf in pdfs:
        if pdf not in taken:
            beside = pdf.with_name(pdf.stem + PROOF)
            yield Pair(beside if beside.exists() else None, pdf)


def _says(path: Path) -> str:
    """The digest of the PDF that a proof speaks of; empty if it cannot be read."""
    try:
        return proof.read(_bytes(path)).sha256
    except Invalid:
        return ""


def _tell(pair: Pair, trust: proof.Trust) -> bool:
    print(f"\n{pair.pdf or '(缺 PDF missing)'} + {pair.proof or '(缺证明文件 missing)'}")
    if pair.proof is None:
        return _line(False, "没有这份 PDF 的证明文件，请一并下载。", "There is no proof of this PDF; download it too.")
    raw = _bytes(pair.proof)
    checks = proof.check(raw, None if pair.pdf is None else _bytes(pair.pdf), trust)
    told = [_line(one.ok, one.zh, one.en) for one in checks]
    held = all(told)
    if held:
        for zh, en in proof.chain_of(proof.read(raw).grounded.ground):
            print(f"    {zh}  {en}")
    return held


def _tell_note(path: Path, trust: proof.Trust) -> bool:
    print(f"\n{path}")
    head = note.read(_bytes(path).decode("utf-8", "replace"), trust.ledger_key)
    if head is None or head.origin != trust.origin:
        return _line(False, "检查点不是由您信任的密钥签发的。", "The checkpoint is not signed by the key you trust.")
    return _line(True, f"检查点有效，共 {head.size} 条记录。", f"The checkpoint is valid, at {head.size} entries.")


def _line(ok: bool, zh: str, en: str) -> bool:
    print(f"  {'✓' if ok else '✗'} {zh}  {en}")
    return ok
