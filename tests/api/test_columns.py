"""Whatever a list shows it can be filtered by, and each filter keeps the rows that it says."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.urls import URLPattern
from rest_framework.test import APIClient

from accounts.api.contract.rows import LabelField
from accounts.api.contract.views import RowList
from accounts.api.urls import urlpatterns as of_accounts
from indicators.api.urls import urlpatterns as of_indicators
from projects.api.urls import urlpatterns as of_projects
from projects.models import ReportBreakdown
from tests.clients import device_of
from tests.evidence.conftest import folder  # noqa: F401  (a fixture)
from tests.fuzz.marked import make_marked
from tests.personas import District

# Columns that no filter bears the name of, each with the reason.
REASONED = {
    "version": "a counter for If-Match, no fact about the object",
    "rag_reasons": "sentences that explain the light; rag filters by the light",
    "judgement": "worked out for the page that is read; pace filters by its outcome",
    "risks": "explains is_at_risk; the list of projects filters by indicator and rag",
    "items": "the matters of one message, shown with it",
    "milestones": "a relation on demand; milestones have a list of their own",
    "supporting_departments": "several; supporting_department filters by one of them",
    "indicator_links": "several; indicator filters by one of them",
    "projects": "several; project filters by one of them",
    "departments": "several; department filters by one of them",
    "reporting_period": "in parts: report and period",
    "further": "places of drafts that were merged; merged_into filters those",
    "sections": "headings above the words, shown with them",
    "members": "names under one number, shown with it",
    ("indicators/<int:id>/readings/", "indicator"): "named by the address",
    ("instructions/<int:id>/replies/", "instruction"): "named by the address",
    ("report-breakdowns/<int:id>/drafts/", "breakdown"): "named by the address",
    ("work-reports/", "region"): "one reader has one region",
}
# Filters that are no column's; what they keep is tested where they belong.
WITH_A_MEANING_OF_THEIR_OWN = {
    "q", "mine", "overdue", "has_lead_department", "supporting_department", "action", "source_code", "indicator",
    "section", "next_due_before", "next_due_after", "pace", "unread", "acknowledged", "late", "due", "is_open",
}  # fmt: skip


def lists() -> dict[str, type[RowList]]:
    """Address → view of every list."""
    found = {}
    for pattern in [*of_accounts, *of_indicators, *of_projects]:
        assert isinstance(pattern, URLPattern)
        view = getattr(pattern.callback, "view_class", None)
        if view is not None and issubclass(view, RowList):
            found[str(pattern.pattern)] = view
    return found


def names_for(column: str) -> Iterator[set[str]]:
    """Sets of parameters, each of which covers the column."""
    stem = column.removesuffix("_on").removesuffix("_at")
    yield {column}
    yield {f"{stem}_before", f"{stem}_after"}
    yield {f"{column}_min", f"{column}_max"}


@pytest.mark.parametrize("address", lists())
def test_every_column_that_a_list_shows_has_a_filter(address: str) -> None:
    view = lists()[address]
    known = set(view.filterset_class.base_filters)
    fields = view.serializer_class._declared_fields
    without = [
        name
        for name, field in fields.items()
        if not isinstance(field, LabelField)
        and name not in REASONED
        and (address, name) not in REASONED
        and not any(names <= known for names in names_for(name))
    ]
    assert without == []


def test_every_reason_is_needed() -> None:
    shown = {(address, name) for address, view in lists().items() for name in view.serializer_class._declared_fields}
    names = {name for _, name in shown}
    assert [reason for reason in REASONED if reason not in shown and reason not in names] == []


@pytest.fixture
def filled(db: None, folder: Path, settings: LazySettings) -> District:  # noqa: F811  (the fixture above)
    """Rows in every list."""
    return make_marked().district


def test_each_filter_keeps_the_rows_whose_column_says_so(filled: District) -> None:
    client = device_of(filled.people.supervisor)
    breakdown = ReportBreakdown.objects.get(report=filled.report)
    ids = {
        "projects": filled.led, "indicators": filled.indicator, "work-reports": filled.report,
        "report-breakdowns": breakdown,
    }  # fmt: skip
    tried = 0
    for address, view in lists().items():
        kind = address.partition("/")[0]
        row_id = ids[kind].pk if kind in ids else 1
        path = f"/api/v1/{address.replace('<int:id>', str(row_id))}"
        rows = everything(client, path)
        for parameter in set(view.filterset_class.base_filters) - WITH_A_MEANING_OF_THEIR_OWN:
            column = column_of(parameter, rows)
            values = [value_of(row, column) for row in rows if row[column] not in (None, "")] if column else []
            for value in sorted({str(value) for value in values})[:2]:
                kept = [row["id"] for row in everything(client, path, **{parameter: value})]
                expected = [row["id"] for row in rows if holds(parameter, column, row, value)]
                assert kept == expected, (path, parameter, value)
                tried += 1
    assert tried > 200


def everything(client: APIClient, path: str, **query: str) -> list[dict[str, Any]]:
    response = client.get(path, {"page_size": 200, "ordering": "id", **query})
    assert response.status_code == 200, (path, query, response.json())
    return response.json()["results"]


def column_of(parameter: str, rows: list[dict[str, Any]]) -> str | None:
    """The column that a filter is about, if it is one that the rows show."""
    stem, _, end = parameter.rpartition("_")
    candidates = [f"{stem}_on", f"{stem}_at", stem] if end in {"before", "after", "min", "max"} else [parameter]
    return next((name for name in candidates if rows and name in rows[0]), None)


def value_of(row: dict[str, Any], column: str) -> Any:
    value = row[column]
    if column.endswith("_at"):  # the rows were written in one instant, of which an answer has no microseconds
        return (datetime.fromisoformat(value) + timedelta(seconds=1)).isoformat()
    if isinstance(value, dict):
        return value["id"]
    return str(value).lower() if isinstance(value, bool) else value


def holds(parameter: str, column: str, row: dict[str, Any], value: str) -> bool:
    """What the filter should keep, judged by the row as it is shown."""
    shown = row[column]
    if shown is None:
        return False
    if parameter.endswith(("_before", "_after", "_min", "_max")):
        number = Decimal if parameter.endswith(("_min", "_max")) else str
        read = datetime.fromisoformat if column.endswith("_at") else number
        own, other = read(shown), read(value)
        return bool(own <= other if parameter.endswith(("_before", "_max")) else own >= other)
    if isinstance(shown, str) and not parameter.endswith(
        ("code", "sha256", "number", "unit", "kind", "state", "period")
    ):
        return value.casefold() in shown.casefold()
    return str(value_of(row, column)) == value
