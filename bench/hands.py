"""Delivering with as many processes as a worker has by default."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

HANDS = 3  # the worker's --concurrency
DELIVER = """
import sys, django
django.setup()
from django.conf import settings
from accounts.notifications.deliver import deliver_pending
settings.WEBHOOK_ALLOWED_NETWORKS, settings.WEBHOOK_ALLOW_HTTP = ["127.0.0.0/8"], True
for line in sys.stdin:
    settings.WEBHOOK_ALLOWED_PORTS = [int(line)]
    print(deliver_pending(), flush=True)
"""


class Hands:
    """Processes that deliver what is queued whenever they are told to."""

    def __init__(self) -> None:
        self.port = 443
        self._processes = [
            subprocess.Popen([sys.executable, "-c", DELIVER], env=os.environ, stdin=-1, stdout=-1, text=True)
            for _hand in range(HANDS)
        ]

    def deliver(self) -> int:
        """All at once; return how many they sent together."""
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.write(f"{self.port}\n")
            process.stdin.flush()
        return sum(int(process.stdout.readline()) for process in self._processes if process.stdout)

    def end(self) -> None:
        """No more."""
        for process in self._processes:
            process.kill()
            process.wait()


@contextmanager
def hands() -> Iterator[Hands]:
    """The processes, warm, ended with the context."""
    workers = Hands()
    try:
        workers.deliver()
        yield workers
    finally:
        workers.end()
