"""Addresses below the API that nothing serves."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, permissions
from rest_framework.request import Request

from accounts.api.contract.endpoint import Endpoint


@extend_schema(exclude=True)
class UnknownAddress(Endpoint):
    """Answers 404 in the API's own error shape, never a page."""

    authentication_classes = []
    permission_classes = [permissions.AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Every method ends here."""
        self.check_throttles(request)
        raise exceptions.NotFound()
