"""The dashboard: the numbers of ``projects.queries.dashboard``, each with the list behind it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.errors import field_error
from accounts.api.contract.filtering import id_of
from accounts.api.contract.openapi import ErrorAnswer
from accounts.api.contract.views import ContractView
from accounts.models import Department
from indicators.api import as_of
from indicators.api.judgements import judgement_answer
from indicators.models import WorkReport
from indicators.queries import current_report, reports_visible_to
from indicators.rules import Pace
from indicators.wording import PACE_WORDS
from projects.api.dashboard_answers import DashboardAnswer
from projects.choices import Rag
from projects.queries.dashboard import Dashboard, DepartmentLine, IndicatorLine, dashboard
from projects.queries.tally import Tally

PROJECTS = "/api/v1/projects/"
INDICATORS = "/api/v1/indicators/"
REPORT = OpenApiParameter("report", OpenApiTypes.INT64, description="Another report than the current one.")
AS_OF = OpenApiParameter(
    as_of.NAME,
    date,
    description="The dashboard as it stood at the end of this day, from the history; links are null then. "
    "Neither a day to come nor one before the first that is on record.",
)

NO_REPORT = OpenApiResponse(ErrorAnswer, "There is no such report, or the caller sees none.")

Conditions = dict[str, Any]


class DashboardView(ContractView):
    """The report at a glance: lights by department, section and category, pace, what is late."""

    shows_logged_only = True

    def known_parameters(self) -> set[str]:
        """A report and a day may be chosen."""
        return {"report", as_of.NAME}

    @extend_schema(
        operation_id="dashboard", parameters=[REPORT, AS_OF], responses={200: DashboardAnswer, 404: NO_REPORT}
    )
    def get(self, request: Request) -> Response:
        """Every number of projects or indicators is the count of the list that its link gives."""
        day = as_of.judged_on(request)
        return Response(dashboard_answer(dashboard(self.reader, self.report(), day)))

    def report(self) -> WorkReport:
        """The report asked for, else the current one; 404 if the reader sees none."""
        asked = self.request.query_params.get("report")
        if asked is None:
            report = current_report(self.reader)
        elif asked.isascii() and asked.isdigit():
            report = reports_visible_to(self.reader).filter(pk=id_of(asked)).first()
        else:
            raise field_error("report", _("Give the id of a work report."))
        if report is None:
            raise exceptions.NotFound()
        return report


def dashboard_answer(shown: Dashboard) -> dict[str, Any]:
    """The dashboard in the caller's language."""
    report = shown.report
    links = _Links(shown)
    return {
        "report": {"id": report.pk, "year": report.year, "title": report.title},
        "as_of": shown.as_of,
        "total": _tally(shown.total, links, {}),
        "by_department": [_department_line(line, links) for line in shown.by_department],
        "by_section": [
            {"section": {"id": line.key, "number": line.code, "heading": line.name}}
            | _tally(line.tally, links, {"section": line.key})
            for line in shown.by_part
        ],
        "by_category": [
            {"category": line.key, "category_label": line.name} | _tally(line.tally, links, {"category": line.key})
            for line in shown.by_category
        ],
        "reporting": {
            "period": shown.reporting.period,
            "due_on": shown.reporting.due_on,
            "expected": shown.reporting.expected,
            "filed": shown.reporting.filed,
            "approved": shown.reporting.approved,
            "returned": shown.reporting.returned,
            "outstanding": shown.reporting.outstanding,
        },
        "indicators": {
            "by_pace": [_pace_count(Pace(pace), count, links) for pace, count in shown.pace_counts.items()],
            "headline": [_headline(line, shown.as_of) for line in shown.headline],
        },
        "turned_red": {
            "since": shown.turned_red_since,
            "count": shown.turned_red_count,
            "link": links.to(PROJECTS, {"rag": Rag.RED.value, "rag_since_after": shown.turned_red_since}),
            "projects": [
                {"id": project.id, "code": project.code, "name": project.name}
                | {"rag_since": project.rag_since, "lead_department": _department(project.lead_department)}
                for project in shown.turned_red
            ],
        },
        "overdue_milestones": _overdue(shown),
    }


class _Links:
    """Addresses of the lists behind the numbers; the lists show today, hence there are none of a past day.

    A page has hundreds: what they begin with is written once, and what is added are codes that need no quoting.
    """

    def __init__(self, shown: Dashboard) -> None:
        self._of_report = urlencode({"report": shown.report.pk})
        self._is_past = shown.is_past
        self.lights = [(rag.value, str(rag.label)) for rag in Rag]

    def to(self, path: str, conditions: Conditions) -> str | None:
        """Address of a list of the report under conditions."""
        if self._is_past:
            return None
        return f"{path}?{self._of_report}&{urlencode(conditions)}" if conditions else f"{path}?{self._of_report}"


def _tally(tally: Tally, links: _Links, conditions: Conditions) -> dict[str, Any]:
    link = links.to(PROJECTS, conditions)
    return {
        "projects": tally.projects,
        "link": link,
        "by_rag": [
            {
                "rag": rag,
                "rag_label": label,
                "projects": tally.by_rag[rag],
                "link": link and f"{link}&rag={rag}",
            }
            for rag, label in links.lights
        ],
        "projects_overdue": tally.projects_overdue,
        "overdue_link": link and f"{link}&overdue=true",
        "milestones_total": tally.milestones_total,
        "milestones_done": tally.milestones_done,
        "milestones_overdue": tally.milestones_overdue,
    }


def _department_line(line: DepartmentLine, links: _Links) -> dict[str, Any]:
    department = line.department
    condition = {"lead_department": department.pk} if department else {"has_lead_department": "false"}
    return {
        "department": _department(department),
        **_tally(line.tally, links, condition),
        "milestones_due": line.milestones_due,
        "milestones_on_time": line.milestones_on_time,
        "on_time_percent": line.on_time_percent,
        "reports_expected": line.reports_expected,
        "reports_filed": line.reports_filed,
        "reports_outstanding": line.reports_outstanding,
    }


def _pace_count(pace: Pace, count: int, links: _Links) -> dict[str, Any]:
    return {
        "pace": pace.value,
        "pace_label": str(PACE_WORDS[pace]),
        "indicators": count,
        "link": links.to(INDICATORS, {"pace": pace.value}),
    }


def _headline(line: IndicatorLine, day: date) -> dict[str, Any]:
    indicator = line.indicator
    return {
        "id": indicator.pk,
        "code": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "target": indicator.target,
        "target_text": indicator.target_text,
        "lead_department": _department(indicator.lead_department),
        "judgement": judgement_answer(line.judgement, day),
    }


def _overdue(shown: Dashboard) -> dict[str, Any]:
    return {
        "count": shown.overdue_milestones_count,
        "milestones": [
            {
                "id": milestone.id,
                "title": milestone.title,
                "due_on": milestone.due_on,
                "days_late": (shown.as_of - milestone.due_on).days,
                "project": {
                    "id": milestone.project_id,
                    "code": milestone.project_code,
                    "name": milestone.project_name,
                },
                "lead_department": _department(milestone.lead_department),
            }
            for milestone in shown.overdue_milestones
        ],
    }


def _department(department: Department | None) -> dict[str, Any] | None:
    if department is None:
        return None
    return {"id": department.pk, "code": department.code, "name": department.name}
