"""A bulletin as a file, as an export asks for it: issued or as a draft, as paper or workbook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.access import Capability, require
from accounts.errors import InvalidInput
from accounts.models import User
from indicators.models import WorkReport
from indicators.queries import reports_visible_to
from projects.choices import ExportFormat
from projects.exports import bulletin_wording as wording
from projects.exports.bulletin_document import bulletin_document
from projects.exports.bulletin_tables import tables_of
from projects.exports.notes import made_up_note
from projects.exports.workbook import BookWriter, Heading
from projects.models import Bulletin
from projects.queries.bulletin import Figures, bulletin_figures, bulletins_visible_to
from projects.services.bulletins import require_month
from projects.wording import RANKING_RULE

SHEETS = ("total", "ranking", "red", "overdue", "headline", "turned_red", "not_reported")


@dataclass(frozen=True)
class BulletinContent:
    """A bulletin with its figures, ready to be written."""

    bulletin: Bulletin
    figures: Figures
    file_format: ExportFormat

    @property
    def count(self) -> int:
        """A bulletin is one thing."""
        return 1

    @property
    def file_name(self) -> str:
        """Number, or draft, and title."""
        return f"{wording.number_or_draft(self.bulletin)} {self.bulletin.title}.{self.file_format}"

    def write(self, path: Path, advance: Callable[[int], None]) -> None:
        """Write the file."""
        if self.file_format == ExportFormat.DOCX:
            path.write_bytes(bulletin_document(self.bulletin, self.figures))
        else:
            write_workbook(self.bulletin, self.figures, path)
        advance(1)


def bulletin_content(user: User, file_format: ExportFormat, parameters: Mapping[str, Any]) -> BulletinContent:
    """The bulletin that ``parameters`` name: ``bulletin`` (id), or ``report`` (id) and ``period`` (2024-09).

    For a month the newest one issued, else what it would be now. Raises AccessRefused, InvalidInput,
    ``ObjectDoesNotExist`` for what the user does not see.
    """
    require(user, Capability.SEE_REGION)
    seen = bulletins_visible_to(user).select_related("report__region")
    if "bulletin" in parameters:
        bulletin = seen.get(pk=int(parameters["bulletin"]))
        return BulletinContent(bulletin, figures_of(bulletin, user), file_format)
    report = reports_visible_to(user).select_related("region").get(pk=int(parameters["report"]))
    period = month_of(str(parameters["period"]))
    require_month(report, period)
    bulletin = of_month(user, report, period)
    return BulletinContent(bulletin, figures_of(bulletin, user), file_format)


def of_month(user: User, report: WorkReport, period: date) -> Bulletin:
    """The newest bulletin of a month that the user sees, else an unsaved one with a title only."""
    seen = bulletins_visible_to(user).filter(report=report, period=period).select_related("report__region")
    newest = seen.order_by("-issued_on", "-number").exclude(issued_on=None).first()
    return newest or seen.first() or Bulletin(report=report, period=period, title=wording.default_title(period))


def figures_of(bulletin: Bulletin, user: User) -> Figures:
    """The frozen figures of an issued bulletin; what they are by now for a draft."""
    return bulletin.content or bulletin_figures(user, bulletin.report, bulletin.period)


def month_of(text: str) -> date:
    """The first day of a month that is written ``2024-09``. Raises InvalidInput."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise InvalidInput(_("Give a month as YYYY-MM."), attr="period") from error


def write_workbook(bulletin: Bulletin, figures: Figures, path: Path) -> None:
    """One sheet for each part of the bulletin."""
    book, tables = BookWriter(), tables_of(figures)
    number = wording.number_or_draft(bulletin)
    day = date_format(date.fromisoformat(figures["as_of"]), "DATE_FORMAT")
    scope = f"{bulletin.report.region.name}；{number}；{_('as of %(day)s') % {'day': day}}"
    said = {"total": wording.overall(figures), "headline": wording.indicators(figures), "ranking": str(RANKING_RULE),
            "not_reported": wording.reporting(figures)}  # fmt: skip
    note = [made_up_note()] if figures["is_simulated"] else []
    for name in SHEETS:
        table = tables[name]
        words = [*filter(None, [said.get(name)]), *note]
        book.write_sheet(
            str(table.sheet), Heading(f"{bulletin.title} · {table.heading}", scope), table.columns, table.rows,
            partial(list, words),
        )  # fmt: skip
    book.save(path)
