"""E-mail over SMTP, many messages on one connection."""

import smtplib
from email.policy import Compat32
from email.utils import parseaddr
from functools import lru_cache
from types import TracebackType
from typing import Any, Self, cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.mail.message import sanitize_address
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.choices import NotificationKind
from accounts.models import Delivery
from accounts.notifications.links import absolute
from accounts.notifications.outcomes import ChannelAwayError, PermanentFailureError, TemporaryFailureError

FIRST_PERMANENT_CODE, TOO_LARGE = 500, 552
PREFERENCES = "/console/preferences/"
LONGEST_LINE = 78


class _ShortHeaders(Compat32):
    """Writes a header as it is where nothing has to be folded or encoded, which is nearly always."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if isinstance(value, str) and value.isascii() and len(name) + len(value) + 2 <= LONGEST_LINE:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


SHORT_HEADERS = _ShortHeaders()


@lru_cache(maxsize=1024)
def mailbox(address: str) -> str:
    """The bare address for the envelope, with its domain in ASCII; few addresses get many mails."""
    return cast("str", sanitize_address(address, "utf-8")) if not address.isascii() else parseaddr(address)[1]


class EmailSender:
    """A context in which one connection serves all messages; it is opened with the first."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._connection: SmtpBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def send(self, delivery: Delivery) -> None:
        """See :class:`~accounts.notifications.channels.sender.Sender`."""
        wire = wire_form(delivery)
        server = self._open()
        try:
            server.sendmail(mailbox(settings.DEFAULT_FROM_EMAIL), [mailbox(delivery.address)], wire)
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            raise _failure(code, text) from refused
        except smtplib.SMTPSenderRefused as refused:
            self._drop()
            if refused.smtp_code == TOO_LARGE:
                raise _failure(refused.smtp_code, refused.smtp_error) from refused
            # Not one message but all are refused: log-in, quota, the sender's own address.
            raise ChannelAwayError(str(_failure(refused.smtp_code, refused.smtp_error))) from refused
        except smtplib.SMTPResponseException as refused:
            self._drop()
            raise _failure(refused.smtp_code, refused.smtp_error) from refused
        except (smtplib.SMTPException, OSError) as lost:
            self._drop()
            raise TemporaryFailureError(str(lost)) from lost

    def _open(self) -> smtplib.SMTP:
        if self._connection is None:
            connection = SmtpBackend(timeout=self._timeout)
            try:
                connection.open()
            except (smtplib.SMTPException, OSError) as away:
                raise ChannelAwayError(str(away)) from away
            self._connection = connection
        return cast("smtplib.SMTP", self._connection.connection)

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
    mail = EmailMultiAlternatives(
        subject=" ".join(notification.title.split()), body=text, to=[delivery.address], headers=headers
    )
    mail.attach_alternative(html, "text/html")
    return mail


def wire_form(delivery: Delivery) -> bytes:
    """The mail as it goes to the server.

    A given boundary saves looking for one that no text contains; it is made of the message's own id.
    """
    message = cast("SafeMIMEMultipart", compose(delivery).message())
    message.policy = SHORT_HEADERS
    message.set_boundary(f"=_{delivery.message_id.hex}")
    return message.as_bytes(linesep="\r\n")


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
