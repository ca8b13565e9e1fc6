"""What a breakdown list leaves unclear: asked once for all rows that say the same, answered by choosing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

NONE = "none"
TAKE, LEAVE = "take", "leave"
ONE, EACH = "one", "each"
NEW = "new"
NO_DATE = "no_date"
ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Question:
    """``options`` are value → label, ``near`` how many of the first are suggestions; ``answer`` is empty while open."""

    key: str
    text: str
    options: dict[str, str]
    near: int = 0
    answer: str = ""
    rows: list[int] = field(default_factory=list)

    @property
    def suggestions(self) -> list[tuple[str, str]]:
        """What comes near."""
        return list(self.options.items())[: self.near]

    @property
    def others(self) -> list[tuple[str, str]]:
        """Everything else that may be chosen."""
        return list(self.options.items())[self.near :]


class Questions:
    """All questions of one preview; each is put once and knows the rows that wait for it."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self._asked: dict[str, Question] = {}

    def ask(self, key: str, row: int, text: str, options: Mapping[str, str], near: int = 0) -> str:
        """The answer that was given, if it is one of the options; else an empty text, and the question is open."""
        question = self._asked.get(key)
        if question is None:
            answer = self._answers.get(key, "")
            question = self._asked[key] = Question(key, text, dict(options), near, answer if answer in options else "")
        if row and row not in question.rows:
            question.rows.append(row)
        return question.answer

    @property
    def open(self) -> list[Question]:
        """Those without an answer."""
        return [question for question in self._asked.values() if not question.answer]

    @property
    def all(self) -> list[Question]:
        """Open ones first, else in the order of the rows."""
        return sorted(self._asked.values(), key=lambda question: bool(question.answer))


def dates(candidates: Iterable[date], year: int) -> tuple[dict[str, str], int]:
    """Dates to choose from: what the phrase may mean, the months' ends, and none; and how many are suggestions."""
    near = {day.isoformat(): date_format(day, "DATE_FORMAT") for day in candidates}
    ends = [date(year + month // 12, month % 12 + 1, 1) for month in range(1, 13)]
    others = {(first - ONE_DAY).isoformat(): date_format(first - ONE_DAY, "DATE_FORMAT") for first in ends}
    return {**near, NO_DATE: _("explicitly without a date"), **others}, len(near)
