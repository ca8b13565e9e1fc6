"""Devices: each has its own revocable token (API.md "Authentication")."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class Device(AbstractAuthToken):
    """A phone, tablet or program that a user logged in from; the token is stored hashed."""

    name = models.CharField(_("device name"), max_length=80)
    address = models.GenericIPAddressField(_("address at log-in"), null=True, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name
