"""Feishu group robots (飞书自定义机器人): open.feishu.cn/document/client-docs/bot-v3/add-custom-bot."""

import hmac
from base64 import b64encode
from datetime import datetime
from typing import Any

import orjson

from accounts.models import Delivery
from accounts.notifications.channels.webhook.post import Post, cut, require_code
from accounts.notifications.links import absolute

LONGEST_BYTES = 18_000  # of 20 KB for the whole request
# Called too often (100 messages a minute, 5 a second and robot); busy.
TEMPORARY = frozenset({9499, 11232, 11233})


def post_of(delivery: Delivery, now: datetime) -> Post:
    """A rich text message (``post``); signed where the robot has a secret (签名校验)."""
    secret = delivery.endpoint.secret if delivery.endpoint else ""
    notification = delivery.notification
    body: dict[str, Any] = {
        "msg_type": "post",
        "content": {"post": {"zh_cn": {"title": notification.title, "content": _paragraphs(delivery)}}},
    }
    if secret:
        timestamp = str(round(now.timestamp()))
        body = {"timestamp": timestamp, "sign": signature(secret, timestamp), **body}
    return Post(orjson.dumps(body))


def signature(secret: str, timestamp: str) -> str:
    """HMAC-SHA256 of nothing under time stamp (seconds) and secret, in base64."""
    return b64encode(hmac.digest(f"{timestamp}\n{secret}".encode(), b"", "sha256")).decode()


def require_accepted(answer: Any) -> None:
    """``code`` 0 means sent. Raises TemporaryFailureError or PermanentFailureError."""
    require_code(answer, "code", temporary=TEMPORARY, words="msg")


def _paragraphs(delivery: Delivery) -> list[list[dict[str, str]]]:
    """Plain text and links, each as an element of its own, so that nothing in them is read as markup."""
    notification = delivery.notification
    if notification.items:
        room = LONGEST_BYTES // (2 * len(notification.items))
        lines = [
            [{"tag": "a", "text": cut(f"{number}. {item['text']}", room), "href": absolute(item["path"])}]
            for number, item in enumerate(notification.items, start=1)
        ]
    else:
        lines = [[{"tag": "text", "text": cut(notification.body, LONGEST_BYTES)}]]
    if notification.path:
        link = absolute(notification.path)
        lines.append([{"tag": "a", "text": link, "href": link}])
    return lines
