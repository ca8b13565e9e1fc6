"""Notes below exported figures."""

from django.utils.translation import gettext as _


def made_up_note() -> str:
    """What stands below figures of a demonstration."""
    return _("Note: progress and readings are simulated; which department leads what is an example, not official.")
