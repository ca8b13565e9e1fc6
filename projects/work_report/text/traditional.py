"""Traditional characters as simplified ones, one for one, so that offsets stay what they were."""

from functools import cache
from typing import Any


@cache
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415  (its tables are loaded only by who asks for them)

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in simplified characters; as long as it was."""
    converted = str(_converter().convert(text))
    if len(converted) == len(text):
        return converted
    return "".join(_one(character) for character in text)


def _one(character: str) -> str:
    converted = str(_converter().convert(character))
    return converted if len(converted) == 1 else character
