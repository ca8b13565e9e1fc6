"""Messages to people, and the outbox that carries them over each channel (DOMAIN §5)."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.change_log import NOBODY, change_triggers
from accounts.choices import PENDING_DELIVERY_STATES, Channel, DeliveryState, Level, NotificationKind, Reach
from accounts.models.base import VersionedModel
from accounts.models.endpoint import Endpoint

ITS_RECIPIENT = f"SELECT item.id, NULL::bigint, {Reach.NAMED}, {NOBODY}, item.recipient_id FROM {{rows}} item"  # noqa: S608


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Notification(VersionedModel):
    """One message to one person; always readable in the system, whatever the other channels do.

    ``subject_kind`` and ``subject_id`` name the object it is about in the API's own words, so that this
    app need not know the apps above it; ``path`` is the deep link below the site's address.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications", verbose_name=_("recipient")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=NotificationKind)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, default=Level.L1)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    items = models.JSONField(
        _("matters"), default=list, blank=True, help_text=_("Text and link of each matter that a digest tells of.")
    )
    path = models.CharField(_("link"), max_length=300, blank=True)
    subject_kind = models.CharField(_("subject kind"), max_length=30, blank=True)
    subject_id = models.BigIntegerField(_("subject"), null=True, blank=True)
    occasion_on = models.DateField(_("occasion"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    postponed_until = models.DateField(_("postponed until"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        triggers = [*VersionedModel.Meta.triggers, *change_triggers("notifications", ITS_RECIPIENT)]
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notification_recipient"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["subject_kind", "subject_id"], name="notification_subject"),
            models.Index(
                fields=["postponed_until"], condition=Q(postponed_until__isnull=False), name="notification_postponed"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(postponed_until=None) | Q(level=Level.L1), name="only_level_1_can_be_postponed"
            ),
            models.UniqueConstraint(
                fields=["recipient", "occasion_on"],
                condition=Q(kind=NotificationKind.DIGEST),
                name="one_digest_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One notification on one channel, to one address: queued → claimed (lease) → sent | retry | failed | cancelled.

    ``message_id`` is fixed before the first attempt, so that a repeat after a crash can be recognised.
    """

    notification = models.ForeignKey(
        Notification, models.CASCADE, related_name="deliveries", verbose_name=_("notification")
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    address = models.CharField(_("address"), max_length=254, blank=True)
    endpoint = models.ForeignKey(
        Endpoint, models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name=_("webhook")
    )
    matter = models.CharField(
        _("matter"),
        max_length=120,
        blank=True,
        help_text=_("What a shared webhook is told once, however many hear it."),
    )
    state = models.CharField(_("state"), max_length=20, choices=DeliveryState, default=DeliveryState.QUEUED)
    message_id = models.UUIDField(_("message id"), default=uuid.uuid4, unique=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), db_default=Now())
    expires_at = models.DateTimeField(
        _("tried until"), null=True, blank=True, help_text=_("Counted from the first attempt that failed.")
    )
    at_any_hour = models.BooleanField(
        _("at any hour"), default=False, help_text=_("Goes out when it is due, whether offices are open or not.")
    )
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    claimed_by = models.CharField(_("claimed by"), max_length=120, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "channel", "endpoint"], nulls_distinct=False, name="one_delivery_per_channel"
            ),
            models.UniqueConstraint(
                fields=["endpoint", "matter"], condition=~Q(matter=""), name="webhook_is_told_of_a_matter_once"
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.WEBHOOK, endpoint__isnull=False)
                | ~Q(channel=Channel.WEBHOOK) & Q(endpoint=None),
                name="webhook_delivery_has_endpoint",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.CLAIMED) | Q(lease_until__isnull=False),
                name="claimed_delivery_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False), name="sent_delivery_has_instant"
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.FAILED) | Q(failed_at__isnull=False),
                name="failed_delivery_has_instant",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_attempt_at", "id"],
                condition=Q(state__in=PENDING_DELIVERY_STATES),
                name="delivery_pending",
            ),
            models.Index(fields=["created_at"], name="delivery_created"),
            models.Index(fields=["failed_at"], condition=Q(state=DeliveryState.FAILED), name="delivery_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.notification} · {self.get_channel_display()}"
