"""The web server as it is deployed, with one process, and a client on one kept connection."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from resource import getpagesize

import orjson

from config.embedded.folder import free_port
from config.embedded.launching import dying_with_parent

ROOT = Path(__file__).resolve().parent.parent
POLLS = 600
POLL_SECONDS = 0.1


class Client:
    """Asks again and again on the same connection."""

    def __init__(self, port: int, server: int = 0) -> None:
        self._server = server
        self._connection = http.client.HTTPConnection("localhost", port, timeout=30)

    def get(self, path: str, token: str = "", *, known: str = "") -> tuple[int, bytes, http.client.HTTPMessage]:
        """Status, body and headers of an address. ``known`` is an ETag that the caller holds.

        The server lets go of a connection that was idle while the other side had its turn; then a new one is asked.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"If-None-Match": known} if known else {}
        try:
            return self._ask(path, headers)
        except http.client.RemoteDisconnected:
            self._connection.close()
            return self._ask(path, headers)

    def body(self, path: str, token: str = "") -> bytes:
        """Body of an address that has to answer 200."""
        status, body, _headers = self.get(path, token)
        if status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {status}: {body.decode('utf-8', 'replace')[:500]}")
        return body

    def memory(self) -> float:
        """MB that the server's one worker process holds now: its program, its libraries and its data."""
        (worker,) = Path(f"/proc/{self._server}/task/{self._server}/children").read_text().split()
        return int(Path(f"/proc/{worker}/statm").read_text().split()[1]) * getpagesize() / 10**6

    def _ask(self, path: str, headers: Mapping[str, str]) -> tuple[int, bytes, http.client.HTTPMessage]:
        self._connection.request("GET", path, headers=headers)
        response = self._connection.getresponse()
        return response.status, response.read(), response.headers


@contextmanager
def web_server(reader: Mapping[str, object]) -> Iterator[Client]:
    """A client of a web server that knows whom the raw handlers answer; the server ends with the context."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.conf.py"), "bench.application"]
    known = {"PORT": str(port), "WEB_PROCESSES": "1", "BENCH_READER": orjson.dumps(reader).decode()}
    server = subprocess.Popen(dying_with_parent(command, signal.SIGTERM), env=os.environ | known, cwd=ROOT)
    try:
        _wait(server, port)
        yield Client(port, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _poll in range(POLLS):
        try:
            Client(port).body("/healthz")
        except OSError:
            if server.poll() is not None:
                raise RuntimeError("The web server ended; its lines above say why.") from None
            try:
                server.wait(timeout=POLL_SECONDS)
            except subprocess.TimeoutExpired:
                continue
        else:
            return
    raise RuntimeError("The web server does not answer.")
