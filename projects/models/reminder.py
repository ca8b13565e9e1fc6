"""Reminder rules, and the reminders they produced (DOMAIN §5)."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.choices import Channel, Level
from accounts.models import Notification, VersionedModel
from indicators.models import WorkReport
from projects.choices import Audience, ReminderState, ReminderSubject
from projects.models.project import Project


@pghistory.track()
class ReminderRule(VersionedModel):
    """When whom to chase about what, by which channels; edited by administrators."""

    report = models.ForeignKey(WorkReport, models.CASCADE, related_name="reminder_rules", verbose_name=_("work report"))
    code = models.SlugField(_("code"), max_length=40)
    subject = models.CharField(_("about"), max_length=30, choices=ReminderSubject)
    offset_workdays = models.SmallIntegerField(
        _("offset in working days"), help_text=_("Negative before the date, positive after it.")
    )
    repeat_workdays = models.PositiveSmallIntegerField(
        _("repeat every working days"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    audience = models.CharField(_("audience"), max_length=30, choices=Audience)
    channels = ArrayField(models.CharField(max_length=20, choices=Channel), verbose_name=_("channels"))
    text_zh_hans = models.TextField(_("text (Chinese)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        ordering = ["report", "subject", "level", "offset_workdays"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="reminder_rule_code_unique_in_report"),
            models.CheckConstraint(
                condition=Q(repeat_workdays=None) | Q(repeat_workdays__gte=1), name="reminder_repeats_after_a_day"
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="reminder_level_within_range"),
            models.CheckConstraint(
                condition=Q(channels__contains=[Channel.IN_APP]),
                name="reminder_is_always_shown_in_the_system",
                violation_error_message=_("A reminder is always shown in the system, too."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Reminder(models.Model):
    """One reminder to one person; the unique key is the promise that nobody is told twice."""

    rule = models.ForeignKey(ReminderRule, models.PROTECT, related_name="reminders", verbose_name=_("rule"))
    subject_kind = models.CharField(_("about"), max_length=30, choices=ReminderSubject)
    subject_id = models.BigIntegerField(_("subject"))
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="reminders", verbose_name=_("project")
    )
    due_on = models.DateField(_("due on"))
    occasion_on = models.DateField(_("occasion"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders", verbose_name=_("recipient")
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    state = models.CharField(_("state"), max_length=20, choices=ReminderState, default=ReminderState.QUEUED)
    notification = models.ForeignKey(
        Notification, models.PROTECT, null=True, blank=True, related_name="reminders", verbose_name=_("notification")
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_kind", "subject_id", "occasion_on", "recipient"],
                name="reminder_exactly_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReminderState.NOTIFIED) | Q(notification__isnull=False),
                name="notified_reminder_has_notification",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state=ReminderState.QUEUED), name="reminder_queued"),
            models.Index(fields=["subject_kind", "subject_id"], name="reminder_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} · {self.recipient} · {self.occasion_on}"
