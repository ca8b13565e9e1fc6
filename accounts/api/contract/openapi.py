"""The schema says all of the contract: errors, versions, languages (API.md, first paragraph)."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

from django.db.models import TextChoices
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import get_doc
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from drf_standardized_errors.openapi import AutoSchema
from inflection import camelize
from rest_framework import serializers

from accounts.api.contract import bounds  # noqa: F401  (what it adds to the schema is registered by its import)
from accounts.api.contract.rows import RowSerializer

if TYPE_CHECKING:
    from accounts.api.contract.views import ContractView, RowView

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
BODIES = frozenset({"POST", "PUT", "PATCH"})
SUCCESS = ["200", "201", "202", "204"]
MEANINGS = {
    "200": "The answer.",
    "201": "It is made; Location says where it is found.",
    "202": "It is taken on; Location says where its progress is told.",
    "204": "It is done, and there is nothing to show.",
    "304": "The caller has what would be shown.",
    "400": "A field, parameter or header is wrong; each is named.",
    "401": "No valid token or session.",
    "403": "The object may be seen, but this role may not do this to it.",
    "404": "There is no such object, or the caller does not see it.",
    "405": "This method does not exist here.",
    "406": "Only JSON is served.",
    "409": "The object's state does not allow this.",
    "412": "The object was changed since the caller read it.",
    "413": "The body is larger than any that is taken.",
    "415": "This kind of body is not understood here.",
    "422": "The Idempotency-Key was used for another body.",
    "428": "If-Match is missing.",
    "429": "Too many requests in this minute, or wrong passwords; Retry-After says when to try again.",
    "500": "A fault of the service.",
    "503": "The database is away; Retry-After says when to try again.",
}

RATE = [
    OpenApiParameter(name, int, OpenApiParameter.HEADER, response=True, description=description)
    for name, description in (
        ("RateLimit-Limit", "Calls that the nearest limit allows in a minute."),
        ("RateLimit-Remaining", "Calls left of them."),
        ("RateLimit-Reset", "Seconds until they count anew."),
    )
] + [
    OpenApiParameter(
        "Retry-After",
        int,
        OpenApiParameter.HEADER,
        response=["409", "429", "503"],
        description="Seconds to wait; on a 409 only while the same request is being carried out.",
    )
]
END = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, response=True, description=description)
    for name, description in (
        ("Deprecation", "Since when this should no longer be used (RFC 9745)."),
        ("Sunset", "Until when it answers at least (RFC 8594)."),
        ("Link", 'rel="deprecation": what to use instead.'),
    )
]


# A header is a text: generated clients hand a "uuid" on as an object, which no HTTP library sends.
UUID_PATTERN = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"


class ErrorKind(TextChoices):
    """Whose turn it is."""

    VALIDATION = "validation_error"
    CLIENT = "client_error"
    SERVER = "server_error"


class ErrorItem(serializers.Serializer):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="Stable word for programs, for example required, invalid, not_found.")
    detail = serializers.CharField(help_text="What is wrong and what to do, in the caller's language.")
    attr = serializers.CharField(allow_null=True, help_text="Field, parameter or header that it is about.")


class ErrorAnswer(serializers.Serializer):
    """Every error has this shape."""

    type = serializers.ChoiceField(ErrorKind.choices)
    errors = ErrorItem(many=True)  # type: ignore[assignment]  # the field is so named by the contract
    request_id = serializers.CharField(allow_null=True, help_text="Tell it to the operator; also in X-Request-ID.")


class ConflictAnswer(ErrorAnswer):
    """409: the object's state does not allow this."""

    allowed = serializers.ListField(child=serializers.CharField(), help_text="Actions that its state allows.")


