"""Guards of this module's tables; see kernel.guards."""

from django.db import migrations

from zhenzhi.kernel import guards


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.RunSQL(guards.FUNCTIONS, guards.DROP_FUNCTIONS),
        guards.insert_only(guards.LEDGER_TABLES),
        migrations.RunSQL(
            "INSERT INTO kernel_book (name) VALUES ('calendar'), ('org'), ('register')", "DELETE FROM kernel_book"
        ),
    ]
