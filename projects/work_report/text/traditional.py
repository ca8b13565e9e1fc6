"""Traditional characters as simplified ones, one for one, so that offsets stay what they were."""

from functools import cache

from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in simplified characters; as long as it was."""
    converted = _converter().convert(text)
    if len(converted) == len(text):
        return str(converted)
    return "".join(_one(character) for character in text)


def _one(character: str) -> str:
    converted = str(_converter().convert(character))
    return converted if len(converted) == 1 else character
