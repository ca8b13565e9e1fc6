"""Departments' records of the months as a table."""

from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from projects.exports.keyset import pieces
from projects.exports.tables.table import Table
from projects.exports.workbook import Column, Look
from projects.models import DepartmentRecord
from projects.wording import RANKING_RULE

Row = dict[str, Any]
FIGURES = ("reports_due", "on_time", "late", "returned", "missing", "items", "red", "amber", "green", "slippage_days")
READ = (
    "reporting_period__period", "rank", "id", "department__name", "department__is_illustrative", *FIGURES,
)  # fmt: skip


def record_table(rows: QuerySet[DepartmentRecord], today: date) -> Table:  # noqa: ARG001  (as of its own month)
    """Records by month and rank, with the rule of the ranking below."""
    return Table(
        columns=_columns(),
        counted=rows,
        pieces=lambda: pieces(rows.values(*READ), "reporting_period__period", "rank", "id"),
        is_made_up=lambda row: row["department__is_illustrative"],
        notes=(str(RANKING_RULE),),
    )


def _columns() -> list[Column[Row]]:
    figures: list[Column[Row]] = [
        Column(heading, itemgetter(name), 11, Look.COUNT) for name, heading in HEADINGS.items()
    ]
    return [
        Column(_("period"), lambda row: row["reporting_period__period"], 13, Look.MONTH),
        Column(_("rank"), lambda row: row["rank"], 8, Look.COUNT),
        Column(_("department"), lambda row: row["department__name"], 22),
        *figures,
    ]


HEADINGS = {
    "reports_due": _("reports due"),
    "on_time": _("filed in time"),
    "late": _("late"),
    "returned": _("returned"),
    "missing": _("missing"),
    "items": _("items"),
    "red": _("red"),
    "amber": _("amber"),
    "green": _("green"),
    "slippage_days": _("slippage (days)"),
}
