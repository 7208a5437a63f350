"""Checking a paper (文书核验), for anybody who holds its code: what it says, on which ground, with which proof.

It names organs, numbers and articles, and no person: neither applicant nor officer.
"""

from datetime import datetime
from typing import Any

import orjson
from django.http import HttpResponse
from ninja import Router, Schema

from zhenzhi.api.acts import FAULTS
from zhenzhi.api.ground import told
from zhenzhi.api.identity import Call
from zhenzhi.api.reply import reply
from zhenzhi.kernel import proof
from zhenzhi.kernel.models import Entry, GroundText
from zhenzhi.kernel.problem import Conflict, NotFound
from zhenzhi.matter import proofs
from zhenzhi.matter.models import Paper
from zhenzhi.register.models import Seal

public = Router(auth=None, tags=["public"])


class Verified(Schema):
    """A paper as the county knows it. `proof` is the bundle that `zhenzhi verify` checks off the machine."""

    number: str
    title: str
    organ: str
    stage: str
    valid: bool
    issued_at: datetime
    sealed_at: datetime | None
    sha256: str | None
    seal: dict[str, str] | None
    ground: dict[str, Any]
    proof: dict[str, Any] | None


@public.get(
    "/verify/{code}",
    response={200: Verified, 404: FAULTS[404]},
    summary="文书核验",
    description="Seal, ground and ledger proof of a paper, by the code printed on it.",
)
def verify(request: Call, code: str) -> HttpResponse:
    """文书核验: anybody with the code may check; a void paper is said to be void."""
    paper = Paper.objects.filter(verify_code=code.upper(), stage__in=("sealed", "void")).first()
    if paper is None:
        raise NotFound
    raw = _bundle(paper)
    return reply(
        {
            "number": paper.number,
            "title": paper.title,
            "organ": paper.facts.get("organ", ""),
            "stage": paper.stage,
            "valid": paper.stage == "sealed",
            "issued_at": paper.issued_at,
            "sealed_at": paper.sealed_at,
            "sha256": paper.sha256 or None,
            "seal": _seal(paper),
            "ground": _ground(paper, raw),
            "proof": orjson.loads(raw) if raw else None,
        }
    )


def _seal(paper: Paper) -> dict[str, str] | None:
    seal = Seal.objects.known().filter(code=paper.seal).order_by("-valid").first()
    return None if seal is None else {"body": seal.body, "kind": seal.kind, "text": seal.text, "line": seal.line}


def _ground(paper: Paper, raw: bytes | None) -> dict[str, Any]:
    """The ground the paper rests on: of the act that caused a voucher, else of the one that issued the paper."""
    if raw is not None:
        return told(proof.read(raw).grounded.ground, inside=False)
    entry = Entry.objects.get(pk=paper.issued_by)
    return told(GroundText.objects.get(digest=entry.ground).content, inside=False)


def _bundle(paper: Paper) -> bytes | None:
    """The proof, once the paper is sealed and its entries are numbered."""
    try:
        return proofs.bundle_for(paper)
    except Conflict:
        return None
