from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects under supervision")

    def ready(self) -> None:
        """Register what the operator is warned of."""
        from projects import checks  # noqa: F401, PLC0415  (only once the apps are loaded)
