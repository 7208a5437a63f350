"""Guards of the tables of the gate of duties; see kernel.guards."""

from django.db import migrations

from zhenzhi.kernel import guards


class Migration(migrations.Migration):
    dependencies = [("devolution", "0003_gate")]

    operations = [guards.only_by_act(["devolution_work", "devolution_burden"])]
