"""What every supervised row has: a version, and the instants of its creation and last change."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


def version_trigger() -> pgtrigger.Trigger:
    """Count the version up in the database, so that bulk and SQL updates are counted too.

    API.md "Lost updates": clients compare versions, hence no update may go uncounted.
    """
    return pgtrigger.Trigger(
        name="count_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(),
        func="NEW.version = OLD.version + 1; NEW.updated_at = clock_timestamp(); RETURN NEW;",
    )


class VersionedModel(models.Model):
    """A row whose every change gets the next version number from a trigger."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("updated at"), db_default=Now(), editable=False)

    class Meta:
        abstract = True
        triggers = [version_trigger()]
