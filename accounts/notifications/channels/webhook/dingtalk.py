"""DingTalk group robots (钉钉自定义机器人): open.dingtalk.com/document/orgapp/custom-robots-send-group-messages."""

import hmac
from base64 import b64encode
from datetime import datetime
from typing import Any

import orjson

from accounts.models import Delivery
from accounts.notifications.channels.webhook.post import Post, cut, markdown_lines, require_code

LONGEST_BYTES = 20_000
TITLE_BYTES = 200
# System busy; called too often (20 messages a minute and robot).
TEMPORARY = frozenset({-1, 130101, 410100})


def post_of(delivery: Delivery, now: datetime) -> Post:
    """A markdown message; signed where the robot has a secret (加签)."""
    secret = delivery.endpoint.secret if delivery.endpoint else ""
    body = {
        "msgtype": "markdown",
        "markdown": {
            "title": cut(delivery.notification.title, TITLE_BYTES),
            "text": cut("\n\n".join(markdown_lines(delivery)), LONGEST_BYTES),
        },
    }
    timestamp = str(round(now.timestamp() * 1000))
    query = {"timestamp": timestamp, "sign": signature(secret, timestamp)} if secret else {}
    return Post(orjson.dumps(body), query=query)


def signature(secret: str, timestamp: str) -> str:
    """HMAC-SHA256 of time stamp (milliseconds) and secret under the secret, in base64; the client quotes it."""
    return b64encode(hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), "sha256")).decode()


def require_accepted(answer: Any) -> None:
    """``errcode`` 0 means sent. Raises TemporaryFailureError or PermanentFailureError."""
    require_code(answer, "errcode", temporary=TEMPORARY, words="errmsg")
