"""What was answered to a request that a client may send again (API.md "Retries")."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class AnsweredRequest(models.Model):
    """The answer to one idempotency key; written in the transaction of the effect, so both are there or neither."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("user"))
    route = models.CharField(_("route"), max_length=200)
    key = models.UUIDField(_("idempotency key"))
    fingerprint = models.CharField(_("fingerprint of the body"), max_length=64)
    status = models.PositiveSmallIntegerField(_("HTTP status"))
    body = models.BinaryField(_("answer"))
    headers = models.JSONField(_("headers"), default=dict)
    answered_at = models.DateTimeField(_("answered at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("answered request")
        verbose_name_plural = _("answered requests")
        constraints = [models.UniqueConstraint(fields=["user", "route", "key"], name="request_answered_once")]
        indexes = [models.Index(fields=["answered_at"], name="request_answered_at")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
