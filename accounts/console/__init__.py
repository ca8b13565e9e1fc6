"""The console's frame, and the pages about people and messages.

``site`` and ``ConsoleModelAdmin`` are what the other apps build their pages on.
"""

from accounts.console import channels, history, messages, people, preferences  # noqa: F401  (importing them registers their pages)
from accounts.console.base import ConsoleInline, ConsoleModelAdmin
from accounts.console.site import site

__all__ = ["ConsoleInline", "ConsoleModelAdmin", "site"]
