"""One installation: its data folder, its database, and what its programs are told of both (安装).

The data folder holds `postgres/` (the embedded server), `files/` (papers received and issued), `logs/` and
`secret`.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from zhenzhi.app.external_database import check_external
from zhenzhi.app.postgres import Postgres

DATABASE_URL = "ZHENZHI_DATABASE_URL"
OWNER_URL = "ZHENZHI_OWNER_DATABASE_URL"
DATA = "ZHENZHI_DATA"
SECRET_FILE = "ZHENZHI_SECRET_FILE"


@dataclass(frozen=True, slots=True)
class Database:
    """A database that is ready, by its addresses (libpq): `app` reads and writes rows, `owner` changes the
    schema as well. `server` is the embedded one, if it is that."""

    app: str
    owner: str
    server: Postgres | None


@dataclass(frozen=True, slots=True)
class Installation:
    """`data` is the data folder; `url` names a database that somebody else runs, empty for the embedded
    one."""

    data: Path
    url: str = ""

    @property
    def files(self) -> Path:
        """Folder of stored files."""
        return self.data / "files"

    @contextmanager
    def opened(self, *, alone: bool) -> Iterator[Database]:
        """The database, ready for the block. `alone` refuses to share the embedded one with a running
        program.

        Raises DatabaseProblem, in words for the operator.
        """
        self._make_folder()
        if self.url:
            owner = os.environ.get(OWNER_URL) or self.url
            check_external(owner)
            yield Database(self.url, owner, None)
            return
        server = Postgres(self.data / "postgres")
        with server if alone else server.shared():
            yield Database(server.dsn("app"), server.dsn("owner"), server)

    def environment(self, app_url: str, owner_url: str = "") -> dict[str, str]:
        """Environment for a program of this installation. Only who migrates is told the owner's password."""
        return {
            DATABASE_URL: app_url,
            OWNER_URL: owner_url,
            DATA: str(self.data.absolute()),
            SECRET_FILE: str(self._secret()),
        }

    def _make_folder(self) -> None:
        # Root's database account must walk through; nobody may list.
        mode = 0o711 if hasattr(os, "geteuid") and os.geteuid() == 0 else 0o700
        if not self.data.exists():
            self.data.mkdir(parents=True)
            self.data.chmod(mode)

    def _secret(self) -> Path:
        """File with the random key for sessions and tokens (0600), made at first use."""
        if name := os.environ.get(SECRET_FILE):
            return Path(name)
        file = self.data.absolute() / "secret"
        if not file.exists():
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(secrets.token_urlsafe(64))
        return file
