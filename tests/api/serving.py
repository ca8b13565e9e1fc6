"""The web server as it is deployed, two processes of four threads, on the tests' database."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from accounts.models import Device, User
from config.embedded.folder import free_port
from config.embedded.launching import dying_with_parent
from tests.committed import process_environment
from tests.embedded.supervised import ROOT, eventually


@contextmanager
def served(log: Path, application: str, **variables: str) -> Iterator[str]:
    """Address of a server that ends with the context; its words go to the log.

    The program is loaded before the processes fork, so that one takes a killed one's place at once.
    """
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--preload", application]
    environment = process_environment(PORT=str(port), HOST="127.0.0.1", WEB_PROCESSES="2", WEB_THREADS="4", **variables)
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as stream:
        server = subprocess.Popen(
            dying_with_parent(command, signal.SIGTERM), cwd=ROOT, env=environment, stdout=stream, stderr=stream
        )
    try:
        eventually(lambda: server.poll() is not None or _answers(address), "the web server")
        assert server.poll() is None, log.read_text(encoding="utf-8")
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def device_at(address: str, user: User) -> httpx.Client:
    """A client of the server with a token of its own; it sends nothing again by itself."""
    _, token = Device.objects.create(user=user, name="test")
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "zh-hans"}
    return httpx.Client(base_url=f"{address}/api/v1/", headers=headers, timeout=30)
