"""Django's name for this module."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Register."""

    name = "zhenzhi.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
