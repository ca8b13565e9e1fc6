"""What can come of an attempt to send."""


class TemporaryFailureError(Exception):
    """Not now: the same attempt may succeed later."""


class PermanentFailureError(Exception):
    """Never: another attempt would fail the same way."""


class ChannelAwayError(TemporaryFailureError):
    """The channel itself does not answer, so that no other message would get through either."""
