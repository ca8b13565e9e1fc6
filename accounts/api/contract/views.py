"""What every endpoint is built from: permissions, filters and schema of DRF, rows of ``.values()``."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any, ClassVar, cast

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, status
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.api.contract.conditional import unless_known
from accounts.api.contract.endpoint import Endpoint
from accounts.api.contract.errors import field_error
from accounts.api.contract.filtering import RowFilterSet, check_parameters
from accounts.api.contract.idempotency import answer_once
from accounts.api.contract.pagination import KeysetPagination
from accounts.api.contract.rows import RowSerializer, shaper_of
from accounts.api.contract.versions import etag, fingerprint, is_known, required_version
from accounts.changes import state_of_region
from accounts.models import User

LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=["201"], description="Address of the new object."
)
Shaped = dict[str, Any]
UNKNOWN_FIELD = _("There is no field of this name here.")


class ContractView(Endpoint, GenericAPIView):
    """Base of all: refuses unknown query parameters and knows who asks."""

    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    pagination_class: type[KeysetPagination] | None = None
    filter_backends = []
    filterset_class: type[RowFilterSet] | None = None
    needs_version: ClassVar[frozenset[str]] = frozenset()
    tells_version: ClassVar[bool] = False
    may_conflict: ClassVar[bool] = False
    # Whatever a GET shows is of the reader's region, and its changes are in the change log.
    shows_logged_only: ClassVar[bool] = False

    @property
    def reader(self) -> User:
        """The authenticated account."""
        return cast("User", self.request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check who asks, then what is asked."""
        super().initial(request, *args, **kwargs)
        if request.method not in self.allowed_methods:
            raise exceptions.MethodNotAllowed(str(request.method))
        repeatable = self.filterset_class.repeatable() if self.filterset_class else ()
        check_parameters(request, self.known_parameters(), repeatable)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let a POST that carries an idempotency key take effect once, and a GET read only what is new."""
        handler = getattr(self, "post", None)
        if handler is not None:
            vars(self)["post"] = partial(self.once, handler)
        handler = getattr(self, "get", None)
        if handler is not None:
            vars(self)["get"] = vars(self)["head"] = partial(unless_known, self, handler)
        return super().dispatch(request, *args, **kwargs)

    def once(self, handler: Callable[..., Response], request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer a POST; what must outlive the transaction of its answer is done around this."""
        return answer_once(handler, request, *args, **kwargs)

    def state_tag(self) -> str | None:
        """A short text that changes with everything a GET here shows, if that is cheaper to learn than to show it.

        Asked for before anything is read; who reads, in which language, on which day and under which address
        need not be in it. None: the answer is made, and named by its bytes.
        """
        return state_of_region(self.reader.region_id) if self.shows_logged_only else None

    def known_parameters(self) -> set[str]:
        """Names of the query parameters that have a meaning here."""
        known = set(self.filterset_class.base_filters) if self.filterset_class else set()
        return known | KeysetPagination.parameters if self.pagination_class else known

    def checked(self, serializer_class: type[Serializer[Any]], *, partial: bool = False) -> Mapping[str, Any]:
        """The request's body, validated; a field that the serializer does not know is refused."""
        serializer = serializer_class(data=self.request.data, partial=partial, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        refuse_unknown_fields(self.request.data, serializer)
        return cast("Mapping[str, Any]", serializer.validated_data)


class RowView(ContractView):
    """Reads rows as ``serializer_class`` declares them, slimmed by ``fields=``, widened by ``expand=``."""

    serializer_class: type[RowSerializer]
    fields: tuple[str, ...] | None = None
    expand: tuple[str, ...] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Understand ``fields`` and ``expand`` before anything is read."""
        super().initial(request, *args, **kwargs)
        row = self.serializer_class
        self.expand = names_in(request, "expand", row.expandable) or ()
        self.fields = names_in(request, "fields", [*row._declared_fields])  # noqa: SLF001  (DRF's own registry)

    def known_parameters(self) -> set[str]:
        """What is understood here besides filters."""
        return super().known_parameters() | ({"fields", "expand"} if self.serializer_class.expandable else {"fields"})

    def attach(self, rows: list[Shaped]) -> None:
        """Add the ``attached`` fields, with a constant number of queries for all rows together."""

    def expand_with(self, name: str, rows: list[Shaped]) -> None:
        """Add one of the ``expandable`` fields, with a constant number of queries for all rows together."""
        raise NotImplementedError(name)

    def shaped(self, rows: Iterable[Mapping[str, Any]]) -> list[Shaped]:
        """Rows of ``.values()`` as the caller wants them."""
        shape = shaper_of(self.serializer_class, get_language())
        shaped = [shape(row) for row in rows]
        self.attach(shaped)
        for name in self.expand:
            self.expand_with(name, shaped)
        if self.fields is None:
            return shaped
        return [{name: row[name] for name in self.fields if name in row} for row in shaped]


class RowList(ListModelMixin, RowView):
    """A page of rows."""

    pagination_class = KeysetPagination
    filter_backends = [DjangoFilterBackend]
    orderings: ClassVar[dict[str, str]] = {"id": "id"}
    default_ordering: ClassVar[str] = "id"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of rows; filters, ordering and the cursor are query parameters."""
        queryset: QuerySet[Any] = self.filter_queryset(self.get_queryset())
        columns = [*self.serializer_class.columns(), *self.orderings.values(), "id"]
        pagination = KeysetPagination()
        page = pagination.page_of(queryset.values(*dict.fromkeys(columns)), request, self)
        return pagination.get_paginated_response(self.shaped(page))


class CreatingList(RowList):
    """A list that POST adds to; ``address`` is where a new object is found, with ``{id}``."""

    may_conflict = True
    address: ClassVar[str]

    def created(self, row: Model) -> Response:
        """201 with the new object and its address."""
        columns = self.serializer_class.columns()
        values = type(row)._default_manager.filter(pk=row.pk).values(*columns).get()
        return Response(
            self.shaped([values])[0],
            status=status.HTTP_201_CREATED,
            headers={"Location": self.address.format(id=row.pk)},
        )


class RowDetail(RetrieveModelMixin, RowView):
    """One object; its ETag is its version.

    ``embeds_others`` says that the representation shows parts of other rows, whose changes the
    object's own version does not count; its ETag then carries a fingerprint of all that is shown.
    """

    lookup_url_kwarg = "id"
    tells_version = True
    embeds_others: ClassVar[bool] = False

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The object; where its version alone names it, 304 costs no more than reading that."""
        if "If-None-Match" in request.headers and not self.embeds_others and self.fields is None:
            known = etag(self.sought().values_list("version", flat=True).get())
            if is_known(request, known):
                return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": known})
        return self.answer()

    def sought(self) -> QuerySet[Any]:
        """The one object that the address names, if the reader may see it."""
        return self.get_queryset().filter(pk=self.kwargs["id"])

    def current(self) -> tuple[Shaped, str]:
        """The present representation and its ETag; 404 if the reader does not see it."""
        row = self.sought().values(*self.serializer_class.columns(), "version").get()
        shaped = self.shaped([row])[0]
        if self.embeds_others or self.fields is not None:
            return shaped, etag(row["version"], fingerprint(shaped))
        return shaped, etag(row["version"])

    def answer(self) -> Response:
        """200 with the present representation."""
        shaped, tag = self.current()
        return Response(shaped, headers={"ETag": tag})

    def require_seen(self) -> None:
        """404 before anything else is said about an object that the caller does not see."""
        if not self.sought().exists():
            raise exceptions.NotFound()


class ActionView(RowDetail):
    """POST on an object: needs the version that the caller read, answers with the object as it is now."""

    http_method_names = ["post"]
    needs_version = frozenset({"POST"})
    may_conflict = True
    body_class: ClassVar[type[Serializer[Any]] | None] = None

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Check sight, version and body, then let the service decide."""
        self.require_seen()
        version = required_version(request)
        body = self.checked(self.body_class) if self.body_class else {}
        self.act(version, body)
        return self.answer()

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError


def names_in(request: Request, parameter: str, known: Collection[str]) -> tuple[str, ...] | None:
    """Names separated by commas, each once; None without the parameter, a 400 for one that is not known."""
    text = request.query_params.get(parameter)
    if text is None:
        return None
    names = tuple(dict.fromkeys(text.split(",")))
    if unknown := sorted(set(names) - set(known)):
        raise field_error(
            parameter,
            _("Unknown: %(unknown)s. Give names of this list, separated by commas: %(names)s.")
            % {"unknown": ", ".join(unknown), "names": ", ".join(known)},
            "unknown",
        )
    return names


def refuse_unknown_fields(data: Any, serializer: Serializer[Any]) -> None:
    """Raise a 400 that names each field that has no meaning here."""
    unknown = sorted(set(data) - set(serializer.fields)) if isinstance(data, Mapping) else []
    if unknown:
        raise exceptions.ValidationError(
            {name: [exceptions.ErrorDetail(str(UNKNOWN_FIELD), code="unknown")] for name in unknown}
        )
