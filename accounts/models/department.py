"""Regions and the departments that answer for commitments."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.change_log import change_triggers, whole_region
from accounts.choices import DepartmentKind
from accounts.models.base import VersionedModel
from accounts.rules.sending_hours import SENDING_HOURS, SendingHours


@pghistory.track()
class Region(models.Model):
    """A district (or a list's territory); every report, department and business user is of one."""

    code = models.CharField(_("division code"), max_length=12, unique=True, help_text=_("GB/T 2260 code"))
    name = models.CharField(_("name"), max_length=60)
    sends_from = models.TimeField(_("messages go out from"), default=SENDING_HOURS.opens)
    sends_until = models.TimeField(_("messages go out until"), default=SENDING_HOURS.closes)
    notice_word = models.CharField(
        _("word of notice numbers"),
        max_length=20,
        default="督通",
        help_text=_("Stands before the year and number of a supervision notice: 督通〔2024〕1号."),
    )

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sends_from__lt=F("sends_until")),
                name="region_sends_from_before_until",
                violation_error_message=_("Messages must go out for some time: “from” lies before “until”."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sending_hours(self) -> SendingHours:
        """When messages go out on a working day, Beijing time."""
        return SendingHours(self.sends_from, self.sends_until)


@pghistory.track()
class Department(VersionedModel):
    """A unit that leads or supports commitments (牵头单位 / 配合单位)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="departments", verbose_name=_("region"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent department")
    )
    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("short name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=DepartmentKind, default=DepartmentKind.DEPARTMENT)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("An example that comes with the data set, not an official list.")
    )
    is_named_in_report = models.BooleanField(_("named in the report"), default=False)
    needs_confirmation = models.BooleanField(
        _("reports need two eyes"), default=False, help_text=_("The head confirms a monthly report before review.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        triggers = [*VersionedModel.Meta.triggers, *change_triggers("departments", whole_region())]
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="department_code_unique_in_region"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="department_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name
