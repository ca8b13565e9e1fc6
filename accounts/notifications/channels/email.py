"""E-mail over SMTP, many messages on one connection."""

import smtplib
from email.utils import parseaddr
from hashlib import blake2b
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart, SafeMIMEText, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.choices import NotificationKind
from accounts.models import Delivery
from accounts.notifications.links import absolute
from accounts.notifications.outcomes import ChannelAwayError, PermanentFailureError, TemporaryFailureError

FIRST_PERMANENT_CODE = 500
PREFERENCES = "/console/preferences/"


class EmailSender:
    """A context in which one connection serves all messages; it is opened with the first."""

    def __init__(self, timeout: float) -> None:
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
        """See :class:`~accounts.notifications.channels.sender.Sender`."""
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


def compose(delivery: Delivery) -> EmailMultiAlternatives:
    """The mail of a delivery, in the recipient's language; the same Message-ID at every attempt."""
    notification = delivery.notification
    is_digest = notification.kind == NotificationKind.DIGEST
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    headers = {"Message-ID": f"<{delivery.message_id}@{domain}>", "Auto-Submitted": "auto-generated"}
    if is_digest:
        headers["List-Unsubscribe"] = f"<{absolute(PREFERENCES)}>"
    context = {
        "language": notification.recipient.language,
        "title": notification.title,
        "lines": notification.body.splitlines(),
        "items": [{"text": item["text"], "link": absolute(item["path"])} for item in notification.items],
        "link": absolute(notification.path),
        "preferences": absolute(PREFERENCES),
        "is_digest": is_digest,
    }
    with translation.override(notification.recipient.language):
        html = render_to_string("mail/notification.html", context)
        text = _text(delivery, is_digest=is_digest)
    mail = _Mail(subject=" ".join(notification.title.split()), body=text, to=[delivery.address], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


class _Mail(EmailMultiAlternatives):
    """A mail whose boundary is not looked for anew in its text each time, which took a fifth of the sending."""

    def message(self) -> SafeMIMEText | SafeMIMEMultipart:
        """The mail with a boundary that no text contains: it is made of the message's own id."""
        message = super().message()
        message.set_boundary(f"=_{blake2b(self.extra_headers['Message-ID'].encode(), digest_size=16).hexdigest()}")
        return message


def _text(delivery: Delivery, *, is_digest: bool) -> str:
    notification = delivery.notification
    if notification.items:
        lines = [
            f"{number}. {item['text']}\n   {absolute(item['path'])}"
            for number, item in enumerate(notification.items, start=1)
        ]
    else:
        lines = [notification.body]
    lines += ["", _("Open in Duban: %(link)s") % {"link": absolute(notification.path)}]
    if is_digest:
        lines.append(_("What you are sent, and when, is yours to choose: %(link)s") % {"link": absolute(PREFERENCES)})
    return "\n".join([*lines, ""])


def _failure(code: int, text: bytes | str) -> Exception:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    kind = PermanentFailureError if code >= FIRST_PERMANENT_CODE else TemporaryFailureError
    return kind(f"{code} {words}")
