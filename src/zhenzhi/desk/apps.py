"""Django's name for this module."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Desk."""

    name = "zhenzhi.desk"
    label = "desk"
