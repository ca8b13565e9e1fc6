"""The product in web server processes that die where a request wants it: ``X-Die: before-commit`` or ``after-commit``.

Before: the effect and its answer are written and not committed. After: they are, and nothing has been answered.
"""

import os
import signal
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIEnvironment

from django.db.models.signals import post_save

from config.wsgi import application as product

moment: ContextVar[str] = ContextVar("moment", default="")


def die_at(present: str) -> None:
    """Without any notice, as the kernel ends a process when memory runs out."""
    if moment.get() == present:
        os.kill(os.getpid(), signal.SIGKILL)


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer as the product does, or die."""
    moment.set(str(environ.get("HTTP_X_DIE", "")))
    answer = cast("Iterable[bytes]", product(environ, start_response))
    die_at("after-commit")
    return answer


def written(**_signal: Any) -> None:
    """The answer lies in the transaction of its effect."""
    die_at("before-commit")


post_save.connect(written, sender="accounts.AnsweredRequest")
