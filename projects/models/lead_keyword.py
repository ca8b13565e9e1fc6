"""Words that suggest which department leads; a suggestion is never an assignment (报告分解)."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Region, VersionedModel
from accounts.validators import PLAIN_TEXT


@pghistory.track()
class LeadKeyword(VersionedModel):
    """Where ``keyword`` stands in a commitment, ``department`` is suggested as its lead."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="lead_keywords", verbose_name=_("region"))
    keyword = models.CharField(_("keyword"), max_length=30, validators=PLAIN_TEXT)
    department = models.ForeignKey(
        Department, models.CASCADE, related_name="lead_keywords", verbose_name=_("suggested lead")
    )

    class Meta(VersionedModel.Meta):
        verbose_name = _("keyword for a lead department")
        verbose_name_plural = _("keywords for lead departments")
        ordering = ["region", "department", "keyword"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "keyword"],
                name="lead_keyword_unique_in_region",
                violation_error_message=_("This keyword suggests a department already; change that line."),
            ),
            models.CheckConstraint(condition=~models.Q(keyword=""), name="lead_keyword_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.keyword} → {self.department}"
