"""What the embedded PostgreSQL is told: settings, who may connect, roles and their rights
(内置数据库的设置与角色)."""

import json
import os
import secrets
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql

Role = Literal["owner", "app", "admin"]

USERS: dict[Role, str] = {"owner": "zhenzhi_owner", "app": "zhenzhi_app", "admin": "zhenzhi_admin"}
DATABASE = "zhenzhi"
MAJOR = 18
"""WITHOUT OVERLAPS and uuidv7() need PostgreSQL 18; a data folder of another major cannot be opened."""

_SETTINGS = """\
# Written by the program at every start; changes here are lost.
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_connections = 100
max_wal_size = 1GB
min_wal_size = 80MB
random_page_cost = 1.1
jit = off
synchronous_commit = on
password_encryption = scram-sha-256
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
log_line_prefix = '%m [%p] %q%u@%d '
# Statements and details quote what people entered; codes and times are enough.
log_min_error_statement = panic
log_error_verbosity = terse
idle_in_transaction_session_timeout = 300000
lc_messages = 'C.UTF-8'
"""
# Tests throw the cluster away, so nothing need reach the disk.
_VOLATILE = """\
fsync = off
full_page_writes = off
synchronous_commit = off
max_wal_size = 4GB
autovacuum_naptime = 300
"""

# The application reads and writes rows; it never changes the schema, and a migration may take rights away
# again
# (the ledger keeps only SELECT and INSERT).
_RIGHTS = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO zhenzhi_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO zhenzhi_app;
"""


def write_settings(cluster: Path, *, socket: Path | None, port: int, volatile: bool) -> None:
    """Write postgresql.conf and pg_hba.conf. `socket` is a folder whose path needs no quoting; None means
    TCP on 127.0.0.1 (Windows)."""
    listen = (
        f"listen_addresses = '{'127.0.0.1' if socket is None else ''}'\n"
        f"port = {port}\n"
        f"unix_socket_directories = '{socket or ''}'\n"
        "unix_socket_permissions = 0700\n"
    )
    text = _SETTINGS + (_VOLATILE if volatile else "") + listen
    (cluster / "postgresql.conf").write_text(text, "utf-8")
    door = "host all all 127.0.0.1/32" if socket is None else "local all all"
    (cluster / "pg_hba.conf").write_text(f"# Passwords always; no trust.\n{door} scram-sha-256\n", "utf-8")


def passwords(file: Path) -> dict[Role, str]:
    """The three passwords, made once from the system's randomness and kept in a file that only its owner
    reads (0600)."""
    if not file.exists():
        made = {role: secrets.token_urlsafe(32) for role in USERS}
        fresh = file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(made, out)
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(file)
    read: dict[Role, str] = json.loads(file.read_text("utf-8"))
    return read


def prepare_roles(admin_dsn: str, secret: dict[Role, str], *, volatile: bool) -> None:
    """Make roles, database and rights where they are missing; a second call changes nothing.

    `volatile` lets the owner create databases, and prepares the template too, for test databases.
    """
    with psycopg.connect(admin_dsn, dbname="postgres", autocommit=True) as admin:
        for role in ("owner", "app"):
            _make_role(admin, USERS[role], secret[role], create_databases=volatile and role == "owner")
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            admin.execute("CREATE DATABASE zhenzhi OWNER zhenzhi_owner")
            admin.execute("REVOKE ALL ON DATABASE zhenzhi FROM PUBLIC")
            admin.execute("GRANT CONNECT ON DATABASE zhenzhi TO zhenzhi_app")
    for database in (DATABASE, "template1") if volatile else (DATABASE,):
        with psycopg.connect(admin_dsn, dbname=database, autocommit=True) as admin:
            if database == "template1":
                admin.execute("GRANT CREATE ON DATABASE template1 TO zhenzhi_owner")
                admin.execute("GRANT ALL ON SCHEMA public TO zhenzhi_owner")
            # As the owner, so that a backup taken and put back by the owner is complete.
            admin.execute("SET ROLE zhenzhi_owner")
            admin.execute(_RIGHTS)


def _make_role(admin: psycopg.Connection, name: str, password: str, *, create_databases: bool) -> None:
    if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        return
    # Hashed here, so that the password itself stands in no statement and no server log.
    hashed = admin.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    admin.execute(
        sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}").format(
            sql.Identifier(name),
            sql.SQL("CREATEDB" if create_databases else "NOCREATEDB"),
            sql.Literal(hashed),
        )
    )
