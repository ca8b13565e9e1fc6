"""Feishu group robots (飞书自定义机器人): open.feishu.cn/document/client-docs/bot-v3/add-custom-bot."""

import hmac
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson

from accounts.models import Delivery, Notification
from accounts.notifications.channels.webhook.post import ELLIPSIS, Post, Refusal, cut, one_line, refusal_by_code
from accounts.notifications.links import absolute

LONGEST_BYTES = 18_000  # of 20 KB for the whole request
LINE_BYTES = 6_000
# Called too often (100 messages a minute, 5 a second and robot). 9499 stands for that as well as for a
# malformed request, so it is tried again.
TEMPORARY = frozenset({9499, 11232, 11233})


def post_of(delivery: Delivery, now: datetime) -> Post:
    """A rich text message (``post``); signed where the robot has a secret (签名校验)."""
    secret = delivery.endpoint.secret if delivery.endpoint else ""
    notification = delivery.notification
    content = {"title": one_line(notification.title), "content": _fitting_paragraphs(notification)}
    body: dict[str, Any] = {"msg_type": "post", "content": {"post": {"zh_cn": content}}}
    if secret:
        timestamp = str(round(now.timestamp()))
        body = {"timestamp": timestamp, "sign": signature(secret, timestamp), **body}
    return Post(orjson.dumps(body))


def signature(secret: str, timestamp: str) -> str:
    """HMAC-SHA256 of nothing under time stamp (seconds) and secret, in base64."""
    return b64encode(hmac.digest(f"{timestamp}\n{secret}".encode(), b"", "sha256")).decode()


def refusal_in(answer: object) -> Refusal | None:
    """``code`` (``StatusCode`` of older installations) 0 means sent; 19001 is a wrong address, 19021 a wrong sign."""
    return refusal_by_code(answer, names=["code", "StatusCode"], words="msg", temporary=TEMPORARY)


def _fitting_paragraphs(notification: Notification) -> list[list[dict[str, str]]]:
    """The message's paragraphs as far as the vendor takes them, and always the link to it."""
    link = absolute(notification.path)
    taken, room = list[list[dict[str, str]]](), LONGEST_BYTES
    for element in _elements(notification):
        room -= len(orjson.dumps([element])) + 1
        if room < 0:
            taken.append([{"tag": "text", "text": ELLIPSIS}])
            break
        taken.append([element])
    return [*taken, [{"tag": "a", "text": link, "href": link}]]


def _elements(notification: Notification) -> Iterator[dict[str, str]]:
    """Plain text and links, each as an element of its own, so that nothing in them is read as markup."""
    if notification.items:
        for number, item in enumerate(notification.items, start=1):
            yield {"tag": "a", "text": f"{number}. {item['text']}", "href": absolute(item["path"])}
    else:
        for line in filter(None, notification.body.splitlines()):
            yield {"tag": "text", "text": cut(line, LINE_BYTES)}
