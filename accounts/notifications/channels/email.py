"""E-mail over SMTP, many messages on one connection."""

import smtplib
from email.utils import parseaddr
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Delivery
from accounts.notifications.outcomes import ChannelAwayError, PermanentFailureError, TemporaryFailureError

FIRST_PERMANENT_CODE = 500


class EmailChannel:
    """A context in which one connection serves all messages; it is opened with the first."""

    def __init__(self, *, timeout: float) -> None:
        self._timeout = timeout
        self._connection: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def send(self, delivery: Delivery) -> None:
        """Send one message; returning means that the server took it over.

        Raises PermanentFailureError, TemporaryFailureError, or ChannelAwayError if no connection is to be had.
        """
        message = compose(delivery)
        connection = self._open()
        message.connection = connection
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            raise _failure(code, text) from refused
        except smtplib.SMTPResponseException as refused:
            self._drop()
            raise _failure(refused.smtp_code, refused.smtp_error) from refused
        except (smtplib.SMTPException, OSError) as lost:
            self._drop()
            raise TemporaryFailureError(str(lost)) from lost

    def _open(self) -> BaseEmailBackend:
        if self._connection is None:
            connection = get_connection(timeout=self._timeout)
            try:
                connection.open()
            except (smtplib.SMTPException, OSError) as away:
                raise ChannelAwayError(str(away)) from away
            self._connection = connection
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def compose(delivery: Delivery) -> EmailMessage:
    """The mail of a delivery, in the recipient's language; the same Message-ID at every attempt."""
    notification = delivery.notification
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    with translation.override(notification.recipient.language):
        footer = _("Open in Duban: %(link)s") % {"link": f"{settings.SITE_URL.rstrip('/')}{notification.path}"}
    return EmailMessage(
        subject=" ".join(notification.title.split()),
        body=f"{notification.body}\n\n{footer}\n",
        to=[delivery.address],
        headers={"Message-ID": f"<{delivery.message_id}@{domain}>", "Auto-Submitted": "auto-generated"},
    )


def _failure(code: int, text: bytes | str) -> Exception:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    kind = PermanentFailureError if code >= FIRST_PERMANENT_CODE else TemporaryFailureError
    return kind(f"{code} {words}")
