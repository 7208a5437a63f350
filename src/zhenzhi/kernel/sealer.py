"""The sealer (封存): the one process that numbers committed entries and appends them to the Merkle tree.

Acts insert entries without a number and hold no lock for it. The sealer takes those that are committed, oldest first,
gives each the next number and its leaf hash, and writes the tree's new nodes, all in one transaction under an advisory
lock. What stands in the ledger "as known" at a point follows these numbers.
"""

from collections.abc import Sequence

from django.db import connection, transaction

from zhenzhi.kernel import clock, ledger, merkle
from zhenzhi.kernel.models import Entry, Node, Sealed, Unsealed

_LOCK = 7_301_844_001  # any constant of our own; held until the transaction ends


class DatabaseNodes:
    """The ledger's tree as a store of nodes; what was read once is remembered."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def get(self, level: int, index: int) -> bytes:
        key = (level, index)
        if key not in self._known:
            self._known[key] = bytes(Node.objects.get(level=level, index=index).hash)
        return self._known[key]

    def put(self, level: int, index: int, hash: bytes) -> None:
        Node.objects.create(level=level, index=index, hash=hash)


def size() -> int:
    """How many entries are sealed."""
    last = Sealed.objects.order_by("-seq").values_list("seq", flat=True).first()
    return 0 if last is None else last + 1


def waiting() -> int:
    """How many committed entries are not sealed yet."""
    return Unsealed.objects.count()


def root(at_size: int) -> bytes:
    """Root of the tree over the first `at_size` entries, 32 bytes."""
    return merkle.root(DatabaseNodes(), at_size)


def seal_batch(limit: int = 2000) -> int:
    """Seal up to `limit` committed entries. Returns how many; 0 when there are none or another sealer is at work."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            row = cursor.fetchone()
        if row is None or not row[0]:
            return 0
        keys = list(Unsealed.objects.order_by("entry").values_list("entry", flat=True)[:limit])
        if keys:
            found = Entry.objects.in_bulk(keys)
            _append([found[key] for key in keys])
            Unsealed.objects.filter(entry__in=keys).delete()
        return len(keys)


def _append(entries: Sequence[Entry]) -> None:
    first, now = size(), clock.now()
    leaves = [ledger.leaf(entry) for entry in entries]
    nodes = merkle.grow(DatabaseNodes(), first, leaves)
    Node.objects.bulk_create(
        [Node(level=node.level, index=node.index, hash=node.hash) for node in nodes], batch_size=5000
    )
    Sealed.objects.bulk_create(
        [
            Sealed(seq=first + offset, entry=entry, at=now, leaf=merkle.leaf_hash(leaf))
            for offset, (entry, leaf) in enumerate(zip(entries, leaves, strict=True))
        ]
    )


def seal_all() -> int:
    """Seal everything that is committed. Returns how many entries."""
    total = 0
    while done := seal_batch():
        total += done
    return total


def faults(batch: int = 5000) -> list[str]:
    """Recompute every leaf, row root and node from the rows themselves; returns what does not hold (台账核验)."""
    problems: list[str] = []
    memory, count = merkle.MemoryNodes(), 0
    total = size()
    while count < total:
        part = list(
            Sealed.objects.filter(seq__gte=count, seq__lt=count + batch).select_related("entry").order_by("seq")
        )
        if [sealed.seq for sealed in part] != list(range(count, count + len(part))) or not part:
            return [*problems, f"the numbering breaks after entry {count}"]
        for sealed in part:
            problems += _entry_faults(sealed)
        merkle.extend(memory, count, [ledger.leaf(sealed.entry) for sealed in part])
        count += len(part)
    stored = Node.objects.filter(level=0).count()
    if stored != total:
        problems.append(f"{stored} leaves are stored for {total} entries")
    if total and merkle.root(memory, total) != root(total):
        problems.append("the stored tree does not have the root of the entries")
    orphans = Entry.objects.filter(sealed__isnull=True).exclude(id__in=Unsealed.objects.values("entry")).count()
    if orphans:
        problems.append(f"{orphans} entries are neither sealed nor waiting to be")
    return problems


def _entry_faults(sealed: Sealed) -> list[str]:
    entry, problems = sealed.entry, []
    if merkle.leaf_hash(ledger.leaf(entry)) != bytes(sealed.leaf):
        problems.append(f"entry {sealed.seq} ({entry.act}) does not match its leaf")
    if entry.rows is not None:
        rows = [ledger.row_leaf(row) for row in ledger.rows_of(entry)]
        if len(rows) != entry.rows or merkle.root_of(rows) != bytes(entry.rows_root or b""):
            problems.append(f"the rows of entry {sealed.seq} ({entry.act}) do not match their root")
    return problems
