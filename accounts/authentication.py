"""How an account proves itself: password for people, bearer token for devices."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import Device, User


class AccountBackend(BaseBackend):
    """User name and password against active accounts.

    An unknown name costs the same hashing time as a known one, so that the answer's time does not
    tell which accounts exist (API.md "Authentication").
    """

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002  (part of Django's interface)
        username: str | None = None,
        password: str | None = None,
        **_credentials: object,
    ) -> User | None:
        """Return the user, or None for any wrong combination."""
        if username is None or password is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            make_password(password)
            return None
        if not check_password(password, user.password) or not user.is_active:
            return None
        return user

    def get_user(self, user_id: int) -> User | None:
        """Return the active user of a session; a deactivated one is out on the next request."""
        return User.objects.filter(pk=user_id, is_active=True).select_related("region", "department").first()


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
