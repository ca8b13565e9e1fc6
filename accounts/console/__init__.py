"""The console's frame, and the pages about people and messages.

``site`` and ``ConsoleModelAdmin`` are what the other apps build their pages on.
"""

from accounts.console import (  # noqa: F401  (importing them registers their pages)
    accounts,
    channels,
    history,
    holidays,
    language,
    messages,
    people,
    preferences,
    roles,
    saved_views,
)
from accounts.console.base import ConsoleInline, ConsoleModelAdmin
from accounts.console.site import site

__all__ = ["ConsoleInline", "ConsoleModelAdmin", "site"]
