"""Addresses below the API that nothing serves."""

from typing import Any

from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, permissions
from rest_framework.request import Request

from accounts.api.contract.endpoint import Endpoint

LACKS_SLASH = _("There is nothing here; the address with a slash at its end is known.")


@extend_schema(exclude=True)
class UnknownAddress(Endpoint):
    """Answers 404 in the API's own error shape, never a page."""

    authentication_classes = []
    permission_classes = [permissions.AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Every method ends here."""
        self.check_throttles(request)
        lacks_slash = resolve(f"{request.path_info}/").func != resolve(request.path_info).func
        raise exceptions.NotFound(LACKS_SLASH if lacks_slash else None)
