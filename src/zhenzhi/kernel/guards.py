"""Guards in the database (数据库守卫): the ledger only grows, and subjects change only by an act.

Triggers stop slips, whoever is connected; the role of the running program has no right to change the ledger at all.
What an owner of the database does beside them shows in the signed checkpoints (`zhenzhi verify-ledger`).
"""

from collections.abc import Iterable

from django.db.migrations.operations.special import RunSQL

FUNCTIONS = """
CREATE FUNCTION zhenzhi_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION zhenzhi_only_by_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('zhenzhi.act', true), '') = '' THEN
        RAISE EXCEPTION 'table % changes only by an act', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
"""
DROP_FUNCTIONS = "DROP FUNCTION zhenzhi_insert_only(); DROP FUNCTION zhenzhi_only_by_act();"

LEDGER_TABLES = (
    "kernel_groundtext", "kernel_entry", "kernel_entryrow", "kernel_sealed", "kernel_node", "kernel_checkpoint",
)  # fmt: skip


def insert_only(tables: Iterable[str]) -> RunSQL:
    """Migration operation: these tables take inserts and nothing else."""
    names = list(tables)
    return RunSQL(
        [
            f"CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION zhenzhi_insert_only()"
            for name in names
        ],
        [f"DROP TRIGGER insert_only ON {name}" for name in names],
    )


def only_by_act(tables: Iterable[str]) -> RunSQL:
    """Migration operation: rows of these tables are written only while an act is being done."""
    names = list(tables)
    return RunSQL(
        [
            f"CREATE TRIGGER only_by_act BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION zhenzhi_only_by_act()"
            for name in names
        ],
        [f"DROP TRIGGER only_by_act ON {name}" for name in names],
    )


# What the running program may do, given after every migration. It may not change the ledger, nor define anything.
APP_RIGHTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role};
REVOKE UPDATE, DELETE, TRUNCATE ON {ledger} FROM {role};
"""


def app_rights(role: str) -> str:
    """SQL that gives the application's role its rights; run as the owner after migrating. `role` is quoted already."""
    return APP_RIGHTS.format(role=role, ledger=", ".join(LEDGER_TABLES))
