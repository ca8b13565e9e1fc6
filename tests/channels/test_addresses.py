"""What a person who enters an address is told about it."""

import pytest
from django.conf import LazySettings

from accounts.notifications.channels.webhook import address_fault


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://qyapi.weixin.qq.com/", "Give an address that begins with https://."),
        ("ftp://qyapi.weixin.qq.com/", "Give an address that begins with https://."),
        ("https://user:password@qyapi.weixin.qq.com/", "Leave user name and password out of the address."),
        ("https://qyapi.weixin.qq.com:22/", "Messages do not go to port 22."),
        ("https://10.1.2.3/", "This address lies in a network to which no messages are sent."),
        ("https://[::1]/", "This address lies in a network to which no messages are sent."),
        ("https://0x7f000001/", "This is no address on the web."),
        ("https://0177.0.0.1/", "This is no address on the web."),
        ("https://127.1/", "This is no address on the web."),
        ("https://", "This is no address on the web."),
        ("https://a b/", "This is no address on the web."),
        ("https://[::1/", "This is no address on the web."),
        ("https://qyapi.weixin.qq.com:99999/", "This is no address on the web."),
    ],
)
@pytest.mark.usefixtures("english")
def test_each_fault_is_named(url: str, fault: str) -> None:
    assert address_fault(url) == fault


@pytest.mark.usefixtures("english")
def test_both_schemes_are_named_where_both_are_allowed(settings: LazySettings) -> None:
    settings.WEBHOOK_ALLOW_HTTP, settings.WEBHOOK_ALLOWED_PORTS = True, [80, 443]
    assert address_fault("http://qyapi.weixin.qq.com/") == ""
    assert address_fault("ftp://qyapi.weixin.qq.com/") == "Give an address that begins with https://, http://."


def test_a_network_that_the_operator_has_named_is_open(settings: LazySettings) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ["10.0.0.0/8"]
    assert address_fault("https://10.1.2.3/hook") == ""
    assert address_fault("https://192.168.0.1/hook")
