"""The product in web server processes that write down every password they hash, into the file ``HASHED``."""

import os
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

from config.wsgi import application

__all__ = ["application"]


def noted(method: Any) -> Any:
    """The same, with one line more in the file; a line so short is written at once or not at all."""

    def noting(self: Argon2PasswordHasher, password: str, *more: str) -> Any:
        with open(os.environ["HASHED"], "a") as file:  # noqa: PTH123  (appended by several processes)
            file.write(f"{password}\n")
        return method(self, password, *more)

    return noting


for name in ("encode", "verify"):
    setattr(Argon2PasswordHasher, name, noted(getattr(Argon2PasswordHasher, name)))
