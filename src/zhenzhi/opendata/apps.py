"""Django's name for this module."""

from django.apps import AppConfig


class OpendataConfig(AppConfig):
    """Openness."""

    name = "zhenzhi.opendata"
    label = "opendata"
