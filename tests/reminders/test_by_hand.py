"""What supervisors say by hand, and sending again what failed."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Channel, DeliveryState
from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow
from accounts.models import Delivery, Notification
from accounts.notifications.resend import resend
from projects.choices import Audience, Stage
from projects.models import ManualReminder, Project, Reminder, ReminderRule
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
from projects.services.reminders import remind
from tests.personas import District

WORDS = "请今天下班前说明原因"


def test_the_words_of_a_supervisor_reach_the_head_at_once_besides_the_digest(chased: District) -> None:
    sweep()
    compose()
    remind(project_id=chased.led.pk, by=chased.people.supervisor, text=WORDS, audience=Audience.DEPARTMENT_HEAD)
    compose()
    digest, message = Notification.objects.filter(recipient=chased.people.department_head).order_by("pk")
    assert digest.kind == "digest"
    assert WORDS in message.body
    assert "在建厂房" in message.body
    assert message.path == reverse("console:projects_project_change", args=[chased.led.pk])


def test_the_same_words_are_said_once_a_day(chased: District) -> None:
    ReminderRule.objects.update(is_active=False)
    said = {"project_id": chased.led.pk, "by": chased.people.supervisor, "audience": Audience.DEPARTMENT_HEAD}
    remind(**said, text=WORDS)
    with pytest.raises(ValidationError, match="今天已就该项目"):
        remind(**said, text=f" {WORDS} ")
    assert (ManualReminder.objects.count(), Reminder.objects.count()) == (1, 1)


@pytest.mark.parametrize("user", ["reporter", "department_head", "leader", "supervisor_elsewhere", "system_admin"])
def test_only_the_regions_office_reminds_by_hand(chased: District, user: str) -> None:
    with pytest.raises(AccessRefused):
        remind(project_id=chased.led.pk, by=getattr(chased.people, user), text=WORDS, audience=Audience.DEPARTMENT_HEAD)


def test_what_cannot_be_chased_is_refused(chased: District) -> None:
    office = chased.people.supervisor
    with pytest.raises(ValidationError):
        remind(project_id=chased.led.pk, by=office, text=" ", audience=Audience.DEPARTMENT_HEAD)
    with pytest.raises(InvalidInput):
        remind(project_id=chased.led.pk, by=office, text=WORDS, audience="everybody")
    with pytest.raises(InvalidInput):
        remind(
            project_id=chased.led.pk, by=office, text=WORDS, audience=Audience.DEPARTMENT_HEAD,
            milestone_id=chased.milestone_of_czj.pk,
        )  # fmt: skip
    with pytest.raises(NotAllowedNow, match="无人任职"):
        remind(project_id=chased.of_czj.pk, by=office, text=WORDS, audience=Audience.DEPARTMENT_HEAD)
    Project.objects.filter(pk=chased.led.pk).update(stage=Stage.SUSPENDED)
    with pytest.raises(NotAllowedNow):
        remind(project_id=chased.led.pk, by=office, text=WORDS, audience=Audience.DEPARTMENT_HEAD)
    assert not ManualReminder.objects.exists()


def test_a_supervisor_reminds_from_the_projects_page(chased: District, client: Client) -> None:
    client.force_login(chased.people.supervisor)
    address = reverse("console:step", args=["project", chased.led.pk, "remind"])
    assert address in client.get(reverse("console:projects_project_change", args=[chased.led.pk])).content.decode()
    refused = client.post(address, {"version": 1, "audience": "department_head", "text": ""})
    assert refused.status_code == 400
    assert client.post(address, {"version": 1, "audience": "department_head", "text": WORDS}).status_code == 302
    again = client.post(address, {"version": 1, "audience": "department_head", "text": WORDS})
    assert again.status_code == 400
    assert WORDS in again.content.decode(), "what was typed is still there"


@pytest.fixture
def failed(chased: District) -> Delivery:
    sweep()
    compose()
    delivery = Delivery.objects.get(notification__recipient=chased.people.reporter, channel=Channel.EMAIL)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.FAILED, last_error="550 no such user", attempts=3, failed_at=timezone.now()
    )
    return delivery


def test_what_failed_is_sent_again_to_the_present_address(failed: Delivery, chased: District) -> None:
    reporter = chased.people.reporter
    reporter.email = "right@duban.example"
    reporter.save()
    message_id = failed.message_id
    again = resend(delivery_id=failed.pk, by=chased.people.supervisor)
    assert (again.state, again.address, again.message_id) == (DeliveryState.QUEUED, "right@duban.example", message_id)
    assert again.expires_at is None
    with pytest.raises(NotAllowedNow):
        resend(delivery_id=failed.pk, by=chased.people.supervisor)


def test_what_is_settled_or_of_somebody_who_left_is_not_sent_again(failed: Delivery, chased: District) -> None:
    Notification.objects.filter(pk=failed.notification_id).update(cancelled_at=timezone.now())
    with pytest.raises(NotAllowedNow):
        resend(delivery_id=failed.pk, by=chased.people.supervisor)
    Notification.objects.filter(pk=failed.notification_id).update(cancelled_at=None)
    chased.people.reporter.is_active = False
    chased.people.reporter.save()
    with pytest.raises(NotAllowedNow):
        resend(delivery_id=failed.pk, by=chased.people.supervisor)


@pytest.mark.parametrize("user", ["reporter", "leader", "auditor"])
def test_only_office_and_operator_send_again(failed: Delivery, chased: District, user: str) -> None:
    with pytest.raises(AccessRefused):
        resend(delivery_id=failed.pk, by=getattr(chased.people, user))


def test_failed_deliveries_are_sent_again_from_their_list(failed: Delivery, chased: District, client: Client) -> None:
    client.force_login(chased.people.system_admin)
    address = reverse("console:accounts_delivery_changelist")
    response = client.post(address, {"action": "send_again", "_selected_action": [failed.pk]}, follow=True)
    assert f"#{failed.pk}将重新发送" in response.content.decode()
    failed.refresh_from_db()
    assert failed.state == DeliveryState.QUEUED
