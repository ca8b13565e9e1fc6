"""Addresses on the web to which messages are posted: group robots and other systems (DOMAIN §5)."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import EndpointKind
from accounts.models.base import VersionedModel
from accounts.models.department import Department, Region


@pghistory.track(exclude=["url", "secret"])
class Endpoint(VersionedModel):
    """A robot or another system that is told: of a department, of one person, else of the supervision office.

    Address and secret let anybody post in the owner's name; they are kept out of the history.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="endpoints", verbose_name=_("region"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="endpoints", verbose_name=_("department")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="endpoints",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=EndpointKind)
    name = models.CharField(_("name"), max_length=60)
    url = models.CharField(_("address"), max_length=500)
    secret = models.CharField(_("secret"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["region", "department", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department=None) | Q(user=None),
                name="endpoint_has_one_owner",
                violation_error_message=_("Choose a department or a person, not both."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=EndpointKind.JSON) | ~Q(secret=""),
                name="json_endpoint_is_signed",
                violation_error_message=_("Signed JSON needs a secret."),
            ),
            models.UniqueConstraint(fields=["region", "name"], name="endpoint_name_unique_in_region"),
        ]

    def __str__(self) -> str:
        return self.name
