"""Subscriptions to events, and what is owed to them (事件订阅)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import zhenzhi.kernel.keys
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0003_account_opened_at")]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.UUIDField(default=zhenzhi.kernel.keys.uuid7, primary_key=True, serialize=False)),
                ("body", models.CharField(max_length=64)),
                ("label", models.CharField(max_length=80)),
                ("url", models.CharField(max_length=400)),
                (
                    "types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                ("generation", models.IntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.UUIDField(default=zhenzhi.kernel.keys.uuid7, primary_key=True, serialize=False)),
                ("event", models.UUIDField()),
                ("type", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("attempts", models.IntegerField(default=0)),
                ("status", models.IntegerField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
                ("webhook", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="org.webhook")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="sending_due"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("webhook", "event"), name="sending_once")],
            },
        ),
    ]
