"""DingTalk group robots (钉钉自定义机器人): open.dingtalk.com/document/orgapp/custom-robots-send-group-messages."""

import hmac
from base64 import b64encode
from datetime import datetime

import orjson

from accounts.models import Delivery
from accounts.notifications.channels.webhook.post import Post, Refusal, cut, markdown, one_line, refusal_by_code

LONGEST_BYTES = 9_000  # of 20,000 for the whole request, in which JSON may double a character
TITLE_BYTES = 200
# System busy; called too often (20 messages a minute and robot, else closed for ten minutes).
TEMPORARY = frozenset({-1, 130101, 410100})


def post_of(delivery: Delivery, now: datetime) -> Post:
    """A markdown message; signed where the robot has a secret (加签)."""
    secret = delivery.endpoint.secret if delivery.endpoint else ""
    notification = delivery.notification
    body = {
        "msgtype": "markdown",
        "markdown": {
            "title": cut(one_line(notification.title), TITLE_BYTES),
            "text": markdown(notification, separator="\n\n", limit=LONGEST_BYTES),
        },
    }
    timestamp = str(round(now.timestamp() * 1000))
    query = {"timestamp": timestamp, "sign": signature(secret, timestamp)} if secret else {}
    return Post(orjson.dumps(body), query=query)


def signature(secret: str, timestamp: str) -> str:
    """HMAC-SHA256 of time stamp (milliseconds) and secret under the secret, in base64; the client quotes it."""
    return b64encode(hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), "sha256")).decode()


def refusal_in(answer: object) -> Refusal | None:
    """``errcode`` 0 means sent; 300001 and 300005 are a wrong token, 310000 a wrong signature or keyword."""
    return refusal_by_code(answer, names=["errcode"], words="errmsg", temporary=TEMPORARY)
