"""Who and which request stand behind a change (DOMAIN §7)."""

from typing import Any

from django.http import HttpRequest
from django_guid import get_guid
from pghistory.middleware import HistoryMiddleware as ActorMiddleware


class HistoryMiddleware(ActorMiddleware):
    """Adds the request id to the actor and address that the library records."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """Context kept with every history row of this request."""
        return {**super().get_context(request), "request_id": get_guid()}
