"""A PostgreSQL that somebody else runs (外部数据库): what it must have, and what to do when it has not."""

import psycopg

from zhenzhi.app.postgres_conf import MAJOR
from zhenzhi.app.postgres_host import DatabaseProblem


def check_external(url: str) -> None:
    """Check a PostgreSQL that somebody else runs: reachable, version 18 or later, UTF-8, btree_gist there
    or to be had.

    Raises DatabaseProblem saying what the database's administrator has to do.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as link:
            number = link.info.server_version
            encoding = link.info.parameter_status("server_encoding")
            row = link.execute(
                "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gist'),"
                " EXISTS (SELECT FROM pg_available_extensions WHERE name = 'btree_gist')"
            ).fetchone()
    except psycopg.OperationalError as error:
        raise DatabaseProblem(
            "database_unreachable",
            f"连接不上外部数据库：{error}。请核对 --database-url 中的地址、用户和密码。",
            f"The external database cannot be reached: {error}. Check address, user and password in --database-url.",
        ) from error
    installed, available = row or (False, False)
    if number < MAJOR * 10_000:
        raise DatabaseProblem(
            "database_version",
            f"外部数据库版本是 {number // 10_000}，需要 PostgreSQL {MAJOR} 或更高。请升级后重试。",
            f"The external database is version {number // 10_000}; PostgreSQL {MAJOR} or later is"
            " needed. Upgrade it first.",
        )
    if encoding != "UTF8":
        raise DatabaseProblem(
            "database_encoding",
            f"外部数据库编码是 {encoding}。请用 ENCODING 'UTF8' 重建数据库。",
            f"The external database is encoded in {encoding}. Create it again with ENCODING 'UTF8'.",
        )
    if not installed and not available:
        raise DatabaseProblem(
            "database_extension",
            "外部数据库缺少 btree_gist。请安装 PostgreSQL 的 contrib 软件包。",
            "The external database lacks btree_gist. Install PostgreSQL's contrib package there.",
        )
    if not installed:
        _make_extension(url)


def _make_extension(url: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=10) as link:
            link.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseProblem(
            "database_extension",
            "本用户不能建立扩展。请数据库管理员在该库执行:CREATE EXTENSION btree_gist;",
            "This user may not create the extension. Ask the administrator to run in that database:"
            " CREATE EXTENSION btree_gist;",
        ) from error
