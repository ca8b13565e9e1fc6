"""Lists: pages without gaps or repeats, filters that mean what they say."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.api.contract.cursors import to_cursor
from projects.choices import Category, Nature, Rag, Stage
from projects.models import IndicatorLink, Milestone, Project
from projects.services import standing
from tests import factories as make
from tests.clients import ClientOf
from tests.personas import District


def rows_of(client: APIClient, address: str) -> list[dict[str, Any]]:
    response = client.get(address)
    assert response.status_code == 200, response.json()
    return response.json()["results"]


def pages(client: APIClient, address: str, direction: str = "next") -> Iterator[list[int]]:
    while address:
        page = client.get(address).json()
        yield [row["id"] for row in page["results"]]
        address = page[direction]


@pytest.mark.parametrize("ordering", ["due_on", "-due_on", "next_due_on", "-next_due_on", "progress", "-name", "id"])
def test_pages_are_complete_and_without_repeats_even_under_equal_and_empty_keys(
    district: District, client_of: ClientOf, ordering: str
) -> None:
    for number in range(12):
        make.make_project(district.theme, f"2024-3-{number:03d}", lead=district.fgw, name="同名项目")
    for number in range(4):
        make.make_project(district.theme, f"2024-4-{number:03d}")
    client = client_of(district.people.supervisor)
    address = f"/api/v1/projects/?ordering={ordering}&page_size=3"
    forwards = list(pages(client, address))
    seen = [row for page in forwards for row in page]
    assert len(seen) == len(set(seen)) == Project.objects.filter(report=district.report).count() == 21
    last = client.get(address)
    while last.json()["next"]:
        last = client.get(last.json()["next"])
    backwards = list(pages(client, last.wsgi_request.build_absolute_uri(), "previous"))
    assert list(reversed(backwards)) == forwards


def test_a_row_that_comes_in_between_pages_neither_repeats_nor_hides_others(
    district: District, client_of: ClientOf
) -> None:
    client = client_of(district.people.supervisor)
    first = client.get("/api/v1/projects/?ordering=code&page_size=2").json()
    make.make_project(district.theme, "2024-0-000", lead=district.fgw)
    rest = [row for page in pages(client, first["next"]) for row in page]
    assert len(rest) == 3
    assert not set(rest) & {row["id"] for row in first["results"]}


def test_a_cursor_of_another_ordering_is_refused(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.supervisor)
    link = client.get("/api/v1/projects/?ordering=code&page_size=2").json()["next"]
    response = client.get(link.replace("ordering=code", "ordering=name"))
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "cursor"


@pytest.mark.parametrize(
    "size", ["0", "201", "000001999", "0000000001999", f"0000000001{'9' * 30}", f"0000000001{'9' * 5000}"]
)
@pytest.mark.parametrize("path", ["projects/", "projects/{id}/timeline/"])
def test_no_way_of_writing_a_page_size_gets_a_larger_page(
    district: District, client_of: ClientOf, path: str, size: str
) -> None:
    address = f"/api/v1/{path.format(id=district.led.pk)}?page_size={size}"
    refused = client_of(district.people.supervisor).get(address)
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "page_size")


@pytest.mark.parametrize(
    ("ordering", "value"),
    [
        ("updated_at", "0001-01-01T00:00:00+23:59"), ("updated_at", "9999-12-31T23:59:59-23:59"),
        ("updated_at", "2024-01-01T00:00:00"), ("progress", "1e999999"), ("progress", "NaN"), ("progress", "-1e131073"),
        ("code", "\0"), ("due_on", [1]), ("milestones_overdue", "x"),
    ],
)  # fmt: skip
def test_a_cursor_with_a_value_that_no_column_keeps_is_refused(
    district: District, client_of: ClientOf, ordering: str, value: object
) -> None:
    made_up = {"ordering": ordering, "cursor": to_cursor([ordering, value, 1, False])}
    refused = client_of(district.people.supervisor).get("/api/v1/projects/", made_up)
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "cursor")


def test_a_row_of_the_project_list_says_all_that_a_list_shows(district: District, client_of: ClientOf) -> None:
    standing.recompute_all()
    rows = rows_of(client_of(district.people.supervisor), "/api/v1/projects/?code=2024-1-001")
    row = rows[0]
    assert {name: row[name] for name in ("code", "name", "stage", "stage_label", "rag", "rag_label")} == {
        "code": "2024-1-001", "name": "在建厂房", "stage": "in_progress", "stage_label": "办理中", "rag": "red",
        "rag_label": "红灯",
    }  # fmt: skip
    assert row["section"]["heading"] == "坚持创新引领"
    assert row["section"]["part"] == {"id": district.part.pk, "number": "1", "heading": "加快产业升级"}
    assert row["lead_department"] == {"id": district.fgw.pk, "code": "fgw", "name": "区发改委"}
    assert row["next_milestone"] == {"id": district.overdue.pk, "title": "开工", "due_on": "2024-06-30"}
    assert [row[name] for name in ("milestones_total", "milestones_done", "milestones_overdue")] == [2, 0, 1]
    assert (row["progress"], Decimal(row["expected_progress"]) > 50) == ("0", True)
    assert row["rag_reasons"][0]["code"] == "milestone_long_overdue"
    assert "59" in row["rag_reasons"][0]["text"]
    assert row["version"] == Project.objects.get(pk=row["id"]).version


def test_each_filter_keeps_what_it_says(district: District, client_of: ClientOf) -> None:
    standing.recompute_all()
    Project.objects.filter(pk=district.of_czj.pk).update(
        category=Category.HOUSING, nature=Nature.TASK, rag=Rag.GREEN, due_on=date(2024, 10, 31), commitment="交付安置房"
    )
    Milestone.objects.filter(pk=district.milestone_of_czj.pk).update(due_on=date(2024, 10, 31))
    client = client_of(district.people.supervisor)
    names = {getattr(district, name).pk: name for name in ("led", "led_by_office", "supported", "of_czj", "draft")}

    def kept(query: str) -> set[str]:
        return {names[row["id"]] for row in rows_of(client, f"/api/v1/projects/?{query}")}

    everything = set(names.values())
    cases = {
        "category=housing": {"of_czj"},
        "category=housing&category=industrial": everything,
        "nature=task": {"of_czj"},
        "rag=green": {"of_czj"},
        "rag=green&rag=grey": {"of_czj", "draft"},
        f"stage={Stage.DRAFTED.value}": {"draft"},
        "overdue=true": {"led"},
        "overdue=false": everything - {"led"},
        "due_before=2024-10-31": {"of_czj"},
        "due_after=2024-11-01": everything - {"of_czj", "draft"},
        "lead_department=czj": {"supported", "of_czj"},
        f"lead_department={district.czj.pk}": {"supported", "of_czj"},
        "has_lead_department=false": {"draft"},
        "supporting_department=fgw": {"supported"},
        f"supporting_department={district.fgw.pk}": {"supported"},
        f"section={district.theme.pk}": everything,
        f"section={district.part.pk}": everything,
        f"report={district.report.pk}": everything,
        f"report={district.report_elsewhere.pk}": set(),
        "q=安置": {"of_czj"},
        "q=在建": {"led"},
        "q=1-005": {"draft"},
        "q=%25": set(),
        "code=2024-1-002": {"led_by_office"},
        "updated_after=2100-01-01T00:00:00Z": set(),
        "updated_after=2020-01-01T00:00:00%2B08:00": everything,
        "category=housing&rag=red": set(),
    }
    assert {query: kept(query) for query in cases} == cases


def test_fields_slim_rows_and_expand_widens_them(district: District, client_of: ClientOf) -> None:
    IndicatorLink.objects.create(
        project=district.led, indicator=district.indicator, planned_contribution=Decimal("2.50")
    )
    client = client_of(district.people.supervisor)
    slim = rows_of(client, "/api/v1/projects/?fields=code,name&code=2024-1-001")
    assert slim == [{"code": "2024-1-001", "name": "在建厂房"}]
    wide = rows_of(client, "/api/v1/projects/?code=2024-1-001&expand=milestones,indicator_links")[0]
    assert [step["title"] for step in wide["milestones"]] == ["开工", "竣工"]
    assert [step["is_overdue"] for step in wide["milestones"]] == [True, False]
    assert wide["indicator_links"] == [
        {
            "indicator": {"id": district.indicator.pk, "code": "I001", "name": "指标I001"},
            "planned_contribution": "2.5",
            "delivered_contribution": None,
        }
    ]
    assert "supporting_departments" not in wide


def test_indicators_can_be_filtered_by_how_they_stand_today(district: District, client_of: ClientOf) -> None:
    make.make_reading(district.indicator, date(2024, 8, 1), "6.5")
    client = client_of(district.people.supervisor)
    on_pace = rows_of(client, "/api/v1/indicators/?pace=on_pace")
    assert [row["code"] for row in on_pace] == ["I001"]
    judged = on_pace[0]["judgement"]
    assert (judged["value"], judged["expected"], judged["as_of"]) == ("6.5", "6.2", "2024-09-20")
    assert [row["code"] for row in rows_of(client, "/api/v1/indicators/?pace=no_data&pace=behind")] == ["I002"]


def test_no_list_query_reads_more_than_its_page(district: District, client_of: ClientOf) -> None:
    with CaptureQueriesContext(connection) as captured:
        client_of(district.people.supervisor).get("/api/v1/projects/?page_size=2")
    assert any("LIMIT 3" in query["sql"] for query in captured)
