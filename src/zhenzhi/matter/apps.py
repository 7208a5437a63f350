"""Django's name for this module."""

from django.apps import AppConfig


class MatterConfig(AppConfig):
    """Matter."""

    name = "zhenzhi.matter"
    label = "matter"
    default_auto_field = "django.db.models.BigAutoField"
