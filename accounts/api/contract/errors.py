"""One error shape everywhere (API.md "Errors").

``{"type", "errors": [{"code", "detail", "attr"}], "request_id"}``; a conflict adds ``allowed``, a stale
version adds ``current``. Refusals of services become statuses here and nowhere else.
"""

from math import ceil
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _
from django_guid import get_guid
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.settings import api_settings

from accounts.errors import AccessRefused, NotAllowedNow, Refusal, RefusedRows, StaleVersion, TooManyAttempts

if TYPE_CHECKING:
    from accounts.api.contract.views import RowDetail

RETRY_AFTER_SECONDS = 5


class Conflict(exceptions.APIException):
    """The object's state does not allow the action; ``allowed`` names the actions that it does."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(self, refusal: NotAllowedNow) -> None:
        super().__init__(str(refusal.detail), refusal.code)
        self.allowed = list(refusal.allowed)


class PreconditionFailed(exceptions.APIException):
    """The caller changed a version that is no longer the current one."""

    status_code = status.HTTP_412_PRECONDITION_FAILED

    def __init__(self, refusal: StaleVersion, current: dict[str, Any], etag: str) -> None:
        super().__init__(str(refusal.detail), refusal.code)
        self.current, self.etag = current, etag


class PreconditionRequired(exceptions.APIException):
    """The caller did not say which version it read."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "version_required"
    default_detail = _('Send the version that you read in the If-Match header, for example If-Match: "3".')


class PasswordsRefused(exceptions.APIException):
    """Passwords of this name are not looked at for a while; Retry-After says how long."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS

    def __init__(self, refusal: TooManyAttempts) -> None:
        super().__init__(str(refusal.detail), refusal.code)
        self.wait = ceil(refusal.wait.total_seconds())


class ServiceUnavailable(exceptions.APIException):
    """The database is away."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "unavailable"
    default_detail = _("The service is not available for the moment. Try again in a few seconds.")
    wait = RETRY_AFTER_SECONDS


class BodyTooLarge(exceptions.APIException):
    """The body is larger than any text that is taken."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("This is too much at once. Shorten the texts, and send files as evidence.")


def field_error(name: str, detail: object, code: str = "invalid") -> exceptions.ValidationError:
    """A 400 that names one field or parameter."""
    return exceptions.ValidationError({name: [exceptions.ErrorDetail(str(detail), code=code)]})


class ContractExceptionHandler(ExceptionHandler):
    """Turns what services and Django raise into the statuses of API.md."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Map each kind of refusal; anything unknown stays what it is and becomes a 500."""
        if isinstance(exc, Refusal):
            return self._stale(exc) if isinstance(exc, StaleVersion) else from_refusal(exc)
        if isinstance(exc, ModelValidationError):
            return from_model(exc)
        if isinstance(exc, ObjectDoesNotExist):
            return exceptions.NotFound()
        if isinstance(exc, RequestDataTooBig):
            return BodyTooLarge()
        if isinstance(exc, OperationalError | InterfaceError):
            return ServiceUnavailable()
        return super().convert_known_exceptions(exc)

    def convert_unhandled_exceptions(self, exc: Exception) -> exceptions.APIException:
        """A fault of ours: no inner detail leaves the house."""
        if isinstance(exc, exceptions.APIException):
            return exc
        return exceptions.APIException(_("Something went wrong on our side. Tell the operator the request id."))

    def get_response(self, exc: exceptions.APIException, data: dict[str, Any]) -> Response:
        """Add the present state of the object to a stale version's answer."""
        headers = self.get_headers(exc)
        if isinstance(exc, PreconditionFailed):
            data["current"], headers["ETag"] = exc.current, exc.etag
        return Response(data, status=exc.status_code, headers=headers)

    def _stale(self, refusal: StaleVersion) -> Exception:
        """A 412 with the present state, unless the same change took the object out of the caller's sight."""
        try:
            return PreconditionFailed(refusal, *cast("RowDetail", self.context["view"]).current())
        except (ObjectDoesNotExist, OperationalError, InterfaceError) as gone:
            return self.convert_known_exceptions(gone)


class ContractExceptionFormatter(ExceptionFormatter):
    """Adds the request id, and what a conflict allows."""

    def format_error_response(self, error_response: ErrorResponse) -> dict[str, Any]:
        """The body of every error."""
        body = {**super().format_error_response(error_response), "request_id": get_guid()}
        if self.exc.status_code == status.HTTP_409_CONFLICT:
            body["allowed"] = list(getattr(self.exc, "allowed", ()))
        return body


def from_refusal(refusal: Refusal) -> exceptions.APIException:
    """The HTTP answer to a service's refusal."""
    if isinstance(refusal, AccessRefused):
        return exceptions.PermissionDenied(str(refusal.detail), refusal.code)
    if isinstance(refusal, NotAllowedNow):
        return Conflict(refusal)
    if isinstance(refusal, TooManyAttempts):
        return PasswordsRefused(refusal)
    if isinstance(refusal, RefusedRows):
        rows = {str(index): _row_errors(reason) for index, reason in refusal.rows.items()}
        return exceptions.ValidationError({"rows": rows})
    return field_error(refusal.attr or api_settings.NON_FIELD_ERRORS_KEY, refusal.detail, refusal.code)


def _row_errors(reason: Refusal | ModelValidationError) -> Any:
    if isinstance(reason, ModelValidationError):
        return from_model(reason).detail
    name = reason.attr or api_settings.NON_FIELD_ERRORS_KEY
    return {name: [exceptions.ErrorDetail(str(reason.detail), code=reason.code)]}


def from_model(error: ModelValidationError) -> exceptions.ValidationError:
    """The 400 for a model's validation, per field."""
    detail = as_serializer_error(error)
    if NON_FIELD_ERRORS in detail:
        detail[api_settings.NON_FIELD_ERRORS_KEY] = detail.pop(NON_FIELD_ERRORS)
    return exceptions.ValidationError(detail)
