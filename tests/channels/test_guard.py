"""Where webhooks may go: nobody makes this server knock on doors behind the firewall (SSRF)."""

import pytest
from django.conf import LazySettings

from accounts.notifications.channels import sender_for
from accounts.notifications.channels.webhook import address_fault
from accounts.notifications.outcomes import PermanentFailureError, TemporaryFailureError
from tests.channels.conftest import ToSend
from tests.channels.vendor_server import VendorServer, said

REFUSED = [
    "http://qyapi.weixin.qq.com/cgi-bin/webhook/send",
    "ftp://qyapi.weixin.qq.com/",
    "file:///etc/passwd",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://192.168.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.100.100.200/latest/meta-data/",
    "https://2130706433/",
    "https://qyapi.weixin.qq.com:22/",
    "https://user:password@qyapi.weixin.qq.com/",
    "https://qyapi.weixin.qq.com@127.0.0.1/",
    "//qyapi.weixin.qq.com/",
    "qyapi.weixin.qq.com",
    "https://",
    "",
]


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_that_messages_must_not_go_to_is_refused_when_entered(url: str) -> None:
    assert address_fault(url)


@pytest.mark.parametrize(
    "url", ["https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "https://open.feishu.cn/open-apis/bot/v2/hook/1"]
)
def test_the_vendors_addresses_are_taken(url: str) -> None:
    assert address_fault(url) == ""


@pytest.mark.parametrize("url", [*REFUSED[:15], "https://localhost/", "https://0x7f000001/"])
def test_nothing_is_sent_to_such_an_address_either(url: str, to_send: ToSend) -> None:
    with sender_for("webhook", timeout=2) as sender, pytest.raises((PermanentFailureError, TemporaryFailureError)):
        sender.send(to_send(url, "json", "secret"))


def test_loopback_by_name_is_refused_before_a_connection(settings: LazySettings, to_send: ToSend) -> None:
    settings.WEBHOOK_ALLOW_HTTP = True
    with VendorServer(lambda _request: said({})) as server:
        settings.WEBHOOK_ALLOWED_PORTS = [server.port]
        with sender_for("webhook", timeout=2) as sender, pytest.raises(PermanentFailureError):
            sender.send(to_send(f"http://localhost:{server.port}/", "json", "secret"))
    assert server.requests == []


@pytest.mark.usefixtures("loopback_allowed")
def test_a_redirect_is_not_followed(to_send: ToSend) -> None:
    with VendorServer(lambda _request: said({})) as inner:
        moved = {"Location": inner.url}
        with (
            VendorServer(lambda _request: (302, b"", moved)) as outer,
            sender_for("webhook", timeout=2) as sender,
            pytest.raises(PermanentFailureError),
        ):
            sender.send(to_send(outer.url, "json", "secret"))
    assert inner.requests == []


@pytest.mark.usefixtures("loopback_allowed")
def test_a_server_that_is_away_is_tried_again(to_send: ToSend) -> None:
    with VendorServer(lambda _request: said({})) as server:
        url = server.url
    with sender_for("webhook", timeout=2) as sender, pytest.raises(TemporaryFailureError):
        sender.send(to_send(url, "json", "secret"))
