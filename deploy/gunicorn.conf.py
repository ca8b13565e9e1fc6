"""Web server: threads over processes, persistent database connections (PERFORMANCE.md "What follows")."""

import gc
import os

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60
graceful_timeout = 25
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True  # it would lie in the user's home, outside the project


def post_worker_init(_worker: object) -> None:
    """Take what was loaded at start out of garbage collection, which halves the slowest answers."""
    gc.collect()
    gc.freeze()
