"""What a service answers when it refuses; API and console turn these into words for the user.

Each carries a stable ``code``, a translated ``detail`` that says what is wrong and what to do, and the
name of the field it is about (``attr``), if any.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from math import ceil

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not a fault)
    """Base of everything that a user can cause and mend."""

    code = "refused"

    def __init__(self, detail: object, *, attr: str | None = None, code: str | None = None) -> None:
        super().__init__(str(detail))
        self.detail = detail
        self.attr = attr
        self.code = code or self.code


class InvalidInput(Refusal):
    """A value breaks a rule (HTTP 400)."""

    code = "invalid"


class WrongPassword(InvalidInput):
    """The present password, which proves who asks, is another one."""

    def __init__(self) -> None:
        super().__init__(_("This is not your present password."), attr="current_password")


class TooManyAttempts(Refusal):
    """Too many wrong passwords (HTTP 429); ``wait`` is the time until the next one is looked at."""

    code = "too_many_attempts"

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        minutes = max(ceil(wait / timedelta(minutes=1)), 1)
        words = ngettext(
            "Too many wrong passwords. Try again in %(minutes)s minute.",
            "Too many wrong passwords. Try again in %(minutes)s minutes.",
            minutes,
        )
        super().__init__(words % {"minutes": minutes})


class AccessRefused(Refusal):
    """The object may be seen, but this role may not do this to it (HTTP 403)."""

    code = "permission_denied"

    def __init__(self, detail: object = _("Your role may not do this."), **options: str | None) -> None:
        super().__init__(detail, **options)


class NotAllowedNow(Refusal):
    """The object is in a state that does not allow the move (HTTP 409); ``allowed`` names what it does."""

    code = "not_allowed_now"

    def __init__(self, detail: object, *, allowed: Sequence[str] = (), attr: str | None = None) -> None:
        super().__init__(detail, attr=attr)
        self.allowed = tuple(allowed)


class RefusedRows(Refusal):
    """Some of many rows were refused, hence all (HTTP 400); ``rows`` says by index what is wrong with each."""

    code = "refused_rows"

    def __init__(self, rows: Mapping[int, "Refusal | ValidationError"]) -> None:
        super().__init__(_("Nothing was changed, because some rows were refused."))
        self.rows = dict(rows)


class StaleVersion(Refusal):
    """Someone changed the object since the caller read it (HTTP 412)."""

    code = "stale_version"

    def __init__(self, *, current_version: int) -> None:
        super().__init__(_("This has been changed in the meantime. Load it again and repeat your change."))
        self.current_version = current_version
