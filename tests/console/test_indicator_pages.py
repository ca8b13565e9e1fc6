"""The console's pages of indicators: entry, chart, planned curve, year comparison, verifying, links."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.choices import Role
from accounts.models import Region
from indicators.choices import Comparison, WorkReportKind
from indicators.models import Indicator, PlannedValue, Reading
from projects.models import IndicatorLink, Project
from projects.services import standing
from tests import factories as make
from tests.cycle.acting import PDF
from tests.indicators.acting import PERSONS
from tests.loading import load
from tests.personas import District

pytestmark = pytest.mark.django_db
BUDGET = 20
WORDS = {"unit": "", "comparison": Comparison.QUALITATIVE, "target": None, "target_text": "促稳提质"}


@pytest.fixture
def jobs(district: District) -> Indicator:
    """Eight thousand new jobs, 4,700 by July."""
    indicator = make.make_indicator(district.part, "I066", lead=district.fgw, name="新增城镇就业", **PERSONS)
    make.make_reading(indicator, date(2024, 7, 1), 4700)
    return indicator


@pytest.fixture
def evidence_folder(settings: LazySettings, tmp_path: Path) -> Path:
    """Files of the test go to a folder of its own."""
    kept = {**settings.STORAGES["evidence"], "OPTIONS": {"location": str(tmp_path / "evidence")}}
    settings.STORAGES = {**settings.STORAGES, "evidence": kept}
    return tmp_path / "evidence"


@pytest.fixture
def entry() -> str:
    return f"{reverse('console:reading_entry')}?month=2024-08"


def field(indicator: Indicator, name: str) -> str:
    return f"i{indicator.pk}-{name}"


@pytest.mark.parametrize("role", list(Role.values))
def test_each_page_opens_for_its_roles_and_no_other(
    district: District, jobs: Indicator, client: Client, entry: str, role: str
) -> None:
    client.force_login(district.people.of(role))
    enters = {Role.REPORTER, Role.DEPARTMENT_HEAD, Role.SUPERVISOR}
    assert client.get(entry).status_code == (200 if role in enters else 403)
    assert client.get(reverse("console:year_comparison")).status_code == (
        200 if role in enters | {Role.LEADER} else 403
    )
    plan = client.get(reverse("console:planned_curve", args=[jobs.pk])).status_code
    assert plan == (200 if role in enters else 403 if role == Role.LEADER else 404)


def test_the_pages_cost_the_same_for_few_and_for_many(
    district: District,
    jobs: Indicator,
    client: Client,
    entry: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(district.people.supervisor)
    for number in range(100, 170):
        each = make.make_indicator(
            district.part, f"X{number}", lead=district.fgw, baseline_match="same", baseline_value=5
        )
        make.make_reading(each, date(2024, 7, 1), "6.1")
        IndicatorLink.objects.create(project=district.led, indicator=each)
    for address in (
        entry,
        reverse("console:year_comparison"),
        reverse("console:indicators_indicator_changelist"),
        reverse("console:indicators_indicator_change", args=[jobs.pk]),
    ):
        client.get(address)  # the first one after a start also looks up the kinds of rows, which Django remembers
        with django_assert_max_num_queries(BUDGET):
            page = client.get(address)
        assert (page.status_code, len(page.content) < 300_000) == (200, True), address


def test_drafts_are_kept_and_what_is_wrong_says_so_beside_it(
    district: District, jobs: Indicator, client: Client, entry: str
) -> None:
    client.force_login(district.people.reporter)
    rate = district.indicator
    sent = {field(jobs, "value"): "4000", field(rate, "value"): "6.3", "save": "1"}
    page = client.post(entry, sent)
    text = page.content.decode()
    assert page.status_code == 400
    assert "累计数不应减少" in text
    assert 'value="4000"' in text, "what was typed is still there"
    assert Reading.objects.get(indicator=rate, state="draft").value == Decimal("6.3")
    assert not Reading.objects.filter(indicator=jobs, state="draft").exists()


def test_handing_in_is_all_or_nothing(district: District, jobs: Indicator, client: Client, entry: str) -> None:
    client.force_login(district.people.reporter)
    sent = {field(jobs, "value"): "5400", field(district.indicator, "value"): "六", "submit": "1"}
    assert client.post(entry, sent).status_code == 400
    assert not Reading.objects.exclude(state="verified").exists()
    sent[field(district.indicator, "value")] = "6.3"
    assert client.post(entry, sent).status_code == 302
    assert set(Reading.objects.filter(period=date(2024, 8, 1)).values_list("state", flat=True)) == {"submitted"}
    assert "已提交" in client.get(entry).content.decode()


def test_a_verified_value_is_corrected_with_a_reason(
    district: District, jobs: Indicator, client: Client, entry: str
) -> None:
    make.make_reading(jobs, date(2024, 8, 1), 5400)
    client.force_login(district.people.reporter)
    assert client.post(entry, {field(jobs, "value"): "5500", "save": "1"}).status_code == 400
    sent = {field(jobs, "value"): "5500", field(jobs, "correction_reason"): "漏报", "save": "1"}
    assert client.post(entry, sent).status_code == 302
    assert Reading.objects.get(indicator=jobs, revision=2).correction_reason == "漏报"


def test_the_script_is_told_of_each_line(district: District, jobs: Indicator, client: Client, entry: str) -> None:
    client.force_login(district.people.reporter)
    sent = {field(jobs, "value"): "5400", field(district.indicator, "value"): "六"}
    answer = client.post(entry, sent, headers={"X-Autosave": "1"}).json()["lines"]
    assert answer[f"i{jobs.pk}"] == {"state": "草稿"}
    assert "数字" in answer[f"i{district.indicator.pk}"]["errors"]["value"]


def test_a_workbook_is_taken_over_or_its_cells_are_named(
    district: District, jobs: Indicator, client: Client, entry: str
) -> None:
    client.force_login(district.people.reporter)
    book = load_workbook(BytesIO(client.get("/api/v1/readings/workbook/?month=2024-08-01").content))
    row = next(row for row in book.active.iter_rows(min_row=5) if row[0].value == "I066")

    def upload(value: Any) -> Any:
        row[6].value = value
        content = BytesIO()
        book.save(content)
        return client.post(entry, {"workbook": "1", "file": SimpleUploadedFile("八月.xlsx", content.getvalue())})

    refused = upload("=1+1")
    assert refused.status_code == 400
    assert f"工作表“2024年8月”{row[6].coordinate}：此处是公式" in refused.content.decode()
    assert upload(5400).status_code == 302
    assert Reading.objects.get(indicator=jobs, period=date(2024, 8, 1)).state == "draft"
    assert client.post(entry, {"workbook": "1"}).status_code == 400


def test_a_planned_curve_is_kept_or_says_why_not(district: District, jobs: Indicator, client: Client) -> None:
    client.force_login(district.people.department_head)
    address = reverse("console:planned_curve", args=[jobs.pk])
    page = client.post(address, {"p202406": "3000", "p202412": "7000"})
    assert page.status_code == 400
    assert "未达到目标" in page.content.decode()
    assert client.post(address, {"p202406": "3000", "p202412": "8000"}).status_code == 302
    assert list(PlannedValue.objects.order_by("period").values_list("value", flat=True)) == [3000, 8000]


def test_a_planned_curve_that_somebody_changed_meanwhile_is_not_overwritten(
    district: District, jobs: Indicator, client: Client
) -> None:
    client.force_login(district.people.department_head)
    address = reverse("console:planned_curve", args=[jobs.pk])
    seen = client.get(address).context["form"]["seen_version"].value()
    assert client.post(address, {"p202406": "3000", "p202412": "8000", "seen_version": seen}).status_code == 302
    late = client.post(address, {"p202406": "4000", "p202412": "8000", "seen_version": seen})
    assert late.status_code == 400
    assert 'value="4000"' in late.content.decode(), "what was typed is still there"
    assert list(PlannedValue.objects.order_by("period").values_list("value", flat=True)) == [3000, 8000]


def test_the_page_of_an_indicator_draws_its_year_and_names_its_projects(
    district: District, jobs: Indicator, client: Client
) -> None:
    IndicatorLink.objects.create(
        project=district.led, indicator=jobs, planned_contribution=5000, delivered_contribution=3000
    )
    standing.recompute([district.led.pk])
    client.force_login(district.people.leader)
    text = client.get(reverse("console:indicators_indicator_change", args=[jobs.pk])).content.decode()
    assert 'class="db-chart"' in text
    assert "相差1700人" in text, "the difference between projects and reading is told"
    assert "有风险" in text
    assert district.led.name in text
    listed = client.get(reverse("console:indicators_indicator_changelist")).content.decode()
    assert "■ 有风险" in listed


def test_a_qualitative_indicator_shows_no_invented_number(district: District, client: Client) -> None:
    words = make.make_indicator(district.part, "I006", lead=district.fgw, **WORDS)
    waiting = Reading.objects.create(
        indicator=words, period=date(2024, 8, 1), state="submitted", source_note="外资企业稳定"
    )
    client.force_login(district.people.supervisor)
    page = client.get(reverse("console:review_item", args=["reading", waiting.pk])).content.decode()
    assert 'name="verdict"' in page
    step = reverse("console:step", args=["reading", waiting.pk, "verify"])
    assert client.post(step, {"version": waiting.version}).status_code == 400
    assert client.post(step, {"version": waiting.version, "verdict": "on_track"}).status_code == 302
    text = client.get(reverse("console:indicators_indicator_change", args=[words.pk])).content.decode()
    assert "审核评定：正常推进（2024年8月）" in text
    assert "db-chart" not in text


def test_a_file_is_attached_to_a_draft_from_the_entry_page(
    district: District, jobs: Indicator, client: Client, entry: str, evidence_folder: Path
) -> None:
    draft = make.make_reading(jobs, date(2024, 8, 1), 5400, state="draft")
    client.force_login(district.people.reporter)
    step = reverse("console:step", args=["reading", draft.pk, "attach"])
    assert step in client.get(entry).content.decode()
    page = client.post(step, {"version": draft.version, "then": entry})
    assert page.status_code == 400
    page = client.post(step, {"version": draft.version, "then": entry, "file": SimpleUploadedFile("月报.pdf", PDF)})
    assert (page.status_code, page["Location"]) == (302, entry)
    text = client.get(reverse("console:indicators_indicator_change", args=[jobs.pk])).content.decode()
    assert "月报.pdf" in text
    assert len(list(evidence_folder.iterdir())) == 1


def test_a_link_is_made_and_filled_in_the_console(district: District, jobs: Indicator, client: Client) -> None:
    client.force_login(district.people.supervisor)
    add = reverse("console:projects_indicatorlink_add")
    sent = {"project": district.led.pk, "indicator": jobs.pk, "planned_contribution": "500"}
    assert client.post(add, sent).status_code == 302
    made = IndicatorLink.objects.get(indicator=jobs)
    again = client.post(add, sent)
    assert (again.status_code, "已" in again.content.decode()) == (200, True)
    client.force_login(district.people.department_head)
    change = reverse("console:projects_indicatorlink_change", args=[made.pk])
    sent = {"planned_contribution": "500", "delivered_contribution": "120", "seen_version": made.version}
    assert client.post(change, sent).status_code == 302
    made.refresh_from_db()
    assert made.delivered_contribution == 120


def test_the_projects_offered_for_a_link_are_those_of_the_reader(district: District, client: Client) -> None:
    field = {"app_label": "projects", "model_name": "indicatorlink", "field_name": "project"}
    for user, expected in (
        (district.people.supervisor, set(Project.objects.filter(report=district.report))),
        (district.people.supervisor_elsewhere, {district.project_elsewhere}),
    ):
        client.force_login(user)
        form = client.get(reverse("console:projects_indicatorlink_add")).content.decode()
        assert not any(project.name in form for project in Project.objects.all())
        offered = client.get(reverse("console:autocomplete"), field).json()["results"]
        assert {row["id"] for row in offered} == {str(project.pk) for project in expected}
    client.force_login(district.people.supervisor_elsewhere)
    sent = {"project": district.led.pk, "indicator": Indicator.objects.filter(report=district.report)[0].pk}
    assert client.post(reverse("console:projects_indicatorlink_add"), sent).status_code == 200
    assert not IndicatorLink.objects.filter(project=district.led).exists()


def test_the_year_comparison_shows_21_indicators_and_13_targets_below_last_year(client: Client) -> None:
    load()
    client.force_login(make.make_user("chief", Role.LEADER, region=Region.objects.get()))
    text = client.get(reverse("console:year_comparison")).content.decode()
    assert text.count('<tr id="I') == 21
    assert "13项目标低于上年实绩" in text
    assert text.count("▼ 低于上年") == 13
    assert text.count("<canvas") == 2
    assert "−9.7个百分点" in text
    assert "−41.86%" in text


def test_the_year_comparison_is_of_the_government_work_report(client: Client, district: District) -> None:
    make.make_report(district.region, 2025, kind=WorkReportKind.LIVELIHOOD, title="2025年民生实事")
    client.force_login(district.people.leader)
    assert client.get(reverse("console:year_comparison")).context["report"] == district.report
