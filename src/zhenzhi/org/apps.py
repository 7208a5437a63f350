"""Django's name for this module."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Org."""

    name = "zhenzhi.org"
    label = "org"
    default_auto_field = "django.db.models.BigAutoField"
