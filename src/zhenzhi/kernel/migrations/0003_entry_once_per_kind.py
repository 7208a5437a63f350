"""A key is one actor's own: a person and a clock, or an officer and the resident they are, never share one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_guards")]

    operations = [
        migrations.RemoveConstraint(model_name="entry", name="entry_once_per_key"),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key__isnull", False)),
                fields=("actor_kind", "actor", "key"),
                name="entry_once_per_key",
            ),
        ),
    ]
