"""Django's name for this module."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Api."""

    name = "zhenzhi.api"
    label = "api"
