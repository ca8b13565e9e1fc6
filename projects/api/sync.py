"""``sync/``: a copy of all that the reader sees, kept up to date (API.md "Sync")."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_field,
    inline_serializer,
)
from inflection import camelize, singularize
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.openapi import ErrorAnswer, pattern_of_names
from accounts.api.contract.pagination import page_size
from accounts.api.contract.views import ContractView, names_in
from projects.api.sync_pages import page_of
from projects.api.synced_kinds import KINDS, SyncedKind

LARGEST_PAGE = 500
TYPES = OpenApiParameter(
    "types",
    str,
    pattern=pattern_of_names(KINDS),
    description=f"Kinds of objects, separated by commas; all without it. Known: {', '.join(KINDS)}. "
    "With a cursor leave it out, or say the same as at the start.",
)
CURSOR = OpenApiParameter("cursor", str, description="From the last answer; without it the copy starts.")
PAGE_SIZE = OpenApiParameter(
    "page_size",
    {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": LARGEST_PAGE},
    description="Most entries in an answer.",
)


def _entry_of(kind: SyncedKind) -> Any:
    """The entry of one kind; ``type`` tells it from the others."""
    tag = extend_schema_field({"type": "string", "const": kind.name})(type("TagField", (serializers.CharField,), {}))
    return inline_serializer(
        f"Synced{camelize(singularize(kind.name))}",
        {
            "type": tag(help_text="Kind of the object."),
            "id": serializers.IntegerField(help_text="Id of the object."),
            "removed": serializers.BooleanField(help_text="Deleted, or no longer visible to the reader: drop it."),
            "object": kind.row(allow_null=True, help_text="The object as it is now; null if it is removed."),
        },
    )


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="SyncEntry",
        serializers={name: _entry_of(kind) for name, kind in KINDS.items()},
        resource_type_field_name="type",
        many=True,
    )
)
class EntriesField(serializers.ListField):
    """Entries of all kinds, oldest change first."""


class SyncAnswer(serializers.Serializer):
    """A page of what to apply to the copy, in this order."""

    cursor = serializers.CharField(help_text="Keep it with the copy; ask with it next time.")
    has_more = serializers.BooleanField(help_text="Ask again at once.")
    results = EntriesField(help_text="What to put into the copy, or to drop; an object may come again unchanged.")


class SyncView(ContractView):
    """All that the reader sees, then every change of it. No change is ever missed, whoever writes at the same time."""

    def known_parameters(self) -> set[str]:
        """The kinds asked for, how far the copy is, and how much at once."""
        return {"cursor", "types", "page_size"}

    @extend_schema(
        operation_id="sync",
        parameters=[CURSOR, TYPES, PAGE_SIZE],
        responses={
            200: SyncAnswer,
            410: OpenApiResponse(
                ErrorAnswer,
                "The copy cannot be brought up to date: it is older than 90 days, the reader's rights or language are "
                "others, or the database was restored. Drop it and start without a cursor.",
            ),
        },
    )
    def get(self, request: Request) -> Response:
        """Without a cursor the copy starts: everything, page by page. The last cursor later gives what changed."""
        page = page_of(
            self.reader,
            _kinds(request),
            request.query_params.get("cursor"),
            page_size(request, usual=LARGEST_PAGE, largest=LARGEST_PAGE),
        )
        return Response({"cursor": page.place.to_text(), "has_more": page.has_more, "results": page.entries})


def _kinds(request: Request) -> tuple[str, ...] | None:
    """The kinds asked for, in the order in which they are walked; None if none are named."""
    asked = names_in(request, "types", KINDS)
    return asked and tuple(name for name in KINDS if name in asked)
