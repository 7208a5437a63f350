"""Django's name for this module."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal."""

    name = "zhenzhi.portal"
    label = "portal"