class ContractSchema(AutoSchema):
    """Adds to each operation what the base views do for it."""

    view: "ContractView"  # type: ignore[override]  # every address is one

    def get_override_parameters(self) -> list[Any]:
        """Headers of requests and answers."""
        parameters: list[Any] = [
            OpenApiParameter(
                "Accept-Language", str, OpenApiParameter.HEADER,  # a default would overrule the client's own header
                description="Languages for labels and messages, the most wanted first: zh-hans and en are spoken here, "
                "zh-hans without it.",
            ),
            OpenApiParameter(
                "X-Request-ID", str, OpenApiParameter.HEADER, response=True,
                description="Names this request in logs and history.",
            ),
        ]  # fmt: skip
        if self._is_versioned():
            parameters.append(
                OpenApiParameter(
                    "If-Match", str, OpenApiParameter.HEADER, required=True,
                    description='ETag of the version that was read, for example "3".',
                )
            )  # fmt: skip
        if self._may_be_repeated():
            parameters += [
                OpenApiParameter(
                    "Idempotency-Key", str, OpenApiParameter.HEADER, pattern=UUID_PATTERN,
                    description="Made anew for each new request; the same key repeats the stored answer.",
                ),
                OpenApiParameter(
                    "Idempotent-Replayed", bool, OpenApiParameter.HEADER, response=SUCCESS,
                    description="The answer is a repetition.",
                ),
            ]  # fmt: skip
        if getattr(self.view, "tells_version", False):
            parameters.append(
                OpenApiParameter(
                    "ETag", str, OpenApiParameter.HEADER, response=[*SUCCESS, "304", "412"], description="The version."
                )
            )
        elif self._is_conditional():
            parameters.append(
                OpenApiParameter(
                    "ETag", str, OpenApiParameter.HEADER, response=["200", "304"], description="Names what is shown."
                )
            )
        if self._is_conditional():
            parameters.append(
                OpenApiParameter(
                    "If-None-Match", str, OpenApiParameter.HEADER,
                    description="ETag held already; 304 if it is current.",
                )
            )  # fmt: skip
        return [*parameters, *RATE, *self._end(), *self._row_parameters(), *super().get_override_parameters()]

    def is_deprecated(self) -> bool:
        """Whether the endpoint is going to go."""
        return self.view.deprecated is not None

    def _end(self) -> list[OpenApiParameter]:
        return END if self.is_deprecated() else []

    def _row_parameters(self) -> list[OpenApiParameter]:
        if self.method != "GET" or not hasattr(self.view, "expand_with"):
            return []
        row = cast("RowView", self.view).serializer_class
        fields = OpenApiParameter(
            "fields", str, pattern=pattern_of_names(row().fields),
            description="Names of fields, separated by commas; an object then has these only.",
        )  # fmt: skip
        expand = OpenApiParameter(
            "expand", str, pattern=pattern_of_names(row.expandable),
            description=f"Add one or more of, separated by commas: {', '.join(row.expandable)}. "
            "Where fields is given, too, name it there.",
        )  # fmt: skip
        return [fields, expand] if row.expandable else [fields]

    def get_description(self) -> str:  # type: ignore[override]  # the library has changed it so, too
        """What the endpoint is, then what the method does if the endpoint says so itself."""
        view = type(self.view)
        method = getattr(view, self.method.lower())
        texts = [get_doc(view)]
        if method.__module__ == view.__module__:
            texts.append(get_doc(method))
        return "\n\n".join(filter(None, texts))

    def get_auth(self) -> list[Any]:
        """Nothing where nothing is needed: "or nobody at all", as the library says it, is a token to generators."""
        return [way for way in super().get_auth() if way]

    def get_summary(self) -> str:
        """The first sentence of what the method does, or of what the endpoint is."""
        view = type(self.view)
        method = getattr(view, self.method.lower())
        own = get_doc(method) if method.__module__ == view.__module__ else ""
        (first, *_) = (own or get_doc(view)).split("\n\n")[0].replace("\n", " ").split(". ")
        return first.rstrip(".")

    def _is_versioned(self) -> bool:
        return self.method in getattr(self.view, "needs_version", ())

    def _may_be_repeated(self) -> bool:
        return bool(self.method == "POST" and self._should_add_http401_error_response())

    def _is_conditional(self) -> bool:
        return self.method == "GET" and "GET" not in self.view.carries_files

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if self._is_conditional():
            bodies["304"] = {"headers": self._get_response_headers_for_code("304")}
        for code in bodies.keys() & MEANINGS.keys():
            bodies[code]["description"] = MEANINGS[code]
        return dict(sorted(bodies.items()))

    def _should_add_error_response(self, responses: dict[str, Any], status_code: str) -> bool:
        needs_login = self._should_add_http401_error_response()
        changes = self.method in CHANGING
        rules = {
            "400": True,
            "401": needs_login or getattr(self.view, "proves_identity", False),
            "403": changes and needs_login,
            "409": self._may_be_repeated() or (changes and getattr(self.view, "may_conflict", False)),
            "412": self._is_versioned(),
            "413": self.method in BODIES,
            "422": self._may_be_repeated(),
            "428": self._is_versioned(),
            "429": True,
        }
        if status_code in responses:
            return False
        if status_code in rules:
            return bool(rules[status_code])
        return bool(super()._should_add_error_response(responses, status_code))

    def _should_add_http404_error_response(self) -> bool:
        return "{" in self.path

    def _get_http400_serializer(self) -> Any:
        return ErrorAnswer

    def _get_error_response_serializer(self, status_code: str) -> Any:
        if status_code == "409":
            return ConflictAnswer
        if status_code == "412":
            return self._stale_answer()
        return ErrorAnswer

    def _get_error_response_examples(self) -> list[Any]:
        return []

    def _stale_answer(self) -> Any:
        return _stale_answer(cast("RowView", self.view).serializer_class)


def pattern_of_names(names: Iterable[str]) -> str:
    """The pattern of one or several of the names, separated by commas."""
    one = f"({'|'.join(names)})"
    return f"^{one}(,{one})*$"


@cache
def _stale_answer(row: type[RowSerializer]) -> Any:
    """412: the object was changed since the caller read it; one component per kind of row."""
    name = f"Stale{camelize(row.__name__.removesuffix('Row'))}"
    current = row(help_text="The object as it is now.")
    return inline_serializer(name, {**ErrorAnswer().get_fields(), "current": current})


class DeviceTokenScheme(OpenApiAuthenticationExtension):
    """``Authorization: Bearer <token>``."""

    target_class = "accounts.authentication.DeviceTokenAuthentication"
    name = "deviceToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """HTTP bearer authentication."""
        return {"type": "http", "scheme": "bearer", "description": "Token of a device, from auth/login/."}
