"""Which body opened an account: a resident's is kept there and by the county."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="account", name="opened_at", field=models.CharField(blank=True, default="", max_length=64)
        ),
    ]
