"""Django's name for this module."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    """Cockpit."""

    name = "zhenzhi.cockpit"
    label = "cockpit"
