# ruff: noqa: ARG002  (aiosmtpd gives more than is used)
"""A mail server that fails as real ones do, and keeps a log of what it has accepted.

``python -m tests.chaos.sink PORT LOG SEED``: a message whose id says so is refused for good (1 %); of the
others an attempt in five is refused for now, and now and then the connection is lost after acceptance.
"""

import asyncio
import random
import sys
from email import message_from_bytes
from hashlib import blake2b
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

TEMPORARILY, LOST = 0.20, 0.02
ACCEPTED, DROPPED = "accepted", "dropped"


def is_refused_for_good(message_id: str) -> bool:
    """One in a hundred, the same at every attempt."""
    return blake2b(message_id.encode(), digest_size=4).digest()[0] % 100 == 0


class Moody:
    """Handles what aiosmtpd has received."""

    def __init__(self, log: Path, seed: int) -> None:
        self._log = log.open("a", buffering=1, encoding="ascii")
        self._random = random.Random(seed)  # noqa: S311  (a test is to be repeatable)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Refuse, or write down and accept, or write down and hang up."""
        assert isinstance(envelope.content, bytes)
        message_id = str(message_from_bytes(envelope.content)["Message-ID"]).strip("<>").partition("@")[0]
        if is_refused_for_good(message_id):
            return "550 no such user"
        if self._random.random() < TEMPORARILY:
            return "451 try again later"
        self._log.write(f"{ACCEPTED} {message_id}\n")
        if self._random.random() < LOST:
            self._log.write(f"{DROPPED} {message_id}\n")
            assert server.transport is not None
            server.transport.abort()
        return "250 accepted"


async def serve(port: int, log: Path, seed: int) -> None:
    """Until killed."""
    handler = Moody(log, seed)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
