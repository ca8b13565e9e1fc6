"""Logging in and out with per-device tokens (API.md "Authentication")."""

from typing import Any, cast

from django.contrib.auth import authenticate, logout
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.api.contract.views import ContractView
from accounts.api.rows import AccountRow
from accounts.authentication import DeviceTokenAuthentication
from accounts.caller_address import address_of
from accounts.errors import WrongPassword
from accounts.models import Device, User
from accounts.one_time_password import CODE, WORDS, is_one_time

REFUSED = _("User name or password is wrong.")


class LoginBody(serializers.Serializer):
    """User name, password, and a name by which the user will know the device again."""

    username = serializers.CharField(max_length=64)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, style={"input_type": "password"})
    device_name = serializers.CharField(max_length=80)


class LoginAnswer(serializers.Serializer):
    """The token is shown this once only; send it as ``Authorization: Bearer <token>``."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
    user = AccountRow()


class Login(ContractView):
    """Open a device with user name and password.

    The answer is the same whether the account does not exist, is inactive or has another password. After several
    wrong passwords for a name none is looked at for a while: 429 ``too_many_attempts``, whether the name exists or not.
    """

    authentication_classes = []
    permission_classes = [permissions.AllowAny]
    serializer_class = LoginBody
    proves_identity = True

    def get_authenticate_header(self, request: Request) -> str:
        """Without this header DRF would turn a 401 into a 403."""
        return str(DeviceTokenAuthentication().authenticate_header(request))

    @extend_schema(operation_id="auth_login", responses={200: LoginAnswer})
    def post(self, request: Request) -> Response:
        """Log in."""
        body = self.checked(LoginBody)
        user = authenticate(request, username=body["username"], password=body["password"])
        if user is None:
            raise exceptions.AuthenticationFailed(REFUSED)
        if is_one_time(user):
            raise exceptions.AuthenticationFailed(WORDS, CODE)
        try:
            device, token = services.open_device(
                user=cast("User", user), name=body["device_name"], address=address_of(request) or None
            )
        except WrongPassword:  # since a moment ago
            raise exceptions.AuthenticationFailed(REFUSED) from None
        return Response({"token": token, "expires_at": device.expiry, "user": account(user.pk)})


class Logout(ContractView):
    """End the device or session that asks."""

    @extend_schema(operation_id="auth_logout", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Log out here."""
        if isinstance(request.auth, Device):
            request.auth.delete()
        else:
            logout(request)
        return Response(status=204)


class LogoutAll(ContractView):
    """End every device of the account, and the session that asks."""

    @extend_schema(operation_id="auth_logout_all", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Log out everywhere."""
        services.close_devices(by=self.reader)
        if request.auth is None:
            logout(request)
        return Response(status=204)


def account(user_id: int) -> dict[str, Any]:
    """An account as its owner sees it."""
    return AccountRow.shape(User.objects.filter(pk=user_id).values(*AccountRow.columns()).get())
