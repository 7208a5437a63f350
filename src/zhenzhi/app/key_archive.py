"""The county's keys in one encrypted file (密钥备份): what `backup` leaves out on purpose, kept apart from it.

Scrypt makes the key from the passphrase, AES-256-GCM encrypts and guards the whole; nothing is written before all of it
was read. The file is worth as much as the seals themselves: keep it and the passphrase in two different places.
"""

import base64
import json
import os
import re
from binascii import Error as NotBase64
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from zhenzhi.kernel.problem import Problem

FORMAT = "zhenzhi-keys/1"
PASSPHRASE = "ZHENZHI_KEYS_PASSPHRASE"
SHORTEST = 12
"""Characters a passphrase must have."""

_COST = {"n": 2**17, "r": 8, "p": 1}  # 128 MB and some tenths of a second for each guess
_NAME = re.compile(r"ledger\.key|ca/[A-Za-z0-9-]+\.(crt|key)")


def passphrase(file: Path | None) -> bytes:
    """The passphrase from a file (its first line) or from the environment. Raises Problem if there is none to use."""
    text = os.environ.get(PASSPHRASE, "")
    if file is not None:
        try:
            text = file.read_text("utf-8").split("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError):
            text = ""
    if len(text) < SHORTEST:
        raise Problem(
            "keys_passphrase",
            f"请用 --passphrase-file 指明口令文件，或设置环境变量 {PASSPHRASE}；口令不少于 {SHORTEST} 个字符。",
            f"Name a file with the passphrase by --passphrase-file, or set {PASSPHRASE};"
            f" it has at least {SHORTEST} characters.",
        )
    return text.encode()


def export(data: Path, target: Path, secret: bytes) -> int:
    """Write the keys of the data folder to `target`, encrypted; returns how many files they are.

    Raises Problem if there are none, or if `target` exists.
    """
    if target.exists():
        raise Problem(
            "keys_exist",
            f"文件 {target} 已存在，未覆盖。请换一个文件名。",
            f"The file {target} exists and was not touched. Choose another name.",
        )
    found = {name: (data / name).read_bytes() for name in _names(data)}
    if "ledger.key" not in found:
        raise Problem(
            "no_keys",
            f"{data} 中没有本县密钥，无可导出。",
            f"There are no keys of the county in {data} to save.",
        )
    salt, nonce = os.urandom(16), os.urandom(12)
    plain = json.dumps({name: base64.b64encode(raw).decode() for name, raw in found.items()}).encode()
    told = {
        "format": FORMAT,
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "sealed": base64.b64encode(_cipher(secret, salt).encrypt(nonce, plain, FORMAT.encode())).decode(),
    }
    _write_new(target, json.dumps(told, indent=1).encode() + b"\n")
    return len(found)


def read(source: Path, secret: bytes) -> dict[str, bytes]:
    """Decrypt a file of keys: names within the data folder and contents. Raises Problem; nothing is written."""
    try:
        told = json.loads(source.read_bytes())
        if told["format"] != FORMAT:
            raise ValueError
        salt, nonce, sealed = (base64.b64decode(told[name], validate=True) for name in ("salt", "nonce", "sealed"))
        found = json.loads(_cipher(secret, salt).decrypt(nonce, sealed, FORMAT.encode()))
    except InvalidTag:
        raise Problem(
            "keys_wrong",
            f"口令不对，或密钥备份 {source} 已损坏；未作改动。",
            f"The passphrase is wrong, or the keys in {source} are damaged; nothing was changed.",
        ) from None
    except (OSError, ValueError, KeyError, TypeError, NotBase64) as error:
        raise Problem(
            "keys_unreadable",
            f"{source} 不是密钥备份，或不能读取；未作改动。请换用另一份。",
            f"{source} is no file of keys or cannot be read; nothing was changed. Use another one.",
        ) from error
    return {name: base64.b64decode(text) for name, text in found.items() if _NAME.fullmatch(name)}


def check_place(data: Path, keys: dict[str, bytes]) -> None:
    """Raises Problem if other keys than these lie in the data folder."""
    for name, raw in keys.items():
        if (data / name).exists() and (data / name).read_bytes() != raw:
            raise Problem(
                "keys_differ",
                f"{data} 中已有另外的密钥({name})，未作改动。确要替换，请加 --force。",
                f"There are other keys in {data} already ({name}); nothing was changed. Add --force to replace them.",
            )


def put_back(data: Path, keys: dict[str, bytes]) -> int:
    """Write the keys into the data folder, in the place of others; returns how many files were written."""
    (data / "ca").mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = [name for name, raw in keys.items() if not (data / name).exists() or (data / name).read_bytes() != raw]
    for name in wanted:
        (data / name).unlink(missing_ok=True)
        _write_new(data / name, keys[name])
    return len(wanted)


def _names(data: Path) -> list[str]:
    paths = [data / "ledger.key", *sorted((data / "ca").glob("*"))]
    names = [path.relative_to(data).as_posix() for path in paths if path.is_file()]
    return [name for name in names if _NAME.fullmatch(name)]


def _cipher(secret: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, **_COST).derive(secret))


def _write_new(path: Path, raw: bytes) -> None:
    """Create a file that only its owner may read, from the first moment."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(raw)
        out.flush()
        os.fsync(out.fileno())
