"""Guards of the table of draws; see kernel.guards."""

from django.db import migrations

from zhenzhi.kernel import guards


class Migration(migrations.Migration):
    dependencies = [("matter", "0003_draws")]

    operations = [guards.only_by_act(["matter_draw"])]
