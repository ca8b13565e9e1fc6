"""Reminder rules, and the reminders they produced (DOMAIN §5)."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Now
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.choices import Channel, Level
from accounts.models import Department, Notification, Region, VersionedModel
from accounts.validators import PLAIN_TEXT
from indicators.models import WorkReport
from projects.choices import Audience, ReminderState, ReminderSubject, SubjectKind
from projects.models.milestone import Milestone
from projects.models.project import Project
from projects.rule_wording import DECIDED, rule_in_words
from projects.rules.reminder_texts import PLACEHOLDERS, unknown_placeholders

LONGEST_OFFSET = 250  # a year of working days


@pghistory.track()
class ReminderRule(VersionedModel):
    """When whom to chase about what, by which channels; edited by administrators."""

    report = models.ForeignKey(WorkReport, models.CASCADE, related_name="reminder_rules", verbose_name=_("work report"))
    code = models.SlugField(_("code"), max_length=40)
    subject = models.CharField(_("about"), max_length=30, choices=ReminderSubject)
    offset_workdays = models.SmallIntegerField(
        _("offset in working days"),
        help_text=_("Negative before the date, positive after it."),
        validators=[MinValueValidator(-LONGEST_OFFSET), MaxValueValidator(LONGEST_OFFSET)],
    )
    repeat_workdays = models.PositiveSmallIntegerField(
        _("repeat every working days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_OFFSET)],
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
        return rule_in_words(self)

    @property
    def channels_in_words(self) -> str:
        """The channels in the reader's language."""
        return "、".join(str(Channel(channel).label) for channel in self.channels)

    def clean(self) -> None:
        """Texts name only what reminders know; only what is decided upon has a decider. Raises ValidationError."""
        if self.audience == Audience.DECIDER and self.subject not in DECIDED:
            raise ValidationError({"audience": _("Nobody has to decide on this; choose another audience.")})
        if not self.text_zh_hans.strip():
            raise ValidationError({"text_zh_hans": _("Say in Chinese what the recipient is to do.")})
        for name in ("text_zh_hans", "text_en"):
            unknown = unknown_placeholders(getattr(self, name))
            if unknown:
                raise ValidationError(
                    {
                        name: _("Unknown: %(unknown)s. A text may name %(known)s; write $$ for the sign itself.")
                        % {"unknown": "、".join(unknown), "known": "、".join(f"${name}" for name in PLACEHOLDERS)}
                    }
                )


@pghistory.track()
class ManualReminder(models.Model):
    """What a supervisor says to a project's people in their own words (催办)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="manual_reminders", verbose_name=_("project"))
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, null=True, blank=True, related_name="manual_reminders", verbose_name=_("milestone")
    )
    audience = models.CharField(_("audience"), max_length=30, choices=Audience)
    channels = ArrayField(models.CharField(max_length=20, choices=Channel), verbose_name=_("channels"))
    text = models.TextField(_("text"), validators=PLAIN_TEXT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="manual_reminders", verbose_name=_("made by")
    )
    made_on = models.DateField(_("reminded on"))
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("manual reminder")
        verbose_name_plural = _("manual reminders")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="manual_reminder_has_text"),
            models.UniqueConstraint(
                F("project"),
                F("made_on"),
                F("audience"),
                MD5("text"),
                name="same_words_once_a_day",
                violation_error_message=_("These people have been told the same about this project today."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Reminder(models.Model):
    """One reminder to one person; the unique keys are the promise that nobody is told twice.

    ``duty`` says what is chased, ``subject_kind`` and ``subject_id`` name the row that it is about.
    """

    rule = models.ForeignKey(
        ReminderRule, models.PROTECT, null=True, blank=True, related_name="reminders", verbose_name=_("rule")
    )
    manual = models.ForeignKey(
        ManualReminder,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("manual reminder"),
    )
    duty = models.CharField(_("about"), max_length=30, choices=ReminderSubject)
    subject_kind = models.CharField(_("subject kind"), max_length=30, choices=SubjectKind)
    subject_id = models.BigIntegerField(_("subject"))
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="reminders", verbose_name=_("project")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="reminders", verbose_name=_("department")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="reminders", verbose_name=_("region"))
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
            models.UniqueConstraint(
                fields=["manual", "recipient", "occasion_on"], name="manual_reminder_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(rule=None, manual__isnull=False) | Q(rule__isnull=False, manual=None),
                name="reminder_comes_from_a_rule_or_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReminderState.NOTIFIED) | Q(notification__isnull=False),
                name="notified_reminder_has_notification",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state=ReminderState.QUEUED), name="reminder_queued"),
            models.Index(
                fields=["rule"],
                condition=Q(state=ReminderState.NOTIFIED, level__gte=Level.L3),
                name="reminder_escalated",
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="reminder_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.rule or self.manual} · {self.recipient} · {date_format(self.occasion_on, 'DATE_FORMAT')}"
