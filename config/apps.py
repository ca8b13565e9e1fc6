from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _
from pghistory.apps import PGHistoryConfig


class ConfigurationConfig(AppConfig):
    name = "config"
    verbose_name = _("Configuration")

    def ready(self) -> None:
        """Let tasks use the project's Celery application; collect the console's pages, and the lists for exports."""
        from accounts.console.site import site  # noqa: PLC0415  (only once the models are loaded)
        from config import celery  # noqa: F401, PLC0415  (only once the settings are loaded)

        autodiscover_modules("console", register_to=site)
        autodiscover_modules("api.listed")


class HistoryConfig(PGHistoryConfig):
    """The history under a name that readers know."""

    verbose_name = _("History")
