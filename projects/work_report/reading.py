"""Files of a data set → rows that know where they stand; anything unreadable becomes a problem."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REPORT = "report.json"
DEPARTMENTS = "departments.json"
INDICATORS = "indicators.jsonl"
PROJECTS = "projects.jsonl"
TASKS = "tasks.jsonl"
ASSIGNMENTS = "assignments.jsonl"
RESULTS = "review_2023.jsonl"

LIST_OF_DEPARTMENTS = re.compile(r'"departments"\s*:\s*\[')
BETWEEN_ITEMS = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the data; ``line`` 0 means the file as a whole.

    ``rests_on`` names the other file whose content it presumes, if any.
    """

    file: str
    line: int
    field: str
    message: str | Promise
    rests_on: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line or "", self.field) if part != "")
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its values, and its text beginning at ``line`` (1-based) of ``file``."""

    file: str
    line: int
    text: str
    values: dict[str, Any]

    def line_of(self, field: str) -> int:
        """The line where a field stands; the record's first line if it has no such field."""
        offset = self.text.find(f'"{field}"')
        return self.line + (self.text.count("\n", 0, offset) if offset > 0 else 0)

    def problem(self, field: str, message: str | Promise, *, rests_on: str = "") -> Problem:
        """Something wrong with a field of this record."""
        return Problem(self.file, self.line_of(field), field, message, rests_on)


class RepeatedFieldError(ValueError):
    """An object names one field twice, so that one value would be lost."""


class Reader:
    """Reads the seven files of a folder; ``problems`` collects what could not be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    @property
    def incomplete(self) -> set[str]:
        """Files of which not everything could be read: what others say about them cannot be judged."""
        return {problem.file for problem in self.problems}

    def document(self, name: str) -> Row | None:
        """A file that holds one JSON object."""
        text = self._text(name)
        if text is None:
            return None
        values = self._parse(name, 1, text)
        return None if values is None else Row(name, 1, text, values)

    def records(self, name: str) -> list[Row]:
        """A file with one JSON object a line."""
        text = self._text(name)
        rows = []
        for number, line in enumerate((text or "").splitlines(), start=1):
            if not line.strip():
                self.problems.append(Problem(name, number, "", _("This line is empty; each line holds one record.")))
                continue
            values = self._parse(name, number, line)
            if values is not None:
                rows.append(Row(name, number, line, values))
        return rows

    def _text(self, name: str) -> str | None:
        try:
            content = (self.folder / name).read_bytes()
        except OSError:
            self.problems.append(Problem(name, 0, "", _("This file is missing or cannot be read.")))
            return None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.problems.append(Problem(name, line, "", _("This is not UTF-8; save the file as UTF-8.")))
            return None

    def _parse(self, name: str, line: int, text: str) -> dict[str, Any] | None:
        try:
            values = decoder().decode(text)
        except json.JSONDecodeError as error:
            message = _("This is not complete JSON (column %(column)s); is the file cut off?") % {"column": error.colno}
            self.problems.append(Problem(name, line + error.lineno - 1, "", message))
            return None
        except RepeatedFieldError as error:
            self.problems.append(Problem(name, line, str(error), _("This field is given twice.")))
            return None
        except (ValueError, RecursionError):
            self.problems.append(Problem(name, line, "", _("This is not valid JSON.")))
            return None
        if not isinstance(values, dict):
            self.problems.append(Problem(name, line, "", _("A record is a JSON object in braces.")))
            return None
        return values


def departments_of(document: Row) -> Iterator[Row]:
    """The departments inside their document, each with the line where it begins."""
    if not isinstance(document.values.get("departments"), list):
        return
    start = LIST_OF_DEPARTMENTS.search(document.text)
    position = start.end() if start else 0
    for values in document.values["departments"]:
        position = BETWEEN_ITEMS.match(document.text, position).end()  # type: ignore[union-attr]  # matches anything
        _value, end = decoder().raw_decode(document.text, position)
        line = document.text.count("\n", 0, position) + document.line
        yield Row(document.file, line, document.text[position:end], values if isinstance(values, dict) else {})
        position = end


def decoder() -> json.JSONDecoder:
    """Exact decimals, no repeated fields, no NaN."""
    return json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_unique)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise RepeatedFieldError(name)
        values[name] = value
    return values
