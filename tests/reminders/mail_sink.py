# ruff: noqa: ARG002  (aiosmtpd gives more than is used)
"""An SMTP server in the test's process that keeps what it accepts and can refuse as told."""

import asyncio
from collections import Counter
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.embedded.folder import free_port


class MailSink:
    """Accepts mail after ``delay`` seconds; ``answers`` maps an address to the reply to its RCPT or DATA."""

    def __init__(self, *, delay: float = 0.0) -> None:
        self.delay = delay
        self.refuse_recipient: dict[str, str] = {}
        self.refuse_data: dict[str, str] = {}
        self.refuse_sender = ""
        self.drop_after_accepting = 0
        self.messages: list[Message] = []
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> "MailSink":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen on the same port as before."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    @property
    def message_ids(self) -> Counter[str]:
        return Counter(str(message["Message-ID"]) for message in self.messages)

    async def handle_MAIL(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if address in self.refuse_recipient:
            return self.refuse_recipient[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.delay)
        for address in envelope.rcpt_tos:
            if address in self.refuse_data:
                return self.refuse_data[address]
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content))
        if self.drop_after_accepting:
            self.drop_after_accepting -= 1
            assert server.transport is not None
            server.transport.abort()
        return "250 accepted"
