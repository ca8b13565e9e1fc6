"""What each answer of a vendor leads to, and that no credential is repeated."""

import logging
from collections.abc import Mapping

import pytest

from accounts.models import Delivery
from accounts.notifications.channels import sender_for
from accounts.notifications.channels.answers import LONGEST_ANSWER
from accounts.notifications.outcomes import PermanentFailureError, TemporaryFailureError
from tests.channels.conftest import ToSend
from tests.channels.vendor_server import KEY, SECRET, Answer, VendorServer, said

pytestmark = pytest.mark.usefixtures("loopback_allowed")


def outcome(server: VendorServer, delivery: Delivery) -> Exception | None:
    """How sending fails, if it does."""
    with server, sender_for("webhook", timeout=5) as sender:
        try:
            sender.send(delivery)
        except (PermanentFailureError, TemporaryFailureError) as failure:
            return failure
    return None


def answering(answer: Answer) -> VendorServer:
    return VendorServer(lambda _request: answer)


@pytest.mark.parametrize(
    ("vendor", "body"),
    [
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}),
        ("wecom", {"errcode": 40058, "errmsg": "markdown.content exceed max length 4096"}),
        ("dingtalk", {"errcode": 300001, "errmsg": "token is not exist"}),
        ("dingtalk", {"errcode": 300005, "errmsg": "token is not exist"}),
        ("dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}),
        ("dingtalk", {"errcode": 400102, "errmsg": "机器人已停用"}),
        ("feishu", {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}),
        ("feishu", {"code": 19021, "msg": "sign match fail"}),
        ("feishu", {"code": 19022, "msg": "Ip Not Allowed"}),
        ("feishu", {"code": 19024, "msg": "Key Words Not Found"}),
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_what_another_attempt_cannot_mend_fails_for_good_in_the_vendors_words(
    vendor: str, body: Mapping[str, object], status: int, to_send: ToSend
) -> None:
    server = answering(said(body, status))
    failure = outcome(server, to_send(server.url, vendor, SECRET))
    assert isinstance(failure, PermanentFailureError)
    assert all(str(value) in str(failure) for value in body.values())


@pytest.mark.parametrize(
    ("vendor", "body"),
    [
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}),
        ("dingtalk", {"errcode": 410100, "errmsg": "发送速度太快而限流"}),
        ("feishu", {"code": 11232, "msg": "frequency limited"}),
    ],
)
def test_a_rate_limit_is_one_whatever_the_status(vendor: str, body: object, to_send: ToSend) -> None:
    server = answering(said(body, 400))
    assert isinstance(outcome(server, to_send(server.url, vendor, SECRET)), TemporaryFailureError)


def test_an_older_feishu_installation_accepts_in_its_own_words(to_send: ToSend) -> None:
    server = answering(said({"Extra": None, "StatusCode": 0, "StatusMessage": "success"}))
    assert outcome(server, to_send(server.url, "feishu", SECRET)) is None


def test_neither_errors_nor_logs_repeat_a_credential(to_send: ToSend, caplog: pytest.LogCaptureFixture) -> None:
    server = answering(said({"errcode": 310000, "errmsg": f"no robot {KEY} with {SECRET} at /robot/send-{KEY}"}))
    with caplog.at_level(logging.INFO):
        failure = outcome(server, to_send(f"{server.url}/robot/send-{KEY}?access_token={KEY}", "dingtalk", SECRET))
    assert "310000 no robot" in str(failure)
    for words in (str(failure), caplog.text):
        assert KEY not in words
        assert SECRET not in words


def test_a_refusal_by_the_guard_does_not_keep_the_address(to_send: ToSend) -> None:
    with sender_for("webhook", timeout=2) as sender, pytest.raises(PermanentFailureError) as refused:
        sender.send(to_send(f"https://10.1.2.3/hook?key={KEY}", "wecom"))
    assert refused.value.__cause__ is None
    assert KEY not in str(refused.value)


def test_a_webhook_that_was_switched_off_is_left_alone(to_send: ToSend) -> None:
    server = answering(said({"errcode": 0}))
    delivery = to_send(server.url, "wecom")
    assert delivery.endpoint is not None
    delivery.endpoint.is_active = False
    assert isinstance(outcome(server, delivery), PermanentFailureError)
    assert server.requests == []


def test_a_server_that_says_nothing_is_not_waited_for_long(to_send: ToSend) -> None:
    with VendorServer(lambda _request: server.wait_until_closed()) as server:
        with sender_for("webhook", timeout=0.2) as sender, pytest.raises(TemporaryFailureError, match="ReadTimeout"):
            sender.send(to_send(server.url, "wecom"))
        server.closing.set()


def test_an_answer_is_read_for_64_kib_and_never_unpacked(to_send: ToSend) -> None:
    late = b" " * LONGEST_ANSWER + b'{"errcode": 0}'
    server = answering((200, late, {}))
    assert isinstance(outcome(server, to_send(server.url, "wecom")), TemporaryFailureError)
    assert server.requests[0].headers["Accept-Encoding"] == "identity"
