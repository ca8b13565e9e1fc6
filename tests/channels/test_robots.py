"""The three robots and signed JSON, held against what their vendors document."""

from collections.abc import Callable

import pytest

from accounts.choices import NotificationKind
from accounts.notifications.channels import sender_for
from accounts.notifications.outcomes import PermanentFailureError, TemporaryFailureError
from tests.channels import vendor_server as vendors
from tests.channels.conftest import ToSend
from tests.channels.vendor_server import KEY, SECRET, Answer, Request, VendorServer, said

pytestmark = pytest.mark.usefixtures("loopback_allowed")

ROBOTS = [
    pytest.param("wecom", vendors.wecom, f"/cgi-bin/webhook/send?key={KEY}", id="wecom"),
    pytest.param("dingtalk", vendors.dingtalk, f"/robot/send?access_token={KEY}", id="dingtalk"),
    pytest.param("feishu", vendors.feishu, f"/open-apis/bot/v2/hook/{KEY}", id="feishu"),
    pytest.param("json", vendors.signed, "/incoming", id="json"),
]
Vendor = Callable[[Request], Answer]
MANY = [
    {"text": f"“项目{n}”应于2024年6月30日完成，已逾期{n}个工作日。", "path": f"/console/projects/project/{n}/change/"}
    for n in range(200)
]


@pytest.mark.parametrize(("kind", "vendor", "path"), ROBOTS)
def test_a_message_is_accepted_and_leads_to_the_matter(kind: str, vendor: Vendor, path: str, to_send: ToSend) -> None:
    with VendorServer(vendor) as server, sender_for("webhook", timeout=5) as sender:
        sender.send(to_send(server.url + path, kind, SECRET))
    [request] = server.requests
    text = str(request.json)
    assert "水西片区开发" in text
    assert "https://duban.example/console/projects/project/1/change/" in text


@pytest.mark.parametrize(("kind", "vendor", "path"), ROBOTS)
def test_a_long_digest_keeps_within_the_vendors_size(kind: str, vendor: Vendor, path: str, to_send: ToSend) -> None:
    with VendorServer(vendor) as server, sender_for("webhook", timeout=5) as sender:
        delivery = to_send(server.url + path, kind, SECRET)
        delivery.notification.kind, delivery.notification.items = NotificationKind.DIGEST, MANY
        sender.send(delivery)
    assert len(server.requests) == 1


@pytest.mark.parametrize(("kind", "vendor", "path"), ROBOTS[1:])
def test_a_wrong_secret_fails_for_good(kind: str, vendor: Vendor, path: str, to_send: ToSend) -> None:
    with (
        VendorServer(vendor) as server,
        sender_for("webhook", timeout=5) as sender,
        pytest.raises(PermanentFailureError),
    ):
        sender.send(to_send(server.url + path, kind, "SEC-of-another-robot"))


@pytest.mark.parametrize(("kind", "vendor", "path"), ROBOTS[:3])
def test_a_wrong_address_fails_for_good_and_is_not_told(kind: str, vendor: Vendor, path: str, to_send: ToSend) -> None:
    with (
        VendorServer(vendor) as server,
        sender_for("webhook", timeout=5) as sender,
        pytest.raises(PermanentFailureError) as refused,
    ):
        sender.send(to_send(server.url + path.replace(KEY, "wrong-key"), kind, SECRET))
    assert "wrong-key" not in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}),
        ("wecom", {"errcode": -1, "errmsg": "system busy"}),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}),
        ("feishu", {"code": 11232, "msg": "frequency limited psm"}),
        ("feishu", {"code": 9499, "msg": "too many request"}),
        ("wecom", ["no object"]),
        ("dingtalk", {}),
    ],
)
def test_a_vendor_who_asks_for_patience_is_tried_again(kind: str, body: object, to_send: ToSend) -> None:
    with (
        VendorServer(lambda _request: said(body)) as server,
        sender_for("webhook", timeout=5) as sender,
        pytest.raises(TemporaryFailureError),
    ):
        sender.send(to_send(server.url + "/x", kind, SECRET))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (500, TemporaryFailureError), (502, TemporaryFailureError), (503, TemporaryFailureError),
        (429, TemporaryFailureError), (408, TemporaryFailureError), (425, TemporaryFailureError),
        (400, PermanentFailureError), (401, PermanentFailureError), (404, PermanentFailureError),
        (410, PermanentFailureError), (301, PermanentFailureError),
    ],
)  # fmt: skip
def test_each_status_is_either_for_now_or_for_good(status: int, expected: type[Exception], to_send: ToSend) -> None:
    with (
        VendorServer(lambda _request: said({}, status)) as server,
        sender_for("webhook", timeout=5) as sender,
        pytest.raises(expected) as failure,
    ):
        sender.send(to_send(server.url + "/secret-path?key=secret-key", "json", SECRET))
    assert "secret" not in str(failure.value)


def test_garbage_and_endless_answers_are_no_acceptance(to_send: ToSend) -> None:
    for answer in (b"<html>", b"\xff\xfe", b"[" * 10_000_000):
        with (
            VendorServer(lambda _request, answer=answer: (200, answer, {})) as server,  # type: ignore[misc]
            sender_for("webhook", timeout=5) as sender,
            pytest.raises(TemporaryFailureError),
        ):
            sender.send(to_send(server.url + "/x", "wecom"))


def test_signed_json_carries_the_same_id_at_every_attempt(to_send: ToSend) -> None:
    with VendorServer(vendors.signed) as server, sender_for("webhook", timeout=5) as sender:
        delivery = to_send(server.url + "/incoming", "json", SECRET)
        sender.send(delivery)
        sender.send(delivery)
    assert {request.headers["X-Duban-Delivery"] for request in server.requests} == {str(delivery.message_id)}
    assert {request.json["id"] for request in server.requests} == {str(delivery.message_id)}


def test_words_of_a_message_are_no_markup_for_a_robot(to_send: ToSend) -> None:
    with VendorServer(vendors.wecom) as server, sender_for("webhook", timeout=5) as sender:
        delivery = to_send(f"{server.url}/cgi-bin/webhook/send?key={KEY}", "wecom")
        delivery.notification.title = "<@all> [点这里](https://evil.example) **急**"
        sender.send(delivery)
    content = server.requests[0].json["markdown"]["content"]
    assert "<@all>" not in content
    assert "](https://evil.example)" not in content
