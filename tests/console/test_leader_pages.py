"""What leaders ask, and the pages that answer: departments, what turned red, ranks, instructions, the trend."""

import json
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from projects.choices import ProgressReportState, Rag
from projects.models import DepartmentRecord, Extension, Milestone, ProgressReport, Project, ReportingPeriod
from projects.services import instructions, standing
from tests import factories as make
from tests.factories import TODAY
from tests.personas import District

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r'href="([^"]+)" data-number>(\d+)</a>')
TURNED_RED = "/console/turned-red/"
TABLE = "/console/departments/standing/"
READERS = ["supervisor", "leader", "department_head", "reporter"]


@pytest.fixture
def judged(district: District) -> District:
    """A red project whose department has filed three months, and another department that has filed none."""
    Project.objects.update(assigned_on=date(2024, 3, 1))
    for month in (5, 6, 7, 8):
        ProgressReport.objects.create(
            project=district.led, period=date(2024, month, 1), due_on=date(2024, month, 25), percent=None,
            state=ProgressReportState.APPROVED, submitted_on=date(2024, month, 28 if month == 6 else 20),
        )  # fmt: skip
    make.make_reading(district.indicator, date(2024, 7, 1), "6.2")
    make.make_milestone(district.led, TODAY + timedelta(days=9), title="封顶")
    Extension.objects.create(
        project=district.led, milestone=district.due_later, old_due_on=date(2024, 11, 30),
        new_due_on=district.due_later.due_on, reason="雨季影响施工", state="approved", decided_on=date(2024, 9, 2),
        requested_by=district.people.department_head, requested_on=date(2024, 9, 1),
        decided_by=district.people.supervisor,
    )  # fmt: skip
    standing.recompute(list(Project.objects.exclude(lead_department=None).values_list("pk", flat=True)))
    return district


@pytest.fixture
def ranked(judged: District) -> District:
    """In August, the last closed month, the development commission has fallen from the first place to the third."""
    for period, of_fgw, of_czj in (("2024-07-01", 1, 2), ("2024-08-01", 3, 1), ("2024-09-01", 1, 1)):
        month = ReportingPeriod.objects.create(
            report=judged.report, period=period, due_on=f"{period[:8]}25", opened_on=period
        )
        for department, rank in ((judged.fgw, of_fgw), (judged.czj, of_czj)):
            DepartmentRecord.objects.create(reporting_period=month, department=department, rank=rank)
    return judged


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode())


def department_page(department_id: int) -> str:
    return reverse("console:department_standing", args=[department_id])


def numbers(text: str) -> list[tuple[str, int]]:
    return [(address, int(number)) for address, number in NUMBER.findall(text)]


def row(text: str, name: str) -> str:
    """The words of the table row that begins with a name."""
    found = next(cells for cells in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL) if f">{name}<" in cells)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


@pytest.mark.parametrize("user", READERS)
def test_each_number_is_the_length_of_the_list_behind_it(ranked: District, client: Client, user: str) -> None:
    instructions.give(by=ranked.people.leader, project_ids=[ranked.led.pk], text="请说明滞后原因")
    client.force_login(getattr(ranked.people, user))
    found = 0
    for address in (TABLE, TURNED_RED, f"{TURNED_RED}?since=30", department_page(ranked.fgw.pk)):
        for link, number in numbers(page_of(client, address)):
            assert client.get(link).context["cl"].queryset.count() == number, (address, link)
            found += 1
    assert found > 12


def test_the_department_that_has_been_silent_for_three_months_is_named(ranked: District, client: Client) -> None:
    client.force_login(ranked.people.leader)
    text = page_of(client, TABLE)
    silent = re.sub(r"<[^>]+>", "", text[text.index('aria-label="三个月未报送"') : text.index("</section>")])
    assert "区财政局" in silent
    assert "区发改委" not in silent
    assert "该部门已连续" in page_of(client, department_page(ranked.czj.pk))
    assert "该部门已连续" not in page_of(client, department_page(ranked.fgw.pk))


def test_a_fall_in_rank_is_told_in_a_sign_and_in_words(ranked: District, client: Client) -> None:
    client.force_login(ranked.people.leader)
    for address in (TABLE, reverse("console:index")):
        text = page_of(client, address)
        assert "▼ 2 下降2位" in row(text, "区发改委").replace("▼2", "▼ 2")
        assert "上升1位" in row(text, "区财政局")


