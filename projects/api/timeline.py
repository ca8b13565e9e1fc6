"""A project's timeline: who did what, when and why."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.errors import field_error
from accounts.api.contract.pagination import page_size
from accounts.api.contract.views import ContractView
from projects.queries.projects import visible_to
from projects.queries.timeline import PAGE, Entry, timeline_of

MOST = 200
KEY = re.compile(r"\d{4}-\d\d-\d\dT.+_", re.ASCII)
BEFORE = OpenApiParameter("before", str, description="The last key that the reader has; the entries before it.")
LIMIT = OpenApiParameter("page_size", int, description=f"1 to {MOST}, {PAGE} unless given.")


class ChangeAnswer(serializers.Serializer):
    """A field before and after, in words."""

    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class EntryAnswer(serializers.Serializer):
    """One thing that was done; all that one transaction wrote."""

    key = serializers.CharField(help_text="Its place in the timeline.")
    at = serializers.DateTimeField()
    who = serializers.CharField(help_text="Name and department, or the system.")
    kind = serializers.CharField(help_text="Stable word for programs, for example milestone_completed.")
    text = serializers.CharField(help_text="What was done, in the caller's language.")
    reason = serializers.CharField(allow_blank=True)
    changes = ChangeAnswer(many=True)


class TimelineAnswer(serializers.Serializer):
    """The newest first."""

    next = serializers.CharField(allow_null=True, help_text="Give it as “before” for what lies further back.")
    results = EntryAnswer(many=True)


class ProjectTimeline(ContractView):
    """History in words, bulk changes and SQL included; drafts of reports are nobody else's affair."""

    def known_parameters(self) -> set[str]:
        """Names of the query parameters that have a meaning here."""
        return {"before", "page_size"}

    @extend_schema(operation_id="projects_timeline", responses=TimelineAnswer, parameters=[BEFORE, LIMIT])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of entries."""
        project = visible_to(self.reader).filter(pk=self.kwargs["id"]).first()
        if project is None:
            raise exceptions.NotFound()
        limit = page_size(request, usual=PAGE, largest=MOST)
        entries, following = timeline_of(project, before=_before(request), limit=limit)
        return Response({"next": following or None, "results": [_answer(entry) for entry in entries]})


def _before(request: Request) -> str:
    key = request.query_params.get(BEFORE.name, "")
    if key and not KEY.match(key):
        raise field_error(BEFORE.name, _("Give the “next” of a page that this service sent."))
    return key


def _answer(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "at": entry.at,
        "who": entry.who,
        "kind": entry.kind,
        "text": entry.text,
        "reason": entry.reason,
        "changes": [{"field": name, "before": before, "after": after} for name, before, after in entry.changes],
    }
