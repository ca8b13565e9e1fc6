"""The dashboard: the numbers of ``projects.queries.dashboard``, each with the list behind it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.errors import field_error
from accounts.api.contract.views import ContractView
from accounts.models import Department
from indicators.api.judgements import judgement_answer
from indicators.models import WorkReport
from indicators.queries import reports_visible_to
from indicators.rules import Pace
from indicators.wording import PACE_WORDS
from projects.api.dashboard_answers import DashboardAnswer
from projects.choices import Rag
from projects.models import Project
from projects.queries.dashboard import Dashboard, DepartmentLine, IndicatorLine, current_report, dashboard
from projects.queries.tally import Tally

PROJECTS = "/api/v1/projects/"
INDICATORS = "/api/v1/indicators/"
REPORT = OpenApiParameter("report", int, description="Another report than the current one.")

Conditions = dict[str, Any]


class DashboardView(ContractView):
    """The report at a glance: lights by department, section and category, pace, what is late."""

    def known_parameters(self) -> set[str]:
        """A report may be chosen."""
        return {"report"}

    @extend_schema(operation_id="dashboard", parameters=[REPORT], responses=DashboardAnswer)
    def get(self, request: Request) -> Response:
        """Every number of projects or indicators is the count of the list that its link gives."""
        return Response(dashboard_answer(dashboard(self.reader, self.report())))

    def report(self) -> WorkReport:
        """The report asked for, else the current one; 404 if the reader sees none."""
        asked = self.request.query_params.get("report")
        if asked is None:
            report = current_report(self.reader)
        elif asked.isascii() and asked.isdigit():
            report = reports_visible_to(self.reader).filter(pk=int(asked)).first()
        else:
            raise field_error("report", _("Give the id of a work report."))
        if report is None:
            raise exceptions.NotFound()
        return report


def dashboard_answer(shown: Dashboard) -> dict[str, Any]:
    """The dashboard in the caller's language."""
    report = shown.report
    base: Conditions = {"report": report.pk}
    return {
        "report": {"id": report.pk, "year": report.year, "title": report.title},
        "as_of": shown.as_of,
        "total": _tally(shown.total, base),
        "by_department": [_department_line(line, base) for line in shown.by_department],
        "by_section": [
            {"section": {"id": line.key, "number": line.code, "heading": line.name}}
            | _tally(line.tally, base | {"section": line.key})
            for line in shown.by_part
        ],
        "by_category": [
            {"category": line.key, "category_label": line.name} | _tally(line.tally, base | {"category": line.key})
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
            "by_pace": [_pace_count(Pace(pace), count, base) for pace, count in shown.pace_counts.items()],
            "headline": [_headline(line, shown.as_of) for line in shown.headline],
        },
        "turned_red": {
            "since": shown.turned_red_since,
            "count": shown.turned_red_count,
            "link": link(PROJECTS, base | {"rag": Rag.RED.value, "rag_since_after": shown.turned_red_since}),
            "projects": [
                _project(project)
                | {"rag_since": project.rag_since, "lead_department": _department(project.lead_department)}
                for project in shown.turned_red
            ],
        },
        "overdue_milestones": _overdue(shown),
    }


def link(path: str, conditions: Conditions) -> str:
    """Address of a list under conditions."""
    return f"{path}?{urlencode(conditions)}"


def _tally(tally: Tally, conditions: Conditions) -> dict[str, Any]:
    return {
        "projects": tally.projects,
        "link": link(PROJECTS, conditions),
        "by_rag": [
            {
                "rag": rag.value,
                "rag_label": str(rag.label),
                "projects": tally.by_rag[rag.value],
                "link": link(PROJECTS, conditions | {"rag": rag.value}),
            }
            for rag in Rag
        ],
        "projects_overdue": tally.projects_overdue,
        "overdue_link": link(PROJECTS, conditions | {"overdue": "true"}),
        "milestones_total": tally.milestones_total,
        "milestones_done": tally.milestones_done,
        "milestones_overdue": tally.milestones_overdue,
    }


def _department_line(line: DepartmentLine, base: Conditions) -> dict[str, Any]:
    department = line.department
    condition = {"lead_department": department.pk} if department else {"has_lead_department": "false"}
    return {
        "department": _department(department),
        **_tally(line.tally, base | condition),
        "milestones_due": line.milestones_due,
        "milestones_on_time": line.milestones_on_time,
        "on_time_percent": line.on_time_percent,
        "reports_expected": line.reports_expected,
        "reports_filed": line.reports_filed,
        "reports_outstanding": line.reports_outstanding,
    }


def _pace_count(pace: Pace, count: int, base: Conditions) -> dict[str, Any]:
    return {
        "pace": pace.value,
        "pace_label": str(PACE_WORDS[pace]),
        "indicators": count,
        "link": link(INDICATORS, base | {"pace": pace.value}),
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
                "id": milestone.pk,
                "title": milestone.title,
                "due_on": milestone.due_on,
                "days_late": (shown.as_of - milestone.due_on).days,
                "project": _project(milestone.project),
                "lead_department": _department(milestone.project.lead_department),
            }
            for milestone in shown.overdue_milestones
        ],
    }


def _project(project: Project) -> dict[str, Any]:
    return {"id": project.pk, "code": project.code, "name": project.name}


def _department(department: Department | None) -> dict[str, Any] | None:
    if department is None:
        return None
    return {"id": department.pk, "code": department.code, "name": department.name}
