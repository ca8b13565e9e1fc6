"""How often a password may be guessed (API.md "Authentication"; RELIABILITY.md promise 13).

A guess takes a slot before the password is looked at and gives it back if the password was right, so of many guesses
at once no more are looked at than may be wrong. Slots are counted in PostgreSQL for token, session and console
together, in ``LOGIN_LIMITS``:

- ``address``: wrong passwords for one name from one address. Nobody is shut out by what others do elsewhere.
- ``account``: a larger number for one name from everywhere, against guessing from many addresses. It does not hold
  where the owner has logged in before (``KNOWN_FOR``), so nobody can lock them out of there from elsewhere.
- ``minutes``: so long a wrong password counts. A lock ends by itself; a refused guess does not prolong it.

A name without an account is counted just the same. A right password forgets the wrong ones of its address; the
security administrator forgives all of an account (``people.lift_lock``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from accounts.errors import TooManyAttempts, WrongPassword
from accounts.models import KnownAddress, PasswordAttempt, User
from accounts.rules.places import place_of

KNOWN_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Lock:
    """Where log-ins to an account are refused, and until when; without a place, wherever it was never used before."""

    place: str | None
    until: datetime


@dataclass(frozen=True, slots=True)
class _Slot:
    attempt: PasswordAttempt
    user_id: int | None


@contextmanager
def guarded(*, name: str, address: str) -> Iterator[None]:
    """Look at a password for ``name`` within this, and raise WrongPassword if it is wrong.

    Whatever else is raised had nothing to do with the password and does not count. It cannot be used inside of a
    transaction, whose end might take the count back. Raises TooManyAttempts without entering.
    """
    slot = _take(name, place_of(address))
    try:
        yield
    except WrongPassword:
        raise
    except BaseException:
        slot.attempt.delete()
        raise
    _proven(slot)


def prove_password(*, user: User, password: str, address: str) -> None:
    """Raises WrongPassword unless it is the account's, TooManyAttempts."""
    with guarded(name=user.username, address=address):
        if not user.check_password(password):
            raise WrongPassword


def locks_of(user: User) -> list[Lock]:
    """Where log-ins to the account are refused now, for the security administrator."""
    attempts = _counted(_digest(user.username), user.password_attempts_forgiven_at)
    limits = settings.LOGIN_LIMITS
    places = list(attempts.order_by("place").values_list("place", flat=True).distinct())
    locks = [Lock(place, end) for place in places if (end := _end(attempts.filter(place=place), limits["address"]))]
    everywhere = _end(attempts, limits["account"])
    return [*locks, Lock(None, everywhere)] if everywhere else locks


def forget_attempts() -> int:
    """Drop wrong passwords that no longer count, and addresses long unused; return how many."""
    attempts, _ = PasswordAttempt.objects.filter(tried_at__lte=now() - _window()).delete()
    addresses, _ = KnownAddress.objects.filter(used_at__lt=now() - KNOWN_FOR).delete()
    return attempts + addresses


def _take(name: str, place: str | None) -> _Slot:
    digest = _digest(name)
    known = KnownAddress.objects.filter(user=OuterRef("pk"), place=place, used_at__gte=now() - KNOWN_FOR)
    # Durable: it is committed before the password is looked at, and outlives whatever the request does then.
    with transaction.atomic(durable=True):
        _lock(digest)
        accounts = User.objects.filter(username=name).annotate(is_known=Exists(known))
        account = accounts.only("password_attempts_forgiven_at").first()
        attempts = _counted(digest, account.password_attempts_forgiven_at if account else None)
        ends = [_end(attempts.filter(place=place), settings.LOGIN_LIMITS["address"])]
        if account is None or not account.is_known:
            ends.append(_end(attempts, settings.LOGIN_LIMITS["account"]))
        if until := max(filter(None, ends), default=None):
            raise TooManyAttempts(until - now())
        attempt = PasswordAttempt.objects.create(name_digest=digest, place=place, tried_at=now())
    return _Slot(attempt, account.pk if account else None)


def _proven(slot: _Slot) -> None:
    attempt = slot.attempt
    PasswordAttempt.objects.filter(name_digest=attempt.name_digest, place=attempt.place).delete()
    if slot.user_id is not None and attempt.place is not None:
        KnownAddress.objects.bulk_create(
            [KnownAddress(user_id=slot.user_id, place=attempt.place, used_at=now())],
            update_conflicts=True,
            unique_fields=["user", "place"],
            update_fields=["used_at"],
        )


def _counted(digest: str, forgiven_at: datetime | None) -> QuerySet[PasswordAttempt]:
    since = max(filter(None, [now() - _window(), forgiven_at]))
    return PasswordAttempt.objects.filter(name_digest=digest, tried_at__gt=since)


def _end(attempts: QuerySet[PasswordAttempt], limit: int) -> datetime | None:
    """When fewer than ``limit`` of the attempts will count; None if so few do now."""
    latest = list(attempts.order_by("-tried_at").values_list("tried_at", flat=True)[:limit])
    return latest[-1] + _window() if len(latest) == limit else None


def _window() -> timedelta:
    return timedelta(minutes=settings.LOGIN_LIMITS["minutes"])


def _digest(name: str) -> str:
    return salted_hmac("accounts.password_attempts", name, algorithm="sha256").hexdigest()


def _lock(digest: str) -> None:
    """Let guesses of one name be counted one after the other; held until the slot is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"password attempts {digest}"])
