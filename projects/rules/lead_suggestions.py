"""Which department a commitment's words suggest as its lead; a guess that a person confirms or replaces; pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Keyword(NamedTuple):
    """A word and the id of the department that it suggests."""

    word: str
    department: int


def suggest(texts: Sequence[str], keywords: Iterable[Keyword]) -> Keyword | None:
    """The keyword that decides, or None.

    The first of ``texts`` that holds a keyword decides, the longest one in it: 老旧小区 says more than 小区. Where
    equally long ones suggest different departments nothing is suggested.
    """
    by_length = sorted(keywords, key=lambda keyword: (-len(keyword.word), keyword))
    for text in texts:
        found = [keyword for keyword in by_length if keyword.word in text]
        longest = [keyword for keyword in found if len(keyword.word) == len(found[0].word)]
        if longest:
            return longest[0] if len({keyword.department for keyword in longest}) == 1 else None
    return None
