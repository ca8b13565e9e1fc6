"""The operator's pages: state of the system, working days, thresholds, history."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import DeliveryState, Role
from accounts.heartbeats import beat
from accounts.models import Delivery, Heartbeat, Holiday
from accounts.notifications.deliver import HEARTBEAT as SENDER
from indicators.models import SupervisionPolicy
from projects.models import Project
from projects.queries.reminding import SWEEP
from projects.services import standing
from tests import factories as make
from tests.personas import District

pytestmark = pytest.mark.django_db

HEALTH, HOLIDAYS = "/console/health/", "/console/holidays/"
HISTORY = "/console/pghistory/events/"


def parts(client: Client) -> dict[str, tuple[str, str]]:
    page = client.get(HEALTH)
    assert page.status_code == 200
    return {part.name: (part.state.value, part.figure) for part in page.context_data["parts"]}


@pytest.fixture
def running(district: District) -> District:
    """A district whose worker has just been at work."""
    for task in (SWEEP, SENDER, "compose"):
        beat(task)
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    return district


def test_all_is_well_where_everything_runs(running: District, client: Client) -> None:
    client.force_login(running.people.system_admin)
    states = {name: state for name, (state, _figure) in parts(client).items()}
    del states["佐证材料存储"]  # the disk of whoever runs the tests
    assert set(states.values()) == {"ok"}


def test_what_stands_still_is_told_first_with_what_to_do(running: District, client: Client) -> None:
    Heartbeat.objects.filter(task=SWEEP).update(beaten_at=timezone.now() - timedelta(minutes=10))
    Project.objects.filter(pk=running.led.pk).update(standing_on=date(2024, 9, 18))
    client.force_login(running.people.system_admin)
    page = client.get(HEALTH)
    first = page.context_data["parts"][0]
    assert (first.name, first.state.value) == ("到期检查", "fault")
    assert "请启动后台任务和定时器" in page.content.decode()
    assert parts(client)["每日研判"] == ("attention", "最近一次：2024年9月20日；尚有1个项目停留在此前日期")


def test_each_channel_tells_what_waits_and_what_failed(
    running: District, client: Client, settings: LazySettings
) -> None:
    settings.DEMONSTRATION = True  # any hour
    message = make.make_notification(running.people.reporter)
    waiting = {"notification": message, "channel": "email", "address": "a@example.com"}
    Delivery.objects.create(**waiting, next_attempt_at=timezone.now() - timedelta(minutes=30))
    other = make.make_notification(running.people.department_head)
    Delivery.objects.create(
        notification=other, channel="sms", state=DeliveryState.FAILED, failed_at=timezone.now(), last_error="x"
    )
    client.force_login(running.people.supervisor)
    found = parts(client)
    assert found["电子邮件"][0] == "fault"
    assert found["电子邮件"][1].startswith("待发1条，最久已等待18")
    assert found["短信"] == ("attention", "待发0条，最久已等待0秒；一天内已发0条，失败1条")


def test_an_unannounced_year_needs_somebody_from_december_on(
    running: District, client: Client, settings: LazySettings
) -> None:
    client.force_login(running.people.system_admin)
    settings.BUSINESS_DATE = date(2098, 12, 1)
    assert parts(client)["2099年节假日"][0] == "attention"
    Holiday.objects.create(day=date(2099, 1, 1), kind="day_off", name="元旦")
    assert parts(client)["2099年节假日"] == ("ok", "已知")
    settings.BUSINESS_DATE = date(2098, 11, 1)
    assert parts(client)["2098年节假日"][0] == "attention"


@pytest.mark.parametrize("role", Role)
def test_the_state_of_the_system_is_for_the_system_administrator_and_the_office(
    district: District, client: Client, role: Role
) -> None:
    client.force_login(district.people.of(role))
    expected = 200 if role in {Role.SYSTEM_ADMIN, Role.SUPERVISOR} else 403
    assert client.get(HEALTH).status_code == client.get(HOLIDAYS).status_code == expected


def test_the_calendar_shows_days_off_make_up_workdays_and_what_was_entered(district: District, client: Client) -> None:
    Holiday.objects.create(day=date(2024, 9, 20), kind="day_off", name="停电")
    client.force_login(district.people.system_admin)
    page = client.get(HOLIDAYS, {"year": "2024"})
    days = {
        cell.day: (cell.kind, cell.entered is not None)
        for _name, weeks in page.context_data["months"] for week in weeks for cell in week if cell
    }  # fmt: skip
    assert len(days) == 366
    assert days[date(2024, 10, 1)] == ("off", False)
    assert days[date(2024, 9, 29)] == ("make-up", False)
    assert days[date(2024, 9, 20)] == ("off", True)
    assert days[date(2024, 9, 21)] == days[date(2024, 9, 23)] == ("", False)
    text = page.content.decode()
    assert "?day=2024-10-08" in text
    assert "停电" in text
    client.force_login(district.people.supervisor)
    assert "?day=" not in client.get(HOLIDAYS).content.decode(), "who may not change anything is offered nothing"


@pytest.mark.parametrize("year", ["x", "0", "99999999999", "２０２４", "-1"])
def test_no_year_shows_the_present_one_and_says_so(district: District, client: Client, year: str) -> None:
    client.force_login(district.people.system_admin)
    page = client.get(HOLIDAYS, {"year": year})
    assert page.context_data["year"] == 2024
    assert "年份无效" in page.content.decode()


def test_thresholds_are_explained_and_their_effect_is_counted_before_they_hold(
    running: District, client: Client
) -> None:
    before = dict(Project.objects.values_list("pk", "rag"))
    policy = SupervisionPolicy.objects.create(
        report=running.report, effective_from=date(2024, 12, 1), red_overdue_workdays=250,
        amber_points_behind=Decimal(100), red_points_behind=Decimal(100), red_start_missed_months=12,
        red_missing_reports=99,
    )  # fmt: skip
    client.force_login(running.people.system_admin)
    page = client.get(reverse("console:indicators_supervisionpolicy_change", args=[policy.pk]))
    text = page.content.decode()
    assert "红灯：有节点逾期超过250个工作日。" in text
    assert "银川市（2025年）" in text
    shown = page.context_data["changed"]
    assert dict(Project.objects.values_list("pk", "rag")) == before, "nothing is written"
    SupervisionPolicy.objects.filter(pk=policy.pk).update(effective_from=date(2024, 1, 2))
    standing.recompute(list(before))
    after = dict(Project.objects.filter(report=running.report).values_list("pk", "rag"))
    assert shown == sum(before[pk] != light for pk, light in after.items()) > 0


def test_only_presets_that_judge_are_offered(running: District, client: Client) -> None:
    client.force_login(running.people.system_admin)
    text = client.get(reverse("console:indicators_supervisionpolicy_add")).content.decode()
    assert "month_task_done" in text
    assert "region_average" not in text
    assert "三亚市（2022年）" in client.get(reverse("console:indicators_supervisionpolicy_changelist")).content.decode()


def test_the_history_is_found_by_name_person_action_and_kind(district: District, client: Client) -> None:
    client.force_login(district.people.supervisor)
    page = reverse("console:projects_project_change", args=[district.led.pk])
    data = {
        "name": "改名的厂房", "category": "industrial", "commitment": "年底前建成", "action": "advance", "note": "",
        "responsible_leader": "", "contact": "", "investment_total": "", "investment_this_year": "",
        "seen_version": district.led.version,
    }  # fmt: skip
    assert client.post(page, data).status_code == 302
    client.force_login(district.people.auditor)

    def lines(**query: str) -> list[str]:
        shown = client.get(HISTORY, {"kind": "projects.project", **query})
        assert shown.status_code == 200
        return [f"{event.line.who} {event.line.action} {event.name}" for event in shown.context["cl"].result_list]

    changed = lines(who="supervisor", q="改名", action="update")
    assert changed
    assert all("改名的厂房" in line for line in changed)
    assert set(changed) < set(lines(q="改名")), "the making of it is told without a person"
    assert lines(who="nobody at all") == lines(q="没有这个项目") == []
    assert lines(q="\0") is not None


@pytest.mark.parametrize("address", [HEALTH, HOLIDAYS, "/console/roles/", "/console/search/?s=2024"])
def test_system_pages_stay_within_the_budget(
    running: District, client: Client, django_assert_max_num_queries: object, address: str
) -> None:
    client.force_login(running.people.security_admin if "roles" in address else running.people.supervisor)
    with django_assert_max_num_queries(20):  # type: ignore[operator]  # a context manager of pytest-django
        page = client.get(address)
    assert len(page.content) <= 300_000
