"""How an account proves itself: password for people, bearer token for devices."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.caller_address import address_of
from accounts.errors import WrongPassword
from accounts.models import Device, User
from accounts.services.password_attempts import guarded


class AccountBackend(BaseBackend):
    """User name and password against active accounts.

    An unknown name costs the same hashing time as a known one, so that the answer's time does not
    tell which accounts exist (API.md "Authentication"). Guesses are counted for whoever asks here: token or session.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_credentials: object,
    ) -> User | None:
        """Return the user, or None for any wrong combination. Raises TooManyAttempts."""
        if username is None or password is None:
            return None
        try:
            with guarded(name=username, address=address_of(request) if request is not None else ""):
                return _holder(username, password)
        except WrongPassword:
            return None

    def get_user(self, user_id: int) -> User | None:
        """Return the active user of a session; a deactivated one is out on the next request."""
        return User.objects.filter(pk=user_id, is_active=True).select_related("region", "department").first()


def _holder(username: str, password: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        make_password(password)
        raise WrongPassword
    if not check_password(password, user.password) or not user.is_active:
        raise WrongPassword
    return user


class DeviceTokenAuthentication(TokenAuthentication):
    """``Authorization: Bearer <token>`` of a device."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, Device]:
        """The device's user; a token that no log-in could have given is refused, not a fault."""
        if not token.isascii():
            raise AuthenticationFailed(_("Invalid token."))
        device: tuple[User, Device] = super().authenticate_credentials(token)
        return device

    def _cleanup_token(self, auth_token: Device) -> bool:
        """Whether this device's time is up.

        The library looks through all devices of the user at every request; ours are cleared away at
        log-in (``accounts.services.open_device``), which saves a query in every answer.
        """
        if auth_token.expiry is None or auth_token.expiry >= timezone.now():
            return False
        auth_token.delete()
        return True
