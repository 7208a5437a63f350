"""`zhenzhi verify PATH…`: check papers by their proof bundles (核验文书): offline, without a database or an account.

A folder of published checkpoints is checked too: every signature, and that from each to the next the ledger only grew.
"""

import argparse
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from zhenzhi.kernel import draw_check, growth, note, proof
from zhenzhi.kernel.growth import Growth
from zhenzhi.kernel.note import Head
from zhenzhi.kernel.problem import Invalid

PROOF = ".proof.json"
GROWTH = ".growth.json"
DRAW = ".draw.json"
_KINDS = (".pdf", ".txt", PROOF, GROWTH, DRAW)
_LARGEST = 64 * 1024 * 1024  # bytes; a paper of this system has some 100 kB


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Its options."""
    parser = sub.add_parser("verify", description="核验文书及其证明。 Check papers and their proofs, offline.")
    parser.add_argument("path", type=Path, nargs="+", help="PDF、证明文件或文件夹 PDFs, proofs, folders")
    parser.add_argument("--trust", type=Path, help="信任文件（默认本机的县） trust file (the county here)")


@dataclass(frozen=True, slots=True)
class Files:
    """What was given, by kind: proofs, papers, checkpoints and what joins these, draws."""

    proofs: list[Path]
    pdfs: list[Path]
    notes: list[Path]
    growths: list[Path]
    draws: list[Path]


@dataclass(frozen=True, slots=True)
class Pair:
    """A proof and its paper; one of the two may be missing."""

    proof: Path | None
    pdf: Path | None


def run(args: argparse.Namespace) -> int:
    """Print every check of every paper; 0 only if all of them hold."""
    try:
        trust = proof.Trust.read(_bytes(args.trust or args.data / "trust.json"))
        given = _sorted(args.path)
    except OSError as fault:
        named = fault.filename or ""
        zh, en = "请用 --trust 指明信任文件，或检查文件名。", "Name the trust file with --trust, or check the name."
        print(f"✗ 不能读取 {named}。{zh}\n  Cannot read {named}. {en}")
        return 1
    print(f"信任 trusting: {trust.county} · {trust.origin} · {trust.ledger_key}")
    pairs = list(_pairs(given.proofs, given.pdfs))
    results = [_tell(pair, trust) for pair in pairs] + [_tell_draw(path, trust) for path in given.draws]
    heads = [_tell_note(path, trust) for path in given.notes]
    results += [head is not None for head in heads]
    results += _tell_growth([head for head in heads if head is not None], given.growths)
    if not results:
        print("✗ 没有找到文书、证明文件、检查点或抽取文件。\n  There is no paper, proof, checkpoint or draw here.")
    failed = results.count(False)
    if failed or not results:
        print(f"\n✗ 未通过：{failed} 项。请勿采信。\n  Not passed: {failed}. Do not rely on these files.")
        return 1
    print(f"\n✓ 全部通过：{len(results)} 项。\n  All passed: {len(results)}.")
    return 0


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _sorted(paths: Iterable[Path]) -> Files:
    """The files given and those in the folders, by kind. Raises FileNotFoundError."""
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
    growths = [one for one in files if one.name.endswith(GROWTH)]
    draws = [one for one in files if one.name.endswith(DRAW)]
    proofs = [one for one in files if one not in [*notes, *pdfs, *growths, *draws]]
    return Files(proofs, pdfs, notes, growths, draws)


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


def _tell_draw(path: Path, trust: proof.Trust) -> bool:
    print(f"\n{path}")
    told = [_line(one.ok, one.zh, one.en) for one in draw_check.check(_bytes(path), trust)]
    return all(told)


def _tell_note(path: Path, trust: proof.Trust) -> Head | None:
    print(f"\n{path}")
    head = note.read(_bytes(path).decode("utf-8", "replace"), trust.ledger_key)
    if head is None or head.origin != trust.origin:
        _line(False, "检查点不是由您信任的密钥签发的。", "The checkpoint is not signed by the key you trust.")
        return None
    _line(True, f"检查点有效，共 {head.size} 条记录。", f"The checkpoint is valid, at {head.size} entries.")
    return head


def _tell_growth(heads: list[Head], files: list[Path]) -> list[bool]:
    """One line for each two neighbouring checkpoints; one without a proof is not shown, so it does not pass."""
    results, known = [], []
    for path in files:
        try:
            known.append(Growth.read(_bytes(path)))
        except Invalid as fault:
            print(f"\n{path}")
            results.append(_line(False, fault.zh, fault.en))
    steps = growth.steps(heads, known)
    if steps:
        print("\n检查点之间 between the checkpoints")
    for step in steps:
        old, new = step.older.size, step.newer.size
        if step.held:
            zh, en = f"{old} → {new}：台账只增未改。", f"{old} → {new}: the ledger only grew."
        elif step.held is None:
            zh = f"{old} → {new}：缺少一致性证明 {new:012d}{GROWTH}，请一并下载。"
            en = f"{old} → {new}: the consistency proof {new:012d}{GROWTH} is missing; download it too."
        else:
            zh = f"{old} → {new}：不能证明，较早的台账内容被改动过。"
            en = f"{old} → {new}: not so; what stood in the ledger before was changed."
        results.append(_line(step.held is True, zh, en))
    return results


def _line(ok: bool, zh: str, en: str) -> bool:
    print(f"  {'✓' if ok else '✗'} {zh}  {en}")
    return ok
