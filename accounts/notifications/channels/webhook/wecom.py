"""WeCom group robots (企业微信群机器人): developer.work.weixin.qq.com/document/path/99110."""

from datetime import datetime

import orjson

from accounts.models import Delivery
from accounts.notifications.channels.webhook.post import Post, Refusal, markdown, refusal_by_code

LONGEST_BYTES = 4096
# System busy; called too often (20 messages a minute and robot); too many calls at a time.
TEMPORARY = frozenset({-1, 45009, 45033})


def post_of(delivery: Delivery, now: datetime) -> Post:  # noqa: ARG001  (the key in the address is the only secret)
    """A markdown message of at most 4,096 bytes."""
    content = markdown(delivery.notification, separator="\n", limit=LONGEST_BYTES)
    return Post(orjson.dumps({"msgtype": "markdown", "markdown": {"content": content}}))


def refusal_in(answer: object) -> Refusal | None:
    """``errcode`` 0 means sent; 93000 is a wrong key."""
    return refusal_by_code(answer, names=["errcode"], words="errmsg", temporary=TEMPORARY)
