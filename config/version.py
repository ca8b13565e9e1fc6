"""Which version of the program runs."""

import tomllib
from functools import cache

from django.conf import settings


@cache
def version() -> str:
    """As the project's own file says."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as stream:
        return str(tomllib.load(stream)["project"]["version"])
