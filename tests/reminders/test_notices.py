"""Formal notices at level 3: one per missed date, numbered without gap, on paper, acknowledged (DOMAIN §5)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import reverse
from docx import Document

from accounts.errors import AccessRefused, NotAllowedNow
from accounts.models import Notification
from projects.models import Milestone, SupervisionNotice
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
from projects.services import notices
from tests import factories as make
from tests.committed import COMMITTED
from tests.personas import District


@pytest.fixture
def issued(chased: District, settings: LazySettings) -> SupervisionNotice:
    """The overdue milestone's notice, on its fifth working day."""
    Milestone.objects.exclude(pk=chased.overdue.pk).delete()
    Milestone.objects.update(due_on=date(2024, 9, 12))
    settings.BUSINESS_DATE = date(2024, 9, 20)
    sweep()
    compose()
    return SupervisionNotice.objects.get()


def test_a_missed_date_has_one_notice_named_in_the_digests(issued: SupervisionNotice, chased: District) -> None:
    sweep()
    compose()
    assert SupervisionNotice.objects.count() == 1
    assert issued.full_number == "督通〔2024〕1号"
    assert (issued.department, issued.project, issued.due_on) == (chased.fgw, chased.led, date(2024, 9, 12))
    for person in (chased.people.supervisor, chased.people.department_head):
        assert "督通〔2024〕1号" in Notification.objects.get(recipient=person).body


def test_numbers_run_on_and_begin_anew_each_year(
    issued: SupervisionNotice, chased: District, settings: LazySettings
) -> None:
    for number, day in ((100, date(2024, 9, 13)), (101, date(2024, 12, 20))):
        make.make_milestone(make.make_project(chased.theme, f"2024-1-{number}", lead=chased.fgw), day)
        settings.BUSINESS_DATE = date(2024, 9, 23) if number == 100 else date(2025, 1, 2)
        sweep()
        compose()
    numbers = SupervisionNotice.objects.order_by("issued_on", "number").values_list("year", "number")
    assert list(numbers) == [(2024, 1), (2024, 2), (2025, 1)]


def test_the_word_before_the_number_is_the_regions(issued: SupervisionNotice, chased: District) -> None:
    chased.region.notice_word = "章府督"
    chased.region.save()
    assert SupervisionNotice.objects.select_related("region").get().full_number == "章府督〔2024〕1号"


def test_the_head_of_the_department_acknowledges_once(issued: SupervisionNotice, chased: District) -> None:
    for stranger in (chased.people.reporter, chased.people.reporter_elsewhere, chased.people.leader):
        with pytest.raises(AccessRefused):
            notices.acknowledge(notice_id=issued.pk, by=stranger)
    done = notices.acknowledge(notice_id=issued.pk, by=chased.people.department_head)
    assert done.acknowledged_by == chased.people.department_head
    with pytest.raises(NotAllowedNow):
        notices.acknowledge(notice_id=issued.pk, by=chased.people.department_head)


def test_the_paper_says_what_is_late_to_whom_and_by_when(
    issued: SupervisionNotice, chased: District, client: Client
) -> None:
    client.force_login(chased.people.department_head)
    response = client.get(reverse("console:notice_document", args=[issued.pk]))
    assert "%E7%9D%A3%E9%80%9A" in response["Content-Disposition"]
    paper = Document(BytesIO(response.content))
    words = "\n".join(
        [paragraph.text for paragraph in paper.paragraphs] + [c.text for row in paper.tables[0].rows for c in row.cells]
    )
    for expected in (
        "章贡区督查室",
        "督办通知单",
        "督通〔2024〕1号",
        "区发改委",
        "在建厂房 · 开工",
        "2024年9月12日",
        "2024年9月27日",
    ):
        assert expected in words, expected


@pytest.mark.parametrize(
    ("user", "status"),
    [
        ("reporter", 200), ("supervisor", 200), ("leader", 200), ("reporter_elsewhere", 404),
        ("supervisor_elsewhere", 404), ("auditor", 404),
    ],
)  # fmt: skip
def test_the_paper_is_for_the_region_and_the_department(
    issued: SupervisionNotice, chased: District, client: Client, user: str, status: int
) -> None:
    client.force_login(getattr(chased.people, user))
    assert client.get(reverse("console:notice_document", args=[issued.pk])).status_code == status


@COMMITTED
def test_notices_issued_at_once_get_numbers_of_their_own(chased: District) -> None:
    for number in range(100, 108):
        project = make.make_project(chased.theme, f"2024-1-{number}", lead=chased.fgw)
        make.make_milestone(project, date(2024, 9, 11))
    sweep()

    def composed(_number: int) -> None:
        compose()
        connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(composed, range(4)))
    numbers = list(SupervisionNotice.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 9
