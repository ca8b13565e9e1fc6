"""A mail server that takes everything and keeps nothing."""

import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config.embedded.folder import free_port
from config.embedded.launching import dying_with_parent

POLLS = 100
POLL_SECONDS = 0.1


@contextmanager
def mail_sink() -> Iterator[str]:
    """Its address, as EMAIL_URL wants it; the server ends with the context."""
    port = free_port()
    command = [
        sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"
    ]  # fmt: skip
    server = subprocess.Popen(dying_with_parent(command, signal.SIGTERM))  # noqa: S603  (our own)
    try:
        _wait(server, port)
        yield f"smtp://127.0.0.1:{port}"
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
