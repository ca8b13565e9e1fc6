from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _
from pghistory.apps import PGHistoryConfig


class ConfigurationConfig(AppConfig):
    name = "config"
    verbose_name = _("Configuration")

    def ready(self) -> None:
        """Make the web process's tasks use the project's Celery application, and collect the console's pages."""
        from accounts.console.site import site  # noqa: PLC0415  (only once the models are loaded)
        from config import celery  # noqa: F401, PLC0415  (only once the settings are loaded)

        autodiscover_modules("console", register_to=site)


class HistoryConfig(PGHistoryConfig):
    """The history under a name that readers know."""

    verbose_name = _("History")
