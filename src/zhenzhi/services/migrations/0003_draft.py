"""Drafts of applications."""

from django.db import migrations, models

from zhenzhi.kernel.keys import uuid7


class Migration(migrations.Migration):
    dependencies = [("services", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=64)),
                ("item", models.CharField(max_length=64)),
                ("content", models.JSONField(default=dict)),
                ("files", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "item"), name="draft_one_an_item")],
            },
        ),
    ]
