"""Guards of the tables of lists; see kernel.guards."""

from django.db import migrations

from zhenzhi.kernel import guards


class Migration(migrations.Migration):
    dependencies = [("register", "0003_lists")]

    operations = [guards.only_by_act(["register_listversion", "register_listrow", "register_listinforce"])]
