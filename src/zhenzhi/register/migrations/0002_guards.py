"""Guards of this module's tables; see kernel.guards."""

from django.db import migrations

from zhenzhi.kernel import guards


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]

    operations = [
        guards.only_by_act(
            [
                "register_legaltext",
                "register_power",
                "register_duty",
                "register_procedure",
                "register_serviceitem",
                "register_parameter",
                "register_decisiontable",
                "register_rulestate",
                "register_instrument",
                "register_grant",
                "register_stop",
                "register_cell",
                "register_seal",
                "register_series",
            ]
        ),
    ]
