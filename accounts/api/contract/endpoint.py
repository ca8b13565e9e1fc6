"""What every address below the API does, whatever it serves: it counts calls and says how to keep the answer."""

from math import ceil
from typing import Any, ClassVar, NoReturn, cast

from django.http.response import HttpResponseBase
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.contract.conditional import answer_to
from accounts.api.contract.deprecation import Deprecated
from accounts.api.contract.limits import CallerThrottle, Standing, TooManyRequests


class Endpoint(APIView):
    """Limits, cache headers and the notice of an end, on every answer."""

    throttle_classes = [CallerThrottle]
    # Methods whose bodies or answers are whole files, and have a stricter limit.
    carries_files: ClassVar[frozenset[str]] = frozenset()
    deprecated: ClassVar[Deprecated | None] = None
    is_counted = False
    standing: Standing | None = None
    # The state in which a read was answered, where the view knows one.
    state: str | None = None

    def perform_authentication(self, request: Request) -> None:
        """Learn who asks and count the call, a failed one included: that is how tokens are guessed."""
        try:
            super().perform_authentication(request)
        except exceptions.APIException:
            self.check_throttles(request)
            raise
        self.check_throttles(request)

    def check_throttles(self, request: Request) -> None:
        """Count the call once, although DRF asks again behind the permissions."""
        if not self.is_counted:
            self.is_counted = True
            super().check_throttles(request)

    def throttled(self, request: Request, wait: float | None) -> NoReturn:
        """Refuse in the contract's shape."""
        raise TooManyRequests(ceil(wait or 1))

    def finalize_response(  # type: ignore[override]  # files are no Response of DRF
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Add what holds for every answer."""
        answer = answer_to(
            request, super().finalize_response(request, cast("Response", response), *args, **kwargs), self.state
        )
        if not self.is_counted:
            CallerThrottle().count_address(request, self)
        for told in (self.standing, self.deprecated):
            if told is not None:
                for name, value in told.headers.items():
                    answer.headers[name] = value
        return answer
