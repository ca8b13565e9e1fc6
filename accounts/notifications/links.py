"""Links that work outside of the system."""

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a path below the site's."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
