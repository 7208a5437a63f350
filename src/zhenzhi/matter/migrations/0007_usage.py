"""Counts of exercise, folded from the ledger (权力行使次数)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matter", "0006_list_triggers")]

    operations = [
        migrations.CreateModel(
            name="Exercise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("power", models.CharField(max_length=64)),
                ("body", models.CharField(max_length=64)),
                ("month", models.DateField()),
                ("count", models.IntegerField()),
                ("last", models.DateField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["power", "body", "month"], name="exercise_once")],
                "indexes": [models.Index(fields=["month"], name="exercise_month")],
            },
        ),
        migrations.CreateModel(
            name="LastUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("power", models.CharField(max_length=64)),
                ("body", models.CharField(max_length=64)),
                ("last", models.DateField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["power", "body"], name="last_use_once")],
            },
        ),
        migrations.CreateModel(
            name="UsageMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField(default=0)),
                ("rights", models.JSONField(default=list)),
            ],
        ),
        migrations.RunSQL(
            "INSERT INTO matter_usagemark (seq, rights) VALUES (0, '[]')", "DELETE FROM matter_usagemark"
        ),
    ]
