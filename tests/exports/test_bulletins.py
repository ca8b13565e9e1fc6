"""Bulletins: drafted, issued under a number, unchanged from then on, told to those concerned (通报)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow, StaleVersion
from accounts.models import Notification
from projects.choices import Rag
from projects.exports.bulletin_tables import _lights as lights_of
from projects.exports.bulletin_tables import _share as share_of
from projects.models import Bulletin, DepartmentRecord, Project
from projects.queries.bulletin import _percent as percent_of
from projects.services import bulletins
from tests.clients import ClientOf
from tests.committed import COMMITTED
from tests.exports.writing import SEPTEMBER, draft_of, issue, prepare
from tests.personas import District


@pytest.mark.django_db
def test_the_figures_are_those_of_the_dashboard(judged: District, client_of: ClientOf) -> None:
    shown = client_of(judged.people.supervisor).get("/api/v1/dashboard/").json()
    figures = issue(judged).content
    assert figures is not None
    total = shown["total"]
    assert figures["as_of"] == shown["as_of"]
    assert figures["total"]["by_rag"] == {line["rag"]: line["projects"] for line in total["by_rag"]}
    for name in ("projects", "projects_overdue", "milestones_total", "milestones_done", "milestones_overdue"):
        assert figures["total"][name] == total[name]
    assert len(figures["red"]) == figures["total"]["by_rag"]["red"] > 0
    assert len(figures["overdue"]) == shown["overdue_milestones"]["count"] > 0
    for name in ("expected", "filed", "outstanding"):
        assert figures["reporting"][name] == shown["reporting"][name]
    assert sum(len(line["projects"]) for line in figures["not_reported"]) == shown["reporting"]["outstanding"]
    assert [(line["code"], line["pace"]) for line in figures["headline"]] == [
        (line["code"], line["judgement"]["pace"]) for line in shown["indicators"]["headline"]
    ]
    owing = [line for line in shown["by_department"] if line["reports_outstanding"]]
    assert {line["department"]: len(line["projects"]) for line in figures["not_reported"]} == {
        line["department"]["name"]: line["reports_outstanding"] for line in owing
    }


@pytest.mark.django_db
def test_a_month_that_is_over_has_its_own_reports_and_ranking(judged: District) -> None:
    figures = issue(judged, date(2024, 8, 1)).content or {}
    assert figures["as_of"] == "2024-09-20", "the day on which it was made"
    assert figures["reporting"]["due_on"].startswith("2024-08")
    assert sum(len(line["projects"]) for line in figures["not_reported"]) == figures["reporting"]["outstanding"]
    assert [row["rank_before"] for row in figures["ranking"]] == [None] * 3
    since = [project["since"] for project in figures["turned_red"]]
    assert all(day.startswith("2024-08") for day in since)


@pytest.mark.django_db
def test_the_ranking_shows_the_change_against_the_month_before(judged: District) -> None:
    ranking = (issue(judged).content or {})["ranking"]
    records = DepartmentRecord.objects.filter(
        reporting_period__period=SEPTEMBER, reporting_period__report=judged.report
    ).order_by("rank", "department__position")
    assert [(row["department"], row["rank"], row["rank_before"]) for row in ranking] == [
        (record.department.name, record.rank, 4 - record.rank) for record in records
    ]


@pytest.mark.django_db
def test_an_issued_bulletin_never_changes(judged: District) -> None:
    issued = issue(judged)
    before = Bulletin.objects.filter(pk=issued.pk).values().get()
    Project.objects.filter(pk=judged.led.pk).update(name="改名", rag="green")
    for change in (
        lambda: Bulletin.objects.update(title="别的"),
        lambda: Bulletin.objects.filter(pk=issued.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Bulletin.objects.filter(pk=issued.pk).values().get() == before
    with pytest.raises(NotAllowedNow):
        bulletins.issue(bulletin_id=issued.pk, by=judged.people.supervisor)
    with pytest.raises(NotAllowedNow):
        bulletins.discard(bulletin_id=issued.pk, by=judged.people.supervisor)


@pytest.mark.django_db
def test_a_month_is_told_of_once_but_for_corrections(judged: District) -> None:
    first = issue(judged)
    with pytest.raises(NotAllowedNow, match="1"):
        issue(judged)
    second = issue(judged, as_correction=True)
    other_month = issue(judged, date(2024, 8, 1))
    assert [(row.number, row.corrects) for row in (first, second, other_month)] == [(1, None), (2, first), (3, None)]
    assert other_month.full_number == "督查通报〔2024〕第3期"


@pytest.mark.django_db
@pytest.mark.parametrize("period", [date(2023, 12, 1), date(2024, 10, 1), date(2025, 1, 1)])
def test_only_months_of_the_report_that_have_begun_have_bulletins(judged: District, period: date) -> None:
    with pytest.raises(InvalidInput):
        draft_of(judged, period)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["department_head", "leader", "supervisor_elsewhere", "auditor"])
def test_only_the_region_s_supervision_office_writes(judged: District, who: str) -> None:
    draft = draft_of(judged)
    person = judged.people.of(who)
    with pytest.raises(AccessRefused):
        bulletins.save_draft(
            by=person, report_id=judged.report.pk, period=SEPTEMBER, title="x", assessment="", requirements=""
        )
    with pytest.raises(AccessRefused):
        bulletins.issue(bulletin_id=draft.pk, by=person)
    with pytest.raises(AccessRefused):
        bulletins.discard(bulletin_id=draft.pk, by=person)


@pytest.mark.django_db
def test_leaders_and_heads_are_told_each_of_what_is_theirs(judged: District) -> None:
    issued = issue(judged)
    told = {notification.recipient.username: notification for notification in Notification.objects.all()}
    assert set(told) == {"leader", "head_fgw"}
    assert told["leader"].path == f"/console/bulletins/{issued.pk}/"
    assert told["leader"].title == "督查通报〔2024〕第1期：关于9月工作的通报"
    record = DepartmentRecord.objects.get(reporting_period__period=SEPTEMBER, department=judged.fgw)
    assert f"本单位排名第{record.rank}" in told["head_fgw"].body


@COMMITTED
def test_bulletins_issued_at_once_get_numbers_of_their_own(district: District) -> None:
    prepare(district)
    drafts = [draft_of(district, date(2024, month, 1)).pk for month in range(3, 9)]

    def issued(pk: int) -> int | None:
        try:
            return bulletins.issue(bulletin_id=pk, by=district.people.supervisor).number
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(issued, drafts)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
def test_two_who_write_the_same_draft_do_not_overwrite_each_other(judged: District) -> None:
    draft = draft_of(judged)
    with pytest.raises(StaleVersion):
        bulletins.save_draft(
            by=judged.people.supervisor, report_id=judged.report.pk, period=SEPTEMBER, title="x", assessment="",
            requirements="", version=draft.version - 1,
        )  # fmt: skip


@pytest.mark.parametrize(("closed", "of", "percent"), [(1, 16, "6.3"), (1, 3, "33.3"), (0, 0, "0.0")])
def test_a_share_in_the_table_is_the_one_of_the_sentence(closed: int, of: int, percent: str) -> None:
    figures = {"total": {"by_rag": {**dict.fromkeys(Rag.values, 0), Rag.BLUE: closed}, "projects": of}}
    row = next(row for row in lights_of(figures) if row["rag"] == Rag.BLUE)
    assert percent_of(closed, of) == percent
    assert (share_of(row) or Decimal("0.0")) == Decimal(percent)
