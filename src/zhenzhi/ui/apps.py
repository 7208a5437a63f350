"""Django's name for this module."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design language."""

    name = "zhenzhi.ui"
    label = "ui"
