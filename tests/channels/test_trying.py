"""Trying a channel: one message at once, without a row."""

import pytest
from django.conf import LazySettings

from accounts.choices import Channel
from accounts.models import User
from accounts.notifications.test_message import send_test
from config.embedded.folder import free_port
from tests.channels.conftest import ToSend
from tests.channels.vendor_server import KEY, VendorServer, said, wecom
from tests.reminders.mail_sink import MailSink

ADMIN = User(username="admin", name="系统管理员", email="admin@duban.example", phone="13800000000")


@pytest.mark.usefixtures("loopback_allowed")
def test_a_robot_hears_it_once(to_send: ToSend) -> None:
    with VendorServer(wecom) as server:
        endpoint = to_send(f"{server.url}/cgi-bin/webhook/send?key={KEY}", "wecom").endpoint
        assert send_test(by=ADMIN, endpoint=endpoint) == ""
    assert len(server.requests) == 1


@pytest.mark.usefixtures("loopback_allowed")
def test_a_failure_is_told_in_words(to_send: ToSend) -> None:
    with VendorServer(wecom) as server:
        endpoint = to_send(f"{server.url}/cgi-bin/webhook/send?key=wrong", "wecom").endpoint
        assert "93000 invalid webhook url" in send_test(by=ADMIN, endpoint=endpoint)


def test_mail_goes_to_ones_own_address(settings: LazySettings) -> None:
    with MailSink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        assert send_test(by=ADMIN, channel=Channel.EMAIL) == ""
    assert [message["To"] for message in sink.messages] == ["admin@duban.example"]


def test_a_mail_server_that_is_away_is_told_in_words(settings: LazySettings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert "refused" in send_test(by=ADMIN, channel=Channel.EMAIL)


def test_a_text_message_goes_to_ones_own_phone(settings: LazySettings) -> None:
    with VendorServer(lambda _request: said({})) as server:
        settings.SMS_GATEWAY_URL = server.url
        assert send_test(by=ADMIN, channel=Channel.SMS) == ""
    assert server.requests[0].json["phone"] == "13800000000"


def test_without_gateway_or_address_that_is_said(settings: LazySettings) -> None:
    settings.SMS_GATEWAY_URL = ""
    assert send_test(by=ADMIN, channel=Channel.SMS)
    assert send_test(by=User(username="nobody"), channel=Channel.EMAIL)
