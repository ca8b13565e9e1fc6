"""WeCom group robots (企业微信群机器人): developer.work.weixin.qq.com/document/path/99110."""

from datetime import datetime
from typing import Any

import orjson

from accounts.models import Delivery
from accounts.notifications.channels.webhook.post import Post, cut, markdown_lines, require_code

LONGEST_BYTES = 4096
# System busy; called too often (20 messages a minute and robot).
TEMPORARY = frozenset({-1, 45009, 45033})


def post_of(delivery: Delivery, now: datetime) -> Post:  # noqa: ARG001  (the key in the address is the only secret)
    """A markdown message of at most 4,096 bytes."""
    content = cut("\n".join(markdown_lines(delivery)), LONGEST_BYTES)
    return Post(orjson.dumps({"msgtype": "markdown", "markdown": {"content": content}}))


def require_accepted(answer: Any) -> None:
    """``errcode`` 0 means sent. Raises TemporaryFailureError or PermanentFailureError."""
    require_code(answer, "errcode", temporary=TEMPORARY, words="errmsg")
