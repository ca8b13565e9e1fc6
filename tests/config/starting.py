"""``python -m tests.config.starting``: starts with the environments given, a JSON object a line.

Answers with the last line of what each start said, empty if it succeeded. The packages that the settings use are
loaded before, the settings themselves in a fork each.
"""

import json
import os
import sys
import traceback

import django_guid.integrations  # noqa: F401  (what the settings import; see above)
import django_stubs_ext  # noqa: F401
import environs  # noqa: F401
import kombu  # noqa: F401
import pghistory  # noqa: F401
import ssrfguard  # noqa: F401


def load_settings() -> str:
    """The last line of the fault, or nothing."""
    try:
        import config.settings  # noqa: F401, PLC0415  (this is the start)
    except Exception:  # noqa: BLE001  (whatever stops the start is the answer)
        return traceback.format_exc().strip().splitlines()[-1]
    return ""


def start(environment: dict[str, str]) -> str:
    """What a fork with this environment only says."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.environ.clear()
        os.environ.update(environment)
        os.write(writing, load_settings().encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return said


if __name__ == "__main__":
    assert "config.settings" not in sys.modules
    for line in sys.stdin:
        sys.stdout.write(json.dumps(start(json.loads(line))) + "\n")
        sys.stdout.flush()
