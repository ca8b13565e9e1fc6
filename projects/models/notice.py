"""Formal supervision notices (督办通知单), numbered within a region and a year (DOMAIN §5, level 3)."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Region, VersionedModel
from projects.choices import ReminderSubject, SubjectKind
from projects.models.project import Project


@pghistory.track()
class SupervisionNotice(VersionedModel):
    """The paper that a matter has gone to the supervision office; the department acknowledges it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="notices", verbose_name=_("region"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="notices", verbose_name=_("addressed to"))
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("project")
    )
    duty = models.CharField(_("about"), max_length=30, choices=ReminderSubject)
    subject_kind = models.CharField(_("subject kind"), max_length=30, choices=SubjectKind)
    subject_id = models.BigIntegerField(_("subject"))
    subject = models.CharField(_("matter"), max_length=300)
    due_on = models.DateField(_("due on"))
    issued_on = models.DateField(_("issued on"))
    answer_by = models.DateField(_("to be settled by"))
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("acknowledged by"),
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("supervision notice")
        verbose_name_plural = _("supervision notices")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["region", "year", "number"], name="notice_number_unique_in_year"),
            models.UniqueConstraint(
                fields=["duty", "subject_kind", "subject_id", "department", "due_on"],
                name="one_notice_per_missed_date",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_by=None, acknowledged_at=None)
                | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False),
                name="acknowledged_notice_names_who_and_when",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="notices_are_numbered_from_1"),
        ]

    def __str__(self) -> str:
        return self.full_number

    @property
    def full_number(self) -> str:
        """As official documents are numbered: 督通〔2024〕3号. ``region`` has to be selected."""
        return f"{self.region.notice_word}〔{self.year}〕{self.number}号"
