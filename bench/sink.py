"""Servers that take everything: what the dispatch is held against."""

import os
import signal
import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.smtp import Envelope

from config.embedded.folder import free_port
from config.embedded.launching import dying_with_parent

POLLS = 100
POLL_SECONDS = 0.1


class Storing:
    """Writes each message through to the disk; the file is the server's own and is gone with it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(dir=Path(__file__).parent)  # noqa: SIM115  (open as long as the server)

    @classmethod
    def from_cli(cls, _parser: object) -> "Storing":
        """As aiosmtpd makes its handlers."""
        return cls()

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802, ARG002
        """Accept what is on the disk."""
        assert isinstance(envelope.content, bytes)
        self._file.seek(0)
        self._file.write(envelope.content)
        self._file.flush()
        os.fsync(self._file.fileno())
        return "250 stored"


@contextmanager
def mail_sink() -> Iterator[str]:
    """The address, as EMAIL_URL wants it, of a mail server that has stored a message before it accepts it.

    That is what RFC 5321 (section 6.1) asks of every server, and what the time of a real one goes into.
    """
    port = free_port()
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "bench.sink.Storing"]
    server = subprocess.Popen(dying_with_parent(command, signal.SIGTERM))
    try:
        _wait(server, port)
        yield f"smtp://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


WEB = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


@contextmanager
def web_sink() -> Iterator[str]:
    """The address of a web server that takes every POST and keeps nothing."""
    server = subprocess.Popen([sys.executable, "-c", WEB], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _poll in range(POLLS):
        try:
            smtplib.SMTP("127.0.0.1", port, local_hostname="localhost").quit()
        except OSError:
            try:
                server.wait(timeout=POLL_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError("The mail sink ended; its lines above say why.") from None
        else:
            return
    raise RuntimeError("The mail sink does not answer.")
