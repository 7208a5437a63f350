"""Guards of this module's tables; see kernel.guards."""

from django.db import migrations

from zhenzhi.kernel import guards


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial")]

    operations = [
        guards.only_by_act(
            [
                "org_place",
                "org_body",
                "org_post",
                "org_person",
                "org_appointment",
                "org_credential",
            ]
        ),
    ]
