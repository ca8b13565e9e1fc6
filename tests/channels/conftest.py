"""Messages without a database: nothing here is saved."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.conf import LazySettings
from django.utils import translation

from accounts.choices import Channel, EndpointKind, NotificationKind
from accounts.models import Delivery, Endpoint, Notification, User

ToSend = Callable[..., Delivery]


@pytest.fixture
def loopback_allowed(settings: LazySettings) -> None:
    """The operator has named loopback as a network of their own."""
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_ALLOWED_PORTS = list(range(1024, 65536))


@pytest.fixture
def english() -> Iterator[None]:
    """The reader reads English."""
    with translation.override("en"):
        yield


@pytest.fixture
def to_send(settings: LazySettings) -> ToSend:
    settings.SITE_URL = "https://duban.example"

    def make(url: str = "", vendor: str = EndpointKind.WECOM, secret: str = "", **changes: object) -> Delivery:
        fields: dict[str, object] = {
            "kind": NotificationKind.REMINDER,
            "level": 2,
            "title": "催办：水西片区开发 · 开工",
            "body": "“水西片区开发 · 开工”应于2024年6月30日完成，已逾期58个工作日。",
            "path": "/console/projects/project/1/change/",
            "occasion_on": date(2024, 9, 20),
        }
        recipient = User(username="reporter_fgw", name="发改委填报员", language=str(changes.pop("language", "zh-hans")))
        notification = Notification(recipient=recipient, **(fields | changes))
        endpoint = Endpoint(kind=vendor, name="群", url=url, secret=secret) if url else None
        channel = Channel.WEBHOOK if url else Channel.EMAIL
        return Delivery(notification=notification, channel=channel, endpoint=endpoint, address="fgw@duban.example")

    return make
