"""How one wants to be reached."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.rows import ClockField, CodeField
from accounts.api.contract.versions import etag, fingerprint, required_version
from accounts.api.contract.views import ContractView
from accounts.api.rows import PreferenceRow
from accounts.choices import Channel
from accounts.services import preference_of, update_preference


class PreferenceBody(serializers.Serializer):
    """Channels that are not wanted, and quiet hours; levels 3 and 4 pass both."""

    muted_channels = serializers.ListField(child=CodeField(Channel), max_length=len(Channel))
    quiet_from = ClockField(allow_null=True)
    quiet_until = ClockField(allow_null=True)
    time_zone = serializers.CharField(max_length=60)


class Preferences(ContractView):
    """One's own preferences; who has never set any has the defaults, as version 0."""

    serializer_class = PreferenceRow
    needs_version = frozenset({"PATCH"})
    tells_version = True

    @extend_schema(operation_id="me_preferences_retrieve")
    def get(self, request: Request) -> Response:
        """What holds at present."""
        return self._answer()

    @extend_schema(operation_id="me_preferences_update", request=PreferenceBody)
    def patch(self, request: Request) -> Response:
        """Change some of it."""
        version = required_version(request)
        changes = self.checked(PreferenceBody, partial=True)
        update_preference(by=self.reader, version=version, changes=changes)
        return self._answer()

    def current(self) -> tuple[dict[str, Any], str]:
        """What holds and its ETag; also shown to whoever was overtaken."""
        preference = preference_of(self.reader)
        shown = {name: getattr(preference, name) for name in PreferenceRow.columns()}
        return shown, etag(preference.version, fingerprint(shown))

    def _answer(self) -> Response:
        shown, tag = self.current()
        return Response(shown, headers={"ETag": tag})
