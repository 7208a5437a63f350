"""Django's name for this module."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Kernel."""

    name = "zhenzhi.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
