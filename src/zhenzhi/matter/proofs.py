"""Proof of a sealed paper from the county's own books (出具证明); `kernel.proof` checks it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.conf import settings

from zhenzhi.kernel import checkpoint, clock, ledger, merkle, note, proof, sealer
from zhenzhi.kernel.canonical import plain
from zhenzhi.kernel.identity import Who
from zhenzhi.kernel.models import Checkpoint, Entry, GroundText, Sealed
from zhenzhi.kernel.problem import Conflict
from zhenzhi.matter import keys
from zhenzhi.matter.models import Paper
from zhenzhi.org.models import Place

_VOUCHER = "voucher:"


def _county(on: date) -> Place:
    return Place.objects.on(on).get(level="county")


def origin() -> str:
    """The name of this county's ledger in checkpoints (zhenzhi/231223)."""
    return f"zhenzhi/{_county(clock.today()).code}"


def trust() -> proof.Trust:
    """What this county asks verifiers to trust; it is to be handed out by another way than the papers.

    Reads the file that `write_trust` wrote. Raises Conflict while there is none.
    """
    try:
        return proof.Trust.read((settings.DATA / "trust.json").read_bytes())
    except FileNotFoundError:
        raise Conflict(
            "no_trust_yet",
            "本县尚未发布信任文件，首个签名检查点发布后即可核验。请稍后再试。",
            "This county has published no trust file yet; it comes with the first signed checkpoint. Try again later.",
        ) from None


def write_trust() -> proof.Trust:
    """Write the trust file to the data folder, for `verify` here and for handing out.

    Raises Conflict where the county's keys are missing: no new ones are made here.
    """
    public = note.public_text(keys.ledger_key())
    authority = keys.authority().certificate.decode()
    found = proof.Trust(_county(clock.today()).name, origin(), public, (authority,))
    (settings.DATA / "trust.json").write_bytes(found.write())
    return found


def publish() -> Checkpoint:
    """Seal what is committed and publish a signed checkpoint in the data folder, the trust file beside it.

    Raises Conflict where the county's keys are missing, or the key is not the one of the earlier checkpoints.
    """
    key = keys.ledger_key()
    last = Checkpoint.objects.order_by("-size", "-at").first()
    if last is not None and note.read(last.note, note.public_text(key)) is None:
        raise Conflict(
            "foreign_key",
            f"{keys.ledger_file()} 不是签发以往检查点的密钥，未签发。请放回本县原来的密钥。",
            f"{keys.ledger_file()} did not sign the earlier checkpoints, so nothing was signed. Put the county's own"
            " key back.",
        )
    write_trust()
    return checkpoint.publish(origin(), key, settings.DATA / "checkpoints")


def bundle_for(paper: Paper) -> bytes:
    """The proof bundle of a sealed paper, as the file that is handed out.

    Takes the first checkpoint that covers the paper and writes nothing: anybody may ask. The worker publishes one soon
    after a paper was sealed; until then, and while the paper has no seal, Conflict is raised.
    """
    affix = Entry.objects.filter(subject=paper.pk, act="matter.affix").first()
    if paper.stage != "sealed" or affix is None:
        raise Conflict("not_sealed", "该文书尚未用印，暂无证明。", "This paper has no seal yet, so there is no proof.")
    entries = {
        "issue": Entry.objects.get(pk=paper.issued_by),
        "approval": Entry.objects.get(pk=affix.params["approved"]),
        "affix": affix,
    }
    key = entries["issue"].key or ""
    # Only the clock names its cause so; what a person chose as their key says nothing.
    if entries["issue"].actor_kind == Who.CLOCK and key.startswith(_VOUCHER):
        entries["cause"] = Entry.objects.get(pk=key.removeprefix(_VOUCHER))
    covering = _covering(entries)
    if covering is None:
        raise Conflict(
            "no_checkpoint_yet",
            "文书已用印，证明将在下一个检查点发布后可用，一般只需一两分钟。请稍后再试。",
            "The paper is sealed; its proof comes with the next checkpoint, within a minute or two. Try again then.",
        )
    return _bundle(paper, entries, covering)


def _places(entries: Mapping[str, Entry]) -> dict[UUID, int]:
    return dict(Sealed.objects.filter(entry__in=entries.values()).values_list("entry_id", "seq"))


def _covering(entries: Mapping[str, Entry]) -> Checkpoint | None:
    places = _places(entries)
    if not all(entry.pk in places for entry in entries.values()):
        return None
    return Checkpoint.objects.filter(size__gt=max(places.values())).order_by("size", "at").first()


def _bundle(paper: Paper, entries: Mapping[str, Entry], covering: Checkpoint) -> bytes:
    places = _places(entries)
    nodes = sealer.DatabaseNodes()
    return proof.write(
        origin(),
        paper.number,
        paper.sha256,
        {
            role: proof.Sealed(
                places[entry.pk],
                ledger.content(entry),
                _ground(entry),
                tuple(merkle.inclusion_proof(nodes, places[entry.pk], covering.size)),
            )
            for role, entry in entries.items()
        },
        covering.note,
    )


def _ground(entry: Entry) -> proof.Object:
    found = plain(GroundText.objects.get(digest=entry.ground).content)
    if not isinstance(found, dict):
        raise TypeError(f"the ground of entry {entry.pk} is no object")
    return found
