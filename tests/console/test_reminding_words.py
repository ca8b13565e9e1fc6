"""Reminders in words: what a rule says, whose reminders a day would bring, by what they can be sent."""

from datetime import date

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.choices import Channel, EndpointKind
from accounts.models import ContactPreference, Endpoint, Notification
from projects.models import ReminderRule, SupervisionNotice
from projects.queries.todo import todo
from projects.reminders.compose import compose
from projects.reminders.defaults import DEFAULTS, seed_rules
from projects.reminders.sweep import sweep
from projects.rule_wording import rule_in_words
from tests.clients import ClientOf
from tests.personas import District

pytestmark = pytest.mark.django_db

PREVIEW = "/console/reminders/preview/"


@pytest.fixture
def chased(district: District, settings: LazySettings) -> District:
    settings.DEMONSTRATION = True  # any hour
    seed_rules(report=district.report)
    return district


@pytest.mark.parametrize(
    ("code", "zh_hans", "en"),
    [
        ("milestone-due-3", "节点：到期前3个工作日，提醒牵头单位联络员和填报员",
         "Milestone: 3 working days before the date, Contact and reporters of the lead department"),
        ("milestone-due-0", "节点：到期当日，提醒牵头单位联络员和填报员",
         "Milestone: on the due date, Contact and reporters of the lead department"),
        ("milestone-overdue-head", "节点：逾期1个工作日，此后每3个工作日，提醒牵头单位负责人",
         "Milestone: 1 working day after the date, then every 3 working days, Head of the lead department"),
        ("extension-waiting-long", "延期审批：等待5个工作日后，提醒督查室",
         "Decision on an extension: after 5 working days of waiting, Supervision office"),
    ],
)  # fmt: skip
def test_a_rule_is_told_in_words(chased: District, code: str, zh_hans: str, en: str) -> None:
    rule = ReminderRule.objects.get(code=code)
    assert rule_in_words(rule) == zh_hans
    with translation.override("en"):
        assert rule_in_words(rule) == en


def test_each_seeded_rule_says_something_of_its_own(chased: District, client: Client) -> None:
    client.force_login(chased.people.supervisor)
    listed = client.get(reverse("console:projects_reminderrule_changelist"), {"all": "1"}).content.decode()
    told = {rule_in_words(rule) for rule in ReminderRule.objects.all()}
    assert len(told) == len(DEFAULTS)
    assert all(words in listed for words in told)


def recipients(client: Client, **query: str) -> set[str]:
    page = client.get(PREVIEW, {"on": "2024-09-20", **query})
    [(_report, preview)] = page.context_data["previews"]
    assert preview.total == len(preview.lines)
    return {line.recipient.username for line in preview.lines}


def test_the_preview_is_narrowed_to_a_department_or_a_person(chased: District, client: Client) -> None:
    client.force_login(chased.people.supervisor)
    everybody = recipients(client)
    assert {"head_fgw", "reporter_fgw", "leader"} <= everybody
    of_fgw, of_czj = (recipients(client, department=str(row.pk)) for row in (chased.fgw, chased.czj))
    assert {"head_fgw", "reporter_fgw", "leader"} <= of_fgw
    assert "reporter_czj" in of_czj
    assert not {"reporter_czj"} & of_fgw | {"head_fgw", "reporter_fgw"} & of_czj
    assert recipients(client, person="head") == {"head_fgw"}
    assert recipients(client, person="nobody at all") == set()
    assert recipients(client, department="9" * 40, person="\0") == everybody, "nonsense narrows nothing"


def test_the_preview_says_what_a_recipient_has_muted_below_level_3(chased: District, client: Client) -> None:
    for user in (chased.people.reporter, chased.people.leader):
        ContactPreference.objects.create(user=user, muted_channels=["email"])
    client.force_login(chased.people.supervisor)
    page = client.get(PREVIEW, {"on": "2024-09-20"})
    [(_report, preview)] = page.context_data["previews"]
    muted = {line.recipient.username: line.muted for line in preview.lines}
    assert muted["reporter_fgw"] == "电子邮件"
    assert muted["leader"] == "", "what has gone to the leader is sent whatever they wish"
    assert "接收人已屏蔽：电子邮件" in page.content.decode()


def offered(client: Client, district: District) -> list[str]:
    page = client.get(reverse("console:step", args=["project", district.led.pk, "remind"]))
    return [value for value, _label in page.context_data["form"].fields["channels"].choices]


def test_by_hand_only_channels_that_are_set_up_are_offered(
    district: District, client: Client, settings: LazySettings
) -> None:
    client.force_login(district.people.supervisor)
    assert offered(client, district) == [Channel.EMAIL]
    elsewhere = Endpoint.objects.create(
        region=district.elsewhere, kind=EndpointKind.WECOM, name="群", url="https://example.com/x"
    )
    assert offered(client, district) == [Channel.EMAIL]
    Endpoint.objects.filter(pk=elsewhere.pk).update(region=district.region)
    settings.SMS_GATEWAY_URL = "https://sms.example.com/"
    assert offered(client, district) == [Channel.EMAIL, Channel.WEBHOOK, Channel.SMS]
    page = reverse("console:step", args=["milestone", district.overdue.pk, "remind"])
    Endpoint.objects.update(is_active=False)
    refused = client.post(page, {"audience": "department_head", "text": "请抓紧", "channels": ["webhook"]})
    assert refused.status_code == 400
    assert (
        client.post(page, {"audience": "department_head", "text": "请抓紧", "channels": ["email"]}).status_code == 302
    )


def test_a_digest_names_its_day(chased: District) -> None:
    sweep()
    compose()
    titles = set(Notification.objects.filter(kind="digest").values_list("title", flat=True))
    assert titles
    assert all(title.startswith("2024年9月20日：您有") for title in titles)


def test_an_unacknowledged_notice_is_on_the_heads_list_until_it_is_acknowledged(
    district: District, client: Client, client_of: ClientOf
) -> None:
    notice = SupervisionNotice.objects.create(
        region=district.region, year=2024, number=7, department=district.fgw, project=district.led, duty="milestone",
        subject_kind="milestone", subject_id=district.overdue.pk, subject="在建厂房 · 开工", due_on=date(2024, 6, 30),
        issued_on=date(2024, 9, 18), answer_by=date(2024, 9, 25),
    )  # fmt: skip
    head = district.people.department_head

    def owed(user: object) -> list[str]:
        return [duty.title for duty in todo(user).duties if duty.subject_kind == "supervision_notice"]  # type: ignore[arg-type]

    assert owed(head) == ["签收督通〔2024〕7号：在建厂房 · 开工"]
    assert owed(district.people.reporter) == owed(district.people.reporter_elsewhere) == []
    listed = client_of(head).get("/api/v1/todo/").json()["results"]
    [shown] = [row for row in listed if (row["subject_kind"], row["subject_id"]) == ("supervision_notice", notice.pk)]
    assert (shown["due_on"], shown["days_left"]) == ("2024-09-25", 5)
    client.force_login(head)
    assert client.get(shown["path"]).status_code == 200
    client.post(reverse("console:step", args=["notice", notice.pk, "acknowledge"]), {"version": notice.version})
    assert owed(head) == []
