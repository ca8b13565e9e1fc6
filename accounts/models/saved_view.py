"""Lists as people want to find them again: filters, order and columns under a name (CONSOLE.md "saved views")."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.base import VersionedModel


@pghistory.track()
class SavedView(VersionedModel):
    """A named view of a list; ``page`` is the model of the list (``projects.project``).

    ``query`` is what stands behind the question mark of its address, without its columns; no ``columns`` means
    all of them. A shared view is offered to everybody in its owner's region.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    page = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters and order"), max_length=1000, blank=True)
    columns = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("columns"))
    is_shared = models.BooleanField(_("shared with the region"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(VersionedModel.Meta):
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["page", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page", "name"],
                name="view_name_unique_in_list",
                violation_error_message=_("You have a view of this name already; choose another name."),
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(page=""), name="view_has_name_and_list"),
        ]
        indexes = [models.Index(fields=["page"], condition=Q(is_shared=True), name="view_shared")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class DefaultView(models.Model):
    """The view with which a list opens for somebody: their own, or one that is shared with them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="default_views", verbose_name=_("user")
    )
    page = models.CharField(_("list"), max_length=60)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="default_of", verbose_name=_("saved view"))

    class Meta:
        verbose_name = _("view that a list opens with")
        verbose_name_plural = _("views that lists open with")
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="list_opens_with_one_view")]

    def __str__(self) -> str:
        return f"{self.user} · {self.view}"
