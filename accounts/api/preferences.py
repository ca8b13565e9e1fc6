"""How one wants to be reached."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.rows import CodeField
from accounts.api.contract.versions import etag, required_version
from accounts.api.contract.views import ContractView
from accounts.api.rows import PreferenceRow
from accounts.choices import Channel
from accounts.models import ContactPreference
from accounts.services import preference_of, update_preference


class PreferenceBody(serializers.Serializer):
    """Channels that are not wanted, and quiet hours; levels 3 and 4 pass both."""

    muted_channels = serializers.ListField(child=CodeField(Channel), max_length=len(Channel))
    quiet_from = serializers.TimeField(allow_null=True)
    quiet_until = serializers.TimeField(allow_null=True)
    time_zone = serializers.CharField(max_length=60)


class Preferences(ContractView):
    """One's own preferences; who has never set any has the defaults, as version 0."""

    serializer_class = PreferenceRow
    needs_version = frozenset({"PATCH"})

    @extend_schema(operation_id="me_preferences_retrieve")
    def get(self, request: Request) -> Response:
        """What holds at present."""
        return _answer(preference_of(self.reader))

    @extend_schema(operation_id="me_preferences_update", request=PreferenceBody)
    def patch(self, request: Request) -> Response:
        """Change some of it."""
        version = required_version(request)
        changes = self.checked(PreferenceBody, partial=True)
        return _answer(update_preference(by=self.reader, version=version, changes=changes))


def _answer(preference: ContactPreference) -> Response:
    shown: dict[str, Any] = {name: getattr(preference, name) for name in PreferenceRow.columns()}
    return Response(shown, headers={"ETag": etag(preference.version)})
