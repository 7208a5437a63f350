"""Django's name for this module."""

from django.apps import AppConfig


class DevolutionConfig(AppConfig):
    """Devolution."""

    name = "zhenzhi.devolution"
    label = "devolution"
    default_auto_field = "django.db.models.BigAutoField"
