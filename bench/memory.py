"""Memory of a worker over many messages: a process of its own that delivers them in the way a worker does."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from accounts.models import Delivery
from bench.results import Result
from bench.seeding import Seeded

MANY, FEW, MANY_PROJECTS = 100_000, 10_000, 100_000
WORKER = """
import django, os, resource
django.setup()
from accounts.notifications.deliver import deliver_pending
PAGE = resource.getpagesize()

def resident():
    with open("/proc/self/statm") as stream:
        return int(stream.read().split()[1]) * PAGE

sent, seen = 0, []
while True:
    now = deliver_pending(longest_run=5)
    if not now:
        break
    sent += now
    seen.append((sent, resident()))
warm = next(size for count, size in seen if count >= seen[-1][0] // 10)
print(sent, warm, max(size for _count, size in seen))
"""


def growth(seeded: Seeded, *, queue: Callable[[int], Sequence[Delivery]]) -> Result:
    """Largest memory of a worker after the first tenth of its messages, of what it had then."""
    count = MANY if seeded.projects >= MANY_PROJECTS else FEW
    queue(count)
    answer = subprocess.run([sys.executable, "-c", WORKER], env=os.environ, capture_output=True, text=True, check=True)
    sent, warm, most = (int(word) for word in answer.stdout.split())
    if sent != count:
        raise RuntimeError(f"{sent} of {count} messages were delivered.")
    return Result(f"worker's memory over {count:,} messages", most / warm, "<=", 1.1, f"{most / 2**20:.0f} MiB")
