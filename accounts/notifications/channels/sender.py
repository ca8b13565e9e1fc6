"""What every channel offers to the outbox."""

from types import TracebackType
from typing import Protocol, Self

from accounts.models import Delivery


class Sender(Protocol):
    """A context in which messages are sent one after another, over one connection where there is one.

    ``delivery.notification.recipient`` and ``delivery.endpoint`` are selected with the delivery.
    """

    def __enter__(self) -> Self:
        """Open nothing yet: the first message does."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what was opened."""

    def send(self, delivery: Delivery) -> None:
        """Send one message; returning means that the other side took it over.

        Raises PermanentFailureError, TemporaryFailureError, or ChannelAwayError if no message at all would
        get through. An error's text never holds a secret or the path of an address.
        """
