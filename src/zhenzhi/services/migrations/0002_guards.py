"""Guards of this module's tables; see kernel.guards."""

from django.db import migrations

from zhenzhi.kernel import guards


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]

    operations = [
        guards.only_by_act(
            [
                "services_application",
                "services_licence",
                "services_publication",
            ]
        ),
    ]
