"""One's own account, password and devices."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.api.contract.rows import CodeField
from accounts.api.contract.versions import required_version
from accounts.api.contract.views import ContractView, RowDetail
from accounts.api.rows import AccountRow
from accounts.caller_address import address_of
from accounts.choices import Language
from accounts.models import Device, User
from accounts.queries import devices_of
from accounts.services.password_attempts import guarded


class OwnDetailsBody(serializers.Serializer):
    """What everyone may change about their own account."""

    language = CodeField(Language)
    email = serializers.EmailField(allow_blank=True, max_length=254)
    phone = serializers.CharField(
        allow_blank=True,
        max_length=20,
        validators=[RegexValidator(r"\A\+?[0-9][0-9 -]{4,18}\Z", _("Give a telephone number, digits only."))],
    )


class PasswordBody(serializers.Serializer):
    """The present password proves that it is the owner who asks."""

    current_password = serializers.CharField(max_length=1000, trim_whitespace=False)
    new_password = serializers.CharField(max_length=1000, trim_whitespace=False)


class DeviceAnswer(serializers.Serializer):
    """A device that is logged in."""

    id = serializers.CharField()
    name = serializers.CharField()
    address = serializers.IPAddressField(allow_null=True, help_text="Address at log-in.")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    is_current = serializers.BooleanField(help_text="The device that asks.")


class DevicesAnswer(serializers.Serializer):
    """All devices of the account, newest first."""

    results = DeviceAnswer(many=True)


class Me(RowDetail):
    """One's own account."""

    serializer_class = AccountRow
    embeds_others = True
    needs_version = frozenset({"PATCH"})

    def get_queryset(self) -> QuerySet[User]:
        """The reader alone."""
        return User.objects.filter(pk=self.reader.pk)

    def sought(self) -> QuerySet[User]:
        """The address names no id."""
        return self.get_queryset()

    @extend_schema(request=OwnDetailsBody)
    def patch(self, request: Request) -> Response:
        """Change language, e-mail or phone."""
        version = required_version(request)
        changes = self.checked(OwnDetailsBody, partial=True)
        services.update_own_details(by=self.reader, version=version, changes=changes)
        return self.answer()


class Password(ContractView):
    """One's own password.

    Wrong ones count like those of a log-in: after several, 429 ``too_many_attempts``.
    """

    serializer_class = PasswordBody

    def once(self, handler: Callable[..., Response], request: Request, *args: Any, **kwargs: Any) -> Response:
        """Count the guess before the transaction that takes back what an error has done."""
        with guarded(name=self.reader.username, address=address_of(request)):
            return super().once(handler, request, *args, **kwargs)

    @extend_schema(operation_id="me_password", responses={204: None})
    def post(self, request: Request) -> Response:
        """Set a new password; every other device has to log in again."""
        body = self.checked(PasswordBody)
        keep = request.auth if isinstance(request.auth, Device) else None
        services.change_password(by=self.reader, keep=keep, **body)
        if keep is None:
            update_session_auth_hash(request, User.objects.get(pk=self.reader.pk))
        return Response(status=204)


class Devices(ContractView):
    """The devices that are logged in to one's own account."""

    @extend_schema(operation_id="me_devices_list", responses=DevicesAnswer)
    def get(self, request: Request) -> Response:
        """List them, newest first."""
        return Response({"results": [shown(device, request.auth) for device in devices_of(self.reader)]})


class DeviceEnd(ContractView):
    """One device."""

    @extend_schema(operation_id="me_devices_end", responses={204: None})
    def delete(self, request: Request, key: str) -> Response:
        """Refuse its token from now on."""
        services.close_device(by=self.reader, key=key)
        return Response(status=204)


def shown(device: Device, asking: object) -> dict[str, Any]:
    """A device as its owner sees it."""
    return {
        "id": services.device_key(device),
        "name": device.name,
        "address": device.address,
        "created_at": device.created,
        "expires_at": device.expiry,
        "is_current": isinstance(asking, Device) and asking.pk == device.pk,
    }
