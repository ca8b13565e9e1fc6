"""What an export's parameters stand for: a list, or a bulletin, ready to be written into a file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock
from accounts.access import Capability, may, require
from accounts.models import User
from projects.choices import ExportFormat, ExportKind
from projects.exports.bulletins import bulletin_content
from projects.exports.lists import Narrowed, narrowed
from projects.exports.notes import made_up_note
from projects.exports.tables import table_of
from projects.exports.tables.table import Table
from projects.exports.workbook import BookWriter, Heading
from projects.services.exports import READERS

Advance = Callable[[int], None]


class Content(Protocol):
    """Something that can be written: how much there is of it, what the file is called."""

    @property
    def count(self) -> int: ...
    @property
    def file_name(self) -> str: ...
    def write(self, path: Path, advance: Advance) -> None: ...


def content_of(kind: str, file_format: str, parameters: Mapping[str, Any], user: User) -> Content:
    """What a user asks for, as they see it now, in the active language.

    Raises AccessRefused, InvalidInput (a filter that the list does not know), ``ObjectDoesNotExist``.
    """
    require(user, *READERS)
    if kind == ExportKind.BULLETIN:
        return bulletin_content(user, ExportFormat(file_format), parameters)
    found = narrowed(str(parameters["source"]), kind, user, str(parameters.get("query", "")))
    today = clock.today()
    return ListContent(kind=ExportKind(kind), user=user, today=today, found=found, count=found.rows.count())


@dataclass(frozen=True)
class ListContent:
    """A list as a workbook of one sheet."""

    kind: ExportKind
    user: User
    today: date
    found: Narrowed
    count: int

    @property
    def file_name(self) -> str:
        """The list and the day: 重点项目 2024-09-20.xlsx."""
        return f"{self.kind.label} {self.today:%Y-%m-%d}.xlsx"

    def write(self, path: Path, advance: Advance) -> None:
        """Write the workbook; ``advance`` is told after each piece how many rows there are by then."""
        table = table_of(self.kind, self.found.rows, self.today)
        made_up = _MadeUp(table)
        book = BookWriter()
        title = f"{_place(self.user)}{self.kind.label}"
        book.write_sheet(
            str(self.kind.label),
            Heading(title, self._scope()),
            table.columns,
            made_up.rows(advance),
            lambda: [*table.notes, *made_up.notes()],
        )
        book.save(path)

    def _scope(self) -> str:
        """Whose sight, which filters, how many, as of when."""
        counted = ngettext("%(count)s row", "%(count)s rows", self.count) % {"count": self.count}
        day = _("as of %(day)s") % {"day": date_format(self.today, "DATE_FORMAT")}
        filters = _("filters: %(filters)s") % {"filters": "，".join(self.found.words)} if self.found.words else ""
        seen = _("as seen by %(name)s (%(role)s)") % {"name": self.user.name, "role": self.user.get_role_display()}
        return "；".join(filter(None, (day, seen, filters, counted)))


class _MadeUp:
    """Passes the rows of a table on and remembers whether any of them is made up."""

    def __init__(self, table: Table) -> None:
        self._table, self._seen = table, False

    def rows(self, advance: Advance) -> Iterator[Any]:
        done = 0
        for piece in self._table.pieces():
            self._seen = self._seen or any(map(self._table.is_made_up, piece))
            yield from piece
            done += len(piece)
            advance(done)

    def notes(self) -> list[str]:
        return [made_up_note()] if self._seen or settings.DEMONSTRATION else []


def _place(user: User) -> str:
    """Whose list it is: the region's, or a department's."""
    if may(user, Capability.SEE_REGION) or user.department is None:
        return user.region.name if user.region else ""
    return user.department.name
