"""Small pieces of a table cell that several pages share; texts beside colours, always (CONSOLE.md)."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def badge(text: str, tone: str = "plain", title: str = "") -> SafeString:
    """A short word in a rounded box; ``tone`` is plain, note, good, warn or bad."""
    return format_html('<span class="db-badge db-badge-{}" title="{}">{}</span>', tone, title, text)


def example_badge(text: object, *, shown: bool) -> SafeString:
    """A name, marked as an example of the data set unless it is an official one."""
    if not shown:
        return format_html("{}", text)
    note = badge(_("example"), "note", _("Comes with the data set for illustration; the report names nobody."))
    return format_html("{} {}", text, note)


def simulated_badge(text: object, *, shown: bool) -> SafeString:
    """A value, marked as made up for the demonstration unless it is real."""
    if not shown:
        return format_html("{}", text)
    note = badge(_("simulated"), "note", _("Made up for the demonstration; not a real figure."))
    return format_html("{} {}", text, note)
