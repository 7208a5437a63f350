"""Guards of this module's tables; see kernel.guards."""

from django.db import migrations

from zhenzhi.kernel import guards


class Migration(migrations.Migration):
    dependencies = [("devolution", "0001_initial")]

    operations = [
        guards.only_by_act(
            [
                "devolution_proposal",
                "devolution_round",
                "devolution_batch",
                "devolution_batchitem",
                "devolution_guidance",
                "devolution_patrol",
                "devolution_visit",
                "devolution_idle",
                "devolution_evaluation",
                "devolution_casedecision",
                "devolution_consultation",
                "devolution_succession",
            ]
        ),
    ]
