"""Who is looking at a page."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def reader(request: HttpRequest) -> User:
    """The account behind a request; the console answers nobody else."""
    return cast("User", request.user)
