"""The county's own keys (县级密钥): the ledger's signing key and the test authority of its seals.

Made once, when the county is founded, and never anywhere else: a county that has lost its keys must be told so, not
quietly given new ones that nobody trusts. Backups leave them out; `zhenzhi backup --keys` saves them encrypted.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from zhenzhi.kernel import clock, note
from zhenzhi.kernel.problem import Conflict
from zhenzhi.kernel.test_ca import CountyTestAuthority


def ledger_file() -> Path:
    """Where the ledger's signing key lies."""
    return Path(settings.DATA) / "ledger.key"


def authority_folder() -> Path:
    """Where the authority of the seals, and the keys of the seals themselves, lie."""
    return Path(settings.DATA) / "ca"


def found() -> None:
    """Make the keys of a county that is being founded; keys that lie there already (put back before) stay."""
    note.make_key(ledger_file())
    CountyTestAuthority(authority_folder(), settings.COUNTY, at=clock.now())


def ledger_key() -> Ed25519PrivateKey:
    """The ledger's signing key. Raises Conflict, with what to do, where it is not in the data folder."""
    try:
        return note.read_key(ledger_file())
    except FileNotFoundError:
        raise missing(ledger_file()) from None


def authority() -> CountyTestAuthority:
    """The county's test authority; its seals have no legal force and say so. Raises Conflict where it is missing."""
    folder = authority_folder()
    for file in (folder / "ca.crt", folder / "ca.key"):
        if not file.exists():
            raise missing(file)
    return CountyTestAuthority(folder, settings.COUNTY, at=clock.now())


def missing(file: Path) -> Conflict:
    """What to say where a key of the county is not in its place."""
    return Conflict(
        "key_missing",
        f"缺少本县密钥 {file}，没有另行生成。请用 ./zhenzhi restore --keys 放回另行保管的密钥，"
        "或把 ledger.key 和 ca 文件夹拷回数据目录，再重试。",
        f"The county's key {file} is missing, and no new one was made. Put the keys kept elsewhere back with"
        " ./zhenzhi restore --keys, or copy ledger.key and the folder ca into the data folder, then try again.",
        detail=file.name,
    )
