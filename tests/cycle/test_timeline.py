"""The timeline is read from what triggers wrote: SQL and bulk changes are in it, drafts and recounts are not."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Milestone, Project
from projects.queries.timeline import timeline_of
from projects.services import reporting_periods, standing
from tests import factories as make
from tests.clients import ClientOf
from tests.committed import COMMITTED
from tests.cycle.acting import act, change
from tests.personas import District

pytestmark = COMMITTED


def texts(project: Project) -> list[str]:
    return [entry.text for entry in timeline_of(project)[0]]


def test_a_bulk_change_in_sql_is_told_with_before_and_after(district: District) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_project SET commitment = '10月底前建成' WHERE report_id = %s", [district.report.pk]
        )
    entry = timeline_of(district.led)[0][0]
    assert (entry.kind, entry.who) == ("project_changed", "系统")
    assert entry.changes == [("本年承诺", "年底前建成", "10月底前建成")]


def test_a_recount_tells_the_light_and_nothing_else(district: District) -> None:
    before = len(texts(district.led))
    standing.recompute([district.led.pk])
    told = texts(district.led)
    assert len(told) == before + 1
    assert told[0].startswith("亮灯：灰灯（未到期） → 红灯")


def test_what_is_typed_into_a_draft_is_nobody_else_s_affair(district: District, client_of: ClientOf) -> None:
    reporting_periods.open_current()
    report = district.led.progress_reports.get()
    client = client_of(district.people.reporter)
    before = texts(district.led)
    change(client, f"progress-reports/{report.pk}", done="完成桩基")
    assert texts(district.led) == before
    act(client, f"progress-reports/{report.pk}", "submit")
    assert texts(district.led)[0].startswith("提交2024年9月进度填报")


def test_a_long_history_costs_as_many_queries_as_a_short_one(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.leader)
    address = f"/api/v1/projects/{district.led.pk}/timeline/"

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = cost()
    for number in range(60):
        step = make.make_milestone(district.led, date(2024, 11, 1))
        Milestone.objects.filter(pk=step.pk).update(title=f"节点{number}改")
    assert cost() == few
    page = client.get(f"{address}?page_size=200").json()
    assert len(page["results"]) > 120
    assert page["next"] is None


def test_the_timeline_of_an_unseen_project_is_not_found(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.reporter_elsewhere)
    assert client.get(f"/api/v1/projects/{district.led.pk}/timeline/").status_code == 404


@pytest.mark.parametrize(
    "query", ["page_size=0", "page_size=abc", "page_size=201", "page_size=²", "before=x", "cursor=x"]
)
def test_a_wrong_page_is_named(district: District, client_of: ClientOf, query: str) -> None:
    client = client_of(district.people.leader)
    answer = client.get(f"/api/v1/projects/{district.led.pk}/timeline/?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == query.partition("=")[0]
