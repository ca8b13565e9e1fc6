"""Text messages over an operator's gateway."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from accounts.notifications.channels import sender_for
from accounts.notifications.outcomes import ChannelAwayError, PermanentFailureError, TemporaryFailureError
from tests.channels.conftest import ToSend
from tests.channels.vendor_server import VendorServer, said


@pytest.fixture
def gateway(settings: LazySettings) -> Iterator[VendorServer]:
    with VendorServer(lambda _request: said({"result": "OK"})) as server:
        settings.SMS_GATEWAY_URL = f"{server.url}/send"
        settings.SMS_GATEWAY_HEADERS = {"Authorization": "Bearer secret"}
        settings.SMS_GATEWAY_SUCCESS = '"OK"'
        yield server


def test_the_template_is_filled_in_and_signed_for(gateway: VendorServer, to_send: ToSend) -> None:
    delivery = to_send(title='催办："水西"')
    delivery.address = "13800000000"
    with sender_for("sms", timeout=2) as sender:
        sender.send(delivery)
    [request] = gateway.requests
    assert request.json == {"phone": "13800000000", "text": '催办："水西"', "id": str(delivery.message_id)}
    assert request.headers["Authorization"] == "Bearer secret"


def test_a_text_has_seventy_characters_at_most(gateway: VendorServer, to_send: ToSend) -> None:
    with sender_for("sms", timeout=2) as sender:
        sender.send(to_send(title="催办" * 60))
    assert len(gateway.requests[0].json["text"]) == 70


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (said({"result": "BUSY"}), TemporaryFailureError),
        (said({}, 503), TemporaryFailureError),
        (said({}, 429), TemporaryFailureError),
        (said({}, 403), PermanentFailureError),
    ],
)
def test_each_answer_is_either_for_now_or_for_good(
    gateway: VendorServer, to_send: ToSend, answer: tuple[int, bytes, dict[str, str]], expected: type[Exception]
) -> None:
    gateway.answer = lambda _request: answer
    with sender_for("sms", timeout=2) as sender, pytest.raises(expected):
        sender.send(to_send())


def test_a_gateway_that_is_away_stops_the_channel(settings: LazySettings, to_send: ToSend) -> None:
    with VendorServer(lambda _request: said({})) as server:
        settings.SMS_GATEWAY_URL = server.url
    with sender_for("sms", timeout=2) as sender, pytest.raises(ChannelAwayError):
        sender.send(to_send())
