"""The console's pages about reminders: inbox, wishes, preview, escalations, channels, rules."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import EndpointKind
from accounts.heartbeats import beat
from accounts.models import ContactPreference, Endpoint, Heartbeat, Notification
from projects.models import Milestone, Reminder, ReminderRule
from projects.queries.reminding import SWEEP
from projects.reminders.compose import compose
from projects.reminders.defaults import seed_rules
from projects.reminders.sweep import sweep
from tests import factories as make
from tests.channels import vendor_server as vendors
from tests.channels.vendor_server import KEY, VendorServer
from tests.personas import District

pytestmark = pytest.mark.django_db


@pytest.fixture
def chased(district: District, settings: LazySettings) -> District:
    settings.DEMONSTRATION = True  # any hour
    seed_rules(report=district.report)
    return district


def message_page(notification: Notification) -> str:
    return reverse("console:accounts_notification_change", args=[notification.pk])


def test_opening_a_message_reads_it_and_a_click_takes_note(district: District, client: Client) -> None:
    reporter = district.people.reporter
    message = make.make_notification(reporter, path="/console/todo/")
    client.force_login(reporter)
    text = client.get(message_page(message)).content.decode()
    assert "前往办理" in text
    message.refresh_from_db()
    assert message.read_at is not None
    assert message.acknowledged_at is None
    client.post(reverse("console:acknowledge_message", args=[message.pk]))
    message.refresh_from_db()
    assert message.acknowledged_at is not None


def test_looking_at_somebody_elses_message_does_not_read_it(district: District, client: Client) -> None:
    message = make.make_notification(district.people.reporter)
    client.force_login(district.people.supervisor)
    assert client.get(message_page(message)).status_code == 200
    assert client.post(reverse("console:acknowledge_message", args=[message.pk])).status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


@pytest.mark.parametrize(
    ("until", "says"),
    [("2024-09-25", "届时将再次提醒您"), ("2024-09-20", "请选择明天至"), ("2025-09-20", "请选择明天至"), ("x", "有效")],
)
def test_a_message_is_postponed_to_a_day_to_come(district: District, client: Client, until: str, says: str) -> None:
    message = make.make_notification(district.people.reporter)
    client.force_login(district.people.reporter)
    response = client.post(reverse("console:postpone_message", args=[message.pk]), {"until": until}, follow=True)
    assert says in response.content.decode()


def test_my_wishes_are_kept_and_a_contradiction_stays_at_the_form(district: District, client: Client) -> None:
    client.force_login(district.people.reporter)
    address = reverse("console:preferences")
    wishes = {"muted_channels": ["email"], "quiet_from": "21:00", "quiet_until": "07:00", "time_zone": "Asia/Shanghai"}
    half = client.post(address, {**wishes, "quiet_until": "", "version": 0})
    assert half.status_code == 400
    assert "请同时填写免打扰的开始和结束时间" in half.content.decode()
    assert client.post(address, {**wishes, "version": 0}).status_code == 302
    stale = client.post(address, {**wishes, "quiet_from": "20:00", "version": 0})
    assert stale.status_code == 400
    kept = ContactPreference.objects.get()
    assert (kept.muted_channels, str(kept.quiet_from)) == (["email"], "21:00:00")


def test_the_preview_says_who_would_get_what_and_writes_nothing(chased: District, client: Client) -> None:
    client.force_login(chased.people.supervisor)
    text = client.get(reverse("console:reminder_preview"), {"on": "2024-09-20"}).content.decode()
    rule = ReminderRule.objects.get(code="milestone-overdue-leader")
    for expected in ("2024年9月20日", "在建厂房 · 开工", str(rule), "四级"):
        assert expected in text
    assert not Reminder.objects.exists()


def test_the_preview_of_each_day_is_what_that_day_then_brings(
    chased: District, client: Client, settings: LazySettings
) -> None:
    client.force_login(chased.people.supervisor)
    sweep()
    days = [date(2024, 9, day) for day in (23, 24, 25)]
    foreseen = {}
    for day in days:
        [(_report, preview)] = client.get(reverse("console:reminder_preview"), {"on": str(day)}).context_data[
            "previews"
        ]
        foreseen[day] = sorted((row.rule.pk, row.recipient.pk, row.due_on, row.occasion_on) for row in preview.lines)
    came = {}
    for day in days:
        settings.BUSINESS_DATE = day
        before = list(Reminder.objects.values_list("pk", flat=True))
        sweep()
        new = Reminder.objects.exclude(pk__in=before)
        came[day] = sorted(new.values_list("rule", "recipient", "due_on", "occasion_on"))
    assert foreseen == came
    assert any(came.values())


@pytest.mark.parametrize("on", ["2024-09-21", "x", "2024-13-01", "2030-01-01", "2024-09-19"])
def test_a_preview_of_a_day_off_or_of_no_day_says_so(chased: District, client: Client, on: str) -> None:
    client.force_login(chased.people.supervisor)
    text = client.get(reverse("console:reminder_preview"), {"on": on}).content.decode()
    assert ("非工作日" in text) == (on == "2024-09-21")
    assert ("已显示下一个工作日" in text) == (on != "2024-09-21")


def test_the_leader_sees_what_was_brought_before_them_until_it_is_settled(chased: District, client: Client) -> None:
    sweep()
    compose()
    client.force_login(chased.people.leader)
    address = reverse("console:escalations")
    page = client.get(address)
    assert [line["matter"].title() for line in page.context_data["lines"]] == ["在建厂房 · 开工"]
    assert "区发改委" in page.content.decode()
    Milestone.objects.filter(pk=chased.overdue.pk).update(completed_on=date(2024, 9, 19))
    compose()
    assert client.get(address).context_data["lines"] == []


def test_reminders_are_listed_with_their_outcome_in_a_constant_number_of_queries(
    chased: District, client: Client, django_assert_max_num_queries: object
) -> None:
    sweep()
    compose()
    beat(SWEEP)
    client.force_login(chased.people.supervisor)
    address = reverse("console:projects_reminder_changelist")
    text = client.get(address).content.decode()
    assert "两分钟内没有执行到期检查" not in text
    for number in range(100, 120):
        make.make_milestone(make.make_project(chased.theme, f"2024-1-{number}", lead=chased.fgw), date(2024, 8, 1))
    sweep()
    compose()
    with django_assert_max_num_queries(20):  # type: ignore[operator]  # a context manager of pytest-django
        client.get(address)


def test_a_sweep_that_is_two_minutes_late_is_told_on_the_page(chased: District, client: Client) -> None:
    Heartbeat.objects.update_or_create(task=SWEEP, defaults={"beaten_at": timezone.now() - timedelta(seconds=121)})
    client.force_login(chased.people.supervisor)
    assert "两分钟内没有执行到期检查" in client.get(reverse("console:projects_reminder_changelist")).content.decode()


def test_a_webhook_is_entered_tested_and_never_shown_again(
    district: District, client: Client, settings: LazySettings
) -> None:
    client.force_login(district.people.system_admin)
    form = {
        "region": district.region.pk, "department": district.fgw.pk, "user": "", "kind": "wecom", "name": "发改委群",
        "secret": "", "is_active": "on",
    }  # fmt: skip
    address = reverse("console:accounts_endpoint_add")
    refused = client.post(address, {**form, "url": "https://169.254.169.254/latest"})
    assert "不允许发送消息" in refused.content.decode()
    with VendorServer(vendors.wecom) as robot:
        settings.WEBHOOK_ALLOWED_NETWORKS, settings.WEBHOOK_ALLOW_HTTP = ["127.0.0.0/8"], True
        settings.WEBHOOK_ALLOWED_PORTS = [robot.port]
        url = f"{robot.url}/cgi-bin/webhook/send?key={KEY}"
        assert client.post(address, {**form, "url": url}).status_code == 302
        endpoint = Endpoint.objects.get()
        page = reverse("console:accounts_endpoint_change", args=[endpoint.pk])
        assert KEY not in client.get(page).content.decode()
        changed = {**form, "name": "委群", "url": "", "seen_version": endpoint.version}
        assert client.post(page, changed).status_code == 302
        endpoint.refresh_from_db()
        assert (endpoint.name, endpoint.url) == ("委群", url)
        test = {"channel": "webhook", "endpoint": endpoint.pk}
        assert "测试消息已被接收" in client.post(reverse("console:channels"), test, follow=True).content.decode()
    assert "未能发送" in client.post(reverse("console:channels"), test, follow=True).content.decode()
    assert len(robot.requests) == 1


@pytest.mark.parametrize("data", [{}, {"channel": "x"}, {"channel": "sms"}, {"channel": "email"}])
def test_a_test_without_an_address_says_why(district: District, client: Client, data: dict[str, str]) -> None:
    client.force_login(district.people.system_admin)
    assert "未能发送" in client.post(reverse("console:channels"), data, follow=True).content.decode()
    missing = client.post(reverse("console:channels"), {"channel": "webhook", "endpoint": "9" * 30})
    assert missing.status_code == 404


def test_a_rule_that_names_what_nobody_knows_is_refused_at_its_text(chased: District, client: Client) -> None:
    rule = ReminderRule.objects.get(code="milestone-due-1")
    client.force_login(chased.people.supervisor)
    form = {
        "report": chased.report.pk, "code": rule.code, "subject": rule.subject, "audience": rule.audience,
        "level": 1, "offset_workdays": -1, "repeat_workdays": "", "channels": ["in_app", "sms"],
        "text_zh_hans": "请$wer办理", "text_en": "", "is_active": "on", "seen_version": rule.version,
    }  # fmt: skip
    page = reverse("console:projects_reminderrule_change", args=[rule.pk])
    text = client.post(page, form).content.decode()
    assert "无法识别：wer" in text
    assert "请$wer办理" in text
    assert client.post(page, {**form, "text_zh_hans": "请办理$what"}).status_code == 302
    rule.refresh_from_db()
    assert rule.channels == ["in_app", "sms"]


def test_signed_json_wants_a_secret(district: District, client: Client) -> None:
    client.force_login(district.people.system_admin)
    form = {
        "region": district.region.pk, "kind": EndpointKind.JSON, "name": "x", "url": "https://example.com/in",
        "secret": "", "is_active": "on",
    }  # fmt: skip
    assert "须填写密钥" in client.post(reverse("console:accounts_endpoint_add"), form).content.decode()
