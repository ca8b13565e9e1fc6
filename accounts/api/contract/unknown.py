"""Addresses below the API that nothing serves."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, permissions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


@extend_schema(exclude=True)
class UnknownAddress(APIView):
    """Answers 404 in the API's own error shape, never a page."""

    authentication_classes: ClassVar[list[Any]] = []
    permission_classes: ClassVar[list[Any]] = [permissions.AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every method ends here."""
        raise exceptions.NotFound()
