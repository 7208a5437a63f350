"""The table of draws (抽取)."""

import django.db.models.deletion
import zhenzhi.kernel.keys
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matter", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draw",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhenzhi.kernel.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("stage", models.CharField(editable=False, max_length=32)),
                ("hands", models.JSONField(default=dict, editable=False)),
                ("exceptions", models.JSONField(default=dict, editable=False)),
                ("number", models.CharField(max_length=96, unique=True)),
                ("body", models.CharField(max_length=64)),
                ("purpose", models.CharField(max_length=120)),
                ("day", models.DateField()),
                ("title", models.CharField(max_length=300)),
                ("commitment", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("committed_at", models.DateTimeField()),
                ("committed_in", models.UUIDField()),
                ("after", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("public", models.CharField(blank=True, max_length=200)),
                ("witness", models.CharField(blank=True, max_length=200)),
                ("entropy", models.CharField(blank=True, max_length=64)),
                ("chosen", models.JSONField(default=list)),
                ("drawn_at", models.DateTimeField(null=True)),
                ("voided_at", models.DateTimeField(null=True)),
                ("void_reason", models.TextField(blank=True)),
                (
                    "previous",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="matter.draw",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stage", "void"), _negated=True),
                        fields=("body", "purpose", "day"),
                        name="draw_once",
                    ),
                    models.UniqueConstraint(fields=("previous",), name="draw_replaced_once"),
                ],
            },
        ),
    ]