@pytest.mark.parametrize(("column", "first"), [("department", "区发改委"), ("rank", "区财政局"), ("red", "区发改委")])
def test_the_table_is_put_in_the_order_asked_for(ranked: District, client: Client, column: str, first: str) -> None:
    client.force_login(ranked.people.leader)
    text = page_of(client, f"{TABLE}?o={column}")
    body = text[text.index("<tbody>") :]
    assert re.findall(r'<th scope="row"><a[^>]*>([^<]+)<', body)[0] == first
    assert text.count("aria-sort=") == 1


def test_an_unknown_order_is_the_first_one(ranked: District, client: Client) -> None:
    client.force_login(ranked.people.leader)
    assert page_of(client, f"{TABLE}?o=';--") == page_of(client, TABLE)


def test_a_department_s_page_tells_its_months_extensions_and_what_comes(ranked: District, client: Client) -> None:
    client.force_login(ranked.people.supervisor)
    text = page_of(client, department_page(ranked.fgw.pk))
    assert row(text, "2024年6月").split()[1:] == ["1", "0", "1", "0"], "owed, in time, late, missing"
    assert row(text, "2024年5月").split()[1:] == ["1", "1", "0", "0"]
    for words in ("封顶", "雨季影响施工", "节点逾期", ranked.indicator.name):
        assert words in text
    assert len(re.findall("<canvas", text)) == 2


def test_what_a_department_may_not_see_of_another_is_not_there(ranked: District, client: Client) -> None:
    client.force_login(ranked.people.department_head)
    assert client.get(department_page(ranked.czj.pk)).status_code == 404
    assert "区财政局" not in page_of(client, TABLE)
    client.force_login(ranked.people.auditor)
    assert client.get(TABLE).status_code == 403


def test_what_turned_red_tells_why_what_it_was_before_and_who_owes_what(judged: District, client: Client) -> None:
    client.force_login(judged.people.leader)
    cells = row(page_of(client, TURNED_RED), "在建厂房")
    for words in ("节点逾期", "区发改委", "2024年9月20日", "节点“开工”"):
        assert words in cells
    assert "逾期" in cells


def test_what_recovered_is_listed_and_no_longer_counted_as_red(judged: District, client: Client) -> None:
    Milestone.objects.filter(pk=judged.overdue.pk).update(completed_on=TODAY)
    standing.recompute([judged.led.pk])
    judged.led.refresh_from_db()
    assert judged.led.rag != Rag.RED
    client.force_login(judged.people.leader)
    text = page_of(client, TURNED_RED)
    turned, recovered = text.split('aria-label="解除红灯"')
    assert "在建厂房" not in turned[turned.index("<tbody>") :]
    assert "在建厂房" in recovered


@pytest.mark.parametrize("since", ["2024-02-30", "tomorrow", "2025-01-01", "-7", "0"])
def test_a_day_that_cannot_be_is_told_so_and_the_week_is_shown(judged: District, client: Client, since: str) -> None:
    client.force_login(judged.people.leader)
    text = page_of(client, f"{TURNED_RED}?since={since}")
    assert 'role="alert"' in text
    assert "2024年9月13日以来新亮红灯" in text


def test_my_open_instructions_are_those_that_i_gave(judged: District, client: Client) -> None:
    other = make.make_user("leader2", "leader", region=judged.region)
    instructions.give(by=judged.people.leader, project_ids=[judged.led.pk], text="请说明滞后原因")
    instructions.give(by=other, project_ids=[judged.of_czj.pk], text="请报资金到位情况")
    index = reverse("console:index")
    client.force_login(judged.people.leader)
    text = page_of(client, index)
    assert "我的未办结批示" in text
    assert "请说明滞后原因" in text
    assert "请报资金到位情况" not in text
    client.force_login(judged.people.supervisor)
    text = page_of(client, index)
    assert "请说明滞后原因" in text
    assert "请报资金到位情况" in text


def test_charts_have_the_numbers_of_the_tables_beside_them(ranked: District, client: Client) -> None:
    client.force_login(ranked.people.leader)
    response = client.get(reverse("console:index"))
    by_part = json.loads(response.context["parts_plot"].spec)
    assert by_part["labels"] == [ranked.part.heading]
    drawn = {series["tone"]: series["values"] for series in by_part["series"]}
    told = response.context["dashboard"].by_part[0].tally.by_rag
    assert drawn == {rag: [count] for rag, count in told.items() if count}
