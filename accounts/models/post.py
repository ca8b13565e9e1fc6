"""Posts: duties stay with the post while its holders change (DOMAIN §3 "Posts, not persons")."""

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.change_log import NOBODY, Owner, change_triggers, insert_changes, part_triggers, whole_region
from accounts.choices import ADMINISTRATOR_ROLES, PostKind, Reach
from accounts.models.base import VersionedModel
from accounts.models.department import Department, Region

OF_POST = Owner("accounts_post", "post_id")
CHARGE_LOG = insert_changes(
    f"""
    SELECT DISTINCT 'posts', post.id, post.region_id, {Reach.REGION}, {NOBODY}, NULL::bigint
    FROM {{rows}} item JOIN accounts_post post ON post.id = item.post_id
    """  # noqa: S608  (our own words)
)


@pghistory.track()
class Post(VersionedModel):
    """An office in a department or in the district leadership, and who holds it now."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="posts", verbose_name=_("region"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("department")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PostKind)
    title = models.CharField(_("post title"), max_length=60)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("holder")
    )
    held_since = models.DateField(_("held since"), null=True, blank=True)
    departments_in_charge = models.ManyToManyField(
        Department,
        through="PostCharge",
        blank=True,
        related_name="leading_posts",
        verbose_name=_("departments in charge"),
    )

    class Meta(VersionedModel.Meta):
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        triggers = [*VersionedModel.Meta.triggers, *change_triggers("posts", whole_region())]
        ordering = ["region", "department", "kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=PostKind.DISTRICT_LEADER, department__isnull=True)
                | (~Q(kind=PostKind.DISTRICT_LEADER) & Q(department__isnull=False)),
                name="post_is_of_a_department_or_of_the_district",
                violation_error_message=_("Only a district leader's post has no department."),
            ),
            models.UniqueConstraint(
                fields=["region", "department", "title"], nulls_distinct=False, name="post_title_unique_in_department"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department or self.region} {self.title}"

    def clean(self) -> None:
        """An administrator holds no office of the region's work (DOMAIN §6). Raises ValidationError."""
        if self.holder is not None and self.holder.role in ADMINISTRATOR_ROLES:
            raise ValidationError({"holder": _("An administrator holds no post; choose somebody else.")})


@pghistory.track()
class PostCharge(models.Model):
    """A department that a district leader's post is in charge of (分管)."""

    post = models.ForeignKey(Post, models.CASCADE, verbose_name=_("post"))
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))

    class Meta:
        verbose_name = _("department in charge")
        verbose_name_plural = _("departments in charge")
        triggers = part_triggers(OF_POST, CHARGE_LOG)
        constraints = [models.UniqueConstraint(fields=["post", "department"], name="department_once_in_charge_of_post")]

    def __str__(self) -> str:
        return f"{self.post} · {self.department}"
