"""Pages that look at the whole of the running system."""

from config.console import health, search  # noqa: F401  (importing them registers their pages)
