"""The mail catcher of the demonstration: every message becomes a file, none leaves the machine."""

import signal
import smtplib
import sys

from config.embedded.folder import Folder, free_port
from config.embedded.launching import dying_with_parent


class MailCatcher:
    """An SMTP server that keeps mail in a Maildir."""

    stop_signal = signal.SIGTERM

    def __init__(self, folder: Folder) -> None:
        self.port = free_port()
        self.mailbox = folder.path / "mail"

    @property
    def url(self) -> str:
        """Address for the application."""
        return f"smtp://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Nothing to make: the handler makes the Maildir."""

    def command(self) -> list[str]:
        """Command line of the server, in the foreground."""
        handler = ["-c", "aiosmtpd.handlers.Mailbox", str(self.mailbox)]
        listen = ["-n", "-l", f"127.0.0.1:{self.port}"]
        return dying_with_parent([sys.executable, "-m", "aiosmtpd", *listen, *handler], self.stop_signal)

    def is_ready(self) -> bool:
        """Whether it greets."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=5):
                return True
        except OSError:
            return False
