"""Guards of this module's tables; see kernel.guards."""

from django.db import migrations

from zhenzhi.kernel import guards


class Migration(migrations.Migration):
    dependencies = [("matter", "0001_initial")]

    operations = [
        guards.only_by_act(
            [
                "matter_matter",
                "matter_party",
                "matter_deadline",
                "matter_material",
                "matter_paper",
                "matter_request",
                "matter_rating",
                "matter_note",
                "matter_counter",
            ]
        ),
        guards.insert_only(["matter_look"]),
    ]
