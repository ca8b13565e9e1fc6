"""Requests for a later date: list, ask, approve, refuse, withdraw."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import DaysFilter, IdOrCodeFilter, RowFilterSet
from accounts.api.contract.views import LOCATION, ActionView, CreatingList, RowDetail, Shaped
from projects.api.filing_bodies import NewExtension, NoteBody, RefusalBody
from projects.api.filing_rows import ExtensionDetailRow, ExtensionRow
from projects.models import Extension
from projects.queries.filings import extensions_visible_to
from projects.queries.moves import extension_actions
from projects.services import extensions as services


class AskedDaysFilter(DaysFilter):
    """``?days_min=30``."""

    first, last = "old_due_on", "new_due_on"


@every_column_of(ExtensionRow)
class ExtensionFilters(RowFilterSet):
    """Filters of the list of requests."""

    lead_department = IdOrCodeFilter(
        field_name="project__lead_department", help_text="Id or code of the department that leads the project."
    )
    days_min = AskedDaysFilter(lookup_expr="gte", help_text="From the old date to the new one, at least.")
    days_max = AskedDaysFilter(lookup_expr="lte", help_text="From the old date to the new one, at most.")


class ExtensionList(CreatingList):
    """Requests about projects that the reader may see."""

    queryset = Extension.objects.none()
    serializer_class = ExtensionRow
    filterset_class = ExtensionFilters
    orderings = {"requested_on": "requested_on", "new_due_on": "new_due_on", "updated_at": "updated_at", "id": "id"}
    address = "/api/v1/extensions/{id}/"

    def get_queryset(self) -> QuerySet[Extension]:
        """What the reader may see."""
        return extensions_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """Days asked for."""
        _add_days(rows)

    @extend_schema(request=NewExtension, responses={201: ExtensionRow}, parameters=[LOCATION])
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The head of the lead department asks for a later date."""
        body = self.checked(NewExtension)
        milestone = body.get("milestone")
        return self.created(
            services.request(
                project_id=body["project"].pk,
                by=self.reader,
                new_due_on=body["new_due_on"],
                reason=body["reason"],
                milestone_id=milestone.pk if milestone else None,
            )
        )


class ExtensionDetail(RowDetail):
    """One request."""

    queryset = Extension.objects.none()
    serializer_class = ExtensionDetailRow
    embeds_others = True

    def get_queryset(self) -> QuerySet[Extension]:
        """What the reader may see."""
        return extensions_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """Days asked for, and what the reader may do."""
        _add_days(rows)
        known = Extension.objects.select_related("project__report", "project__responsible_leader")
        for row in rows:
            row["allowed"] = extension_actions(self.reader, known.get(pk=row["id"]))


class ExtensionAction(ExtensionDetail, ActionView):
    """Base of the steps of a request."""

    http_method_names = ["post"]


class ExtensionApprove(ExtensionAction):
    """The supervision office, for a long request the responsible leader, moves the date."""

    body_class = NoteBody

    @extend_schema(operation_id="extensions_approve", request=NoteBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the request as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.approve(extension_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ExtensionRefuse(ExtensionAction):
    """The supervision office, for a long request the responsible leader, leaves the date."""

    body_class = RefusalBody

    @extend_schema(operation_id="extensions_refuse", request=RefusalBody)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the request as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.refuse(extension_id=self.kwargs["id"], by=self.reader, version=version, **body)


class ExtensionWithdraw(ExtensionAction):
    """The department takes its request back."""

    @extend_schema(operation_id="extensions_withdraw", request=None)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answers with the request as it is now."""
        return super().post(request, *args, **kwargs)

    def act(self, version: int, body: Mapping[str, Any]) -> None:
        """Let the service decide."""
        services.withdraw(extension_id=self.kwargs["id"], by=self.reader, version=version)


def _add_days(rows: list[Shaped]) -> None:
    for row in rows:
        row["days"] = (row["new_due_on"] - row["old_due_on"]).days
