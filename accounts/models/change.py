"""What was changed, by which transaction, and who sees it: the source of ``sync/`` (API.md "Sync")."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.choices import Reach


class CurrentTransaction(Func):
    """Number of the transaction that writes; 64 bits, hence it never starts again (PostgreSQL ``xid8``)."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()


class Change(models.Model):
    """One object that one statement created, changed or deleted. Written by triggers only, see ``accounts.change_log``.

    ``transaction`` orders changes for readers: once no transaction below a number runs any more, nothing
    can appear below it, in whatever order transactions commit. ``id`` alone would not do: it is given
    when a row is written, not when it is committed.

    The audience are all who saw the object before the change or see it after it. ``kind`` and
    ``object_id`` name the object in the API's own words, so that this app need not know the apps above it.
    """

    transaction = models.BigIntegerField(_("transaction"), db_default=CurrentTransaction(), editable=False)
    logged_at = models.DateTimeField(_("logged at"), db_default=Now(), editable=False)
    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.BigIntegerField(_("object"))
    region_id = models.BigIntegerField(_("region"), null=True, blank=True)
    reach = models.PositiveSmallIntegerField(_("reach in the region"), choices=Reach, default=Reach.NAMED)
    departments = ArrayField(models.BigIntegerField(), verbose_name=_("departments"), default=list, blank=True)
    recipient_id = models.BigIntegerField(_("recipient"), null=True, blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            models.Index(fields=["transaction", "id"], name="change_transaction"),
            models.Index(fields=["region_id", "-transaction"], name="change_region"),
            BrinIndex(fields=["logged_at"], name="change_logged"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
