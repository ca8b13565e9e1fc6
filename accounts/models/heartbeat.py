"""Signs of life of the work that runs by itself, for operators (RELIABILITY.md, promises 8 and 26)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """When a task was last done to its end; real time, whatever the business date."""

    task = models.CharField(_("task"), max_length=60, unique=True)
    beaten_at = models.DateTimeField(_("last done at"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        ordering = ["task"]

    def __str__(self) -> str:
        return self.task
