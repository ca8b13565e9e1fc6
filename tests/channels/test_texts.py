"""What remains of a message that is longer than a vendor takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import NotificationKind
from accounts.models import Delivery
from accounts.notifications.channels import sender_for
from accounts.notifications.channels.webhook.post import cut, plain, whole_lines
from tests.channels import vendor_server as vendors
from tests.channels.conftest import ToSend
from tests.channels.vendor_server import KEY, SECRET, Request, VendorServer

LINK = "https://duban.example/console/"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS, st.integers(3, 60))
def test_a_cut_text_fits_and_begins_as_the_whole_one_does(text: str, limit: int) -> None:
    result = cut(text, limit)
    assert len(result.encode()) <= limit
    assert text.startswith(result.removesuffix("…")) or result == text


@given(st.lists(TEXTS), st.integers(3, 60))
def test_lines_are_taken_whole_as_far_as_they_fit(lines: list[str], limit: int) -> None:
    taken = whole_lines(lines, separator="\n", limit=limit)
    assert len("\n".join(taken).encode()) <= limit
    assert taken == lines or (taken[-1] == "…" and taken[:-1] == lines[: len(taken) - 1])


@given(TEXTS)
def test_nobodys_words_hold_markup(text: str) -> None:
    assert not set(plain(text)) & set("<>[]*`#\\")
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize(
    ("vendor", "robot"),
    [
        ("wecom", f"/cgi-bin/webhook/send?key={KEY}"),
        ("dingtalk", f"/robot/send?access_token={KEY}"),
        ("feishu", f"/open-apis/bot/v2/hook/{KEY}"),
    ],
)
@pytest.mark.parametrize(
    "body",
    ["督" * 30_000, '"\n' * 30_000, "\x01" * 30_000, "一行\n" * 10_000],
    ids=["long", "quotes", "controls", "lines"],
)
@pytest.mark.usefixtures("loopback_allowed")
def test_title_and_link_remain_of_a_message_that_is_too_long(
    vendor: str, robot: str, body: str, to_send: ToSend
) -> None:
    request = accepted(vendor, robot, to_send, title="督" * 200, body=body, path="/console/")
    assert "督" * 60 in str(request.json)
    assert LINK in str(request.json)


@pytest.mark.usefixtures("loopback_allowed")
def test_a_digest_that_is_too_long_keeps_whole_links(to_send: ToSend) -> None:
    items = [{"text": f"事项{number}", "path": f"/console/{number}/"} for number in range(1, 201)]
    robot = f"/cgi-bin/webhook/send?key={KEY}"
    request = accepted("wecom", robot, to_send, kind=NotificationKind.DIGEST, items=items, path="/console/")
    *_title, item, rest, link = request.json["markdown"]["content"].split("\n")
    assert item.endswith("/)")
    assert rest == "…"
    assert link == f"[{LINK}]({LINK})"


def accepted(vendor: str, robot: str, to_send: ToSend, **fields: object) -> Request:
    """The request with which the vendor's server took the message."""
    with VendorServer(getattr(vendors, vendor)) as server, sender_for("webhook", timeout=5) as sender:
        delivery: Delivery = to_send(server.url + robot, vendor, SECRET)
        for name, value in fields.items():
            setattr(delivery.notification, name, value)
        sender.send(delivery)
    [request] = server.requests
    return request
