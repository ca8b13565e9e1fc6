"""What the operator enters for a gateway of text messages, and what it keeps to itself."""

from urllib.parse import parse_qs

import pytest
from django.conf import LazySettings

from accounts.notifications.channels import sender_for
from accounts.notifications.outcomes import TemporaryFailureError
from tests.channels.conftest import ToSend
from tests.channels.vendor_server import VendorServer, said


def test_values_cannot_break_out_of_a_form(settings: LazySettings, to_send: ToSend) -> None:
    settings.SMS_GATEWAY_BODY = "account=a&mobile=$phone&content=$text"
    delivery = to_send(title="催办&mobile=1 +$phone")
    delivery.address = "13800000000"
    with VendorServer(lambda _request: said({})) as server, sender_for("sms", timeout=2) as sender:
        settings.SMS_GATEWAY_URL = server.url
        sender.send(delivery)
    [request] = server.requests
    fields = parse_qs(request.body.decode(), strict_parsing=True)
    assert fields == {"account": ["a"], "mobile": ["13800000000"], "content": ["催办&mobile=1 +$phone"]}
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_the_operators_content_type_is_the_only_one(settings: LazySettings, to_send: ToSend) -> None:
    settings.SMS_GATEWAY_HEADERS = {"content-type": "application/json; charset=utf-8"}
    with VendorServer(lambda _request: said({})) as server, sender_for("sms", timeout=2) as sender:
        settings.SMS_GATEWAY_URL = server.url
        sender.send(to_send())
    kinds = [value for name, value in server.requests[0].headers.items() if name.lower() == "content-type"]
    assert kinds == ["application/json; charset=utf-8"]


def test_an_error_does_not_repeat_what_the_operator_entered(settings: LazySettings, to_send: ToSend) -> None:
    settings.SMS_GATEWAY_HEADERS = {"Authorization": "Bearer header-secret"}
    settings.SMS_GATEWAY_BODY = '{"password": "body-secret", "text": "$text"}'
    settings.SMS_GATEWAY_SUCCESS = "OK"
    answer = said({"fault": "header-secret, body-secret and path-secret are wrong"})
    with VendorServer(lambda _request: answer) as server, sender_for("sms", timeout=2) as sender:
        settings.SMS_GATEWAY_URL = f"{server.url}/path-secret"
        with pytest.raises(TemporaryFailureError) as failure:
            sender.send(to_send())
    assert "fault" in str(failure.value)
    assert "secret" not in str(failure.value)
