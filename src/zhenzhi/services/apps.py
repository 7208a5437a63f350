"""Django's name for this module."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Services."""

    name = "zhenzhi.services"
    label = "services"
    default_auto_field = "django.db.models.BigAutoField"
