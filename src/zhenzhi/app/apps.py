"""Start-up (启动): the ports are bound when all models are loaded."""

from importlib import import_module

from django.apps import AppConfig as Base


class AppConfig(Base):
    """Application."""

    name = "zhenzhi.app"
    label = "app"

    def ready(self) -> None:
        # Models exist only now, so the module that imports all acts can be loaded only now.
        import_module("zhenzhi.app.wiring").wire()
