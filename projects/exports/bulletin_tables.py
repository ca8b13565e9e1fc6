"""The tables of a bulletin, declared once for page, paper and workbook; a row is a dict of its figures."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.rules import Pace
from indicators.wording import PACE_SHAPES, PACE_WORDS, number, stored_reason_in_words
from projects.choices import Rag
from projects.exports.tables.indicators import PACE_TONES
from projects.exports.tables.table import light_in_words, light_tone, plain
from projects.exports.workbook import Column, Look, Value
from projects.queries.bulletin import Figures
from projects.wording import reasons_in_words

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BulletinTable:
    """A table with its heading, and what is said where it has no row. ``sheet`` is its name in a workbook.

    ``paper_mm`` are the widths of the columns on paper; 0 leaves a column to the workbook.
    """

    heading: str | Promise
    sheet: str | Promise
    columns: tuple[Column[Row], ...]
    paper_mm: tuple[float, ...]
    rows: list[Row]
    nothing: str | Promise


def tables_of(figures: Figures) -> dict[str, BulletinTable]:
    """Name of the part → its table."""
    none = _("There is none.")
    return {
        "total": BulletinTable(_("Overall"), _("Overall"), TOTAL, TOTAL_MM, _lights(figures), none),
        "headline": BulletinTable(
            _("Headline indicators"), _("Indicators"), HEADLINE, HEADLINE_MM, figures["headline"], none
        ),
        "ranking": BulletinTable(
            _("Ranking of departments"), _("Ranking"), RANKING, RANKING_MM, figures["ranking"],
            _("No records of this month have been kept."),
        ),
        "red": BulletinTable(_("Red projects"), _("Red projects"), RED, RED_MM, figures["red"], none),
        "overdue": BulletinTable(
            _("Overdue milestones"), _("Overdue milestones"), OVERDUE, OVERDUE_MM, figures["overdue"], none
        ),
        "turned_red": BulletinTable(
            _("Turned red in the month"), _("Turned red"), RED, RED_MM, figures["turned_red"], none
        ),
        "not_reported": BulletinTable(
            _("Monthly reports outstanding"), _("Reports outstanding"), NOT_REPORTED, NOT_REPORTED_MM,
            figures["not_reported"], _("Every report has been filed."),
        ),
    }  # fmt: skip


def shown(value: Value, look: Look) -> str:
    """A value as page and paper show it; a dash for none."""
    if value is None or value == "":
        return "—"
    if isinstance(value, date):
        return date_format(value, "YEAR_MONTH_FORMAT" if look is Look.MONTH else "DATE_FORMAT")
    return number(value) if isinstance(value, Decimal) else str(value)


def rank_change(row: Row) -> str:
    """How a rank moved against the month before, with a sign that needs no colour."""
    before, now = row["rank_before"], row["rank"]
    if before is None:
        return gettext("new")
    if before == now:
        return gettext("= unchanged")
    places = abs(before - now)
    return (gettext("↑ up %(places)s") if now < before else gettext("↓ down %(places)s")) % {"places": places}


def _lights(figures: Figures) -> list[Row]:
    total = figures["total"]
    rows: list[Row] = [{"rag": rag.value, "count": total["by_rag"][rag.value], "of": total["projects"]} for rag in Rag]
    return [*rows, {"rag": None, "count": total["projects"], "of": total["projects"]}]


def _share(row: Row) -> Decimal | None:
    return (Decimal(100 * row["count"]) / row["of"]).quantize(Decimal("0.1"), ROUND_HALF_UP) if row["of"] else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _decimal(text: str | None) -> Decimal | None:
    return plain(Decimal(text)) if text is not None else None


def _rank_tone(row: Row) -> str:
    before = row["rank_before"]
    return "" if before is None or before == row["rank"] else "good" if row["rank"] < before else "bad"


TOTAL: tuple[Column[Row], ...] = (
    Column(_("light"), lambda row: light_in_words(row["rag"]) if row["rag"] else gettext("all"), 20,
           tone=lambda row: light_tone(row["rag"]) if row["rag"] else ""),
    Column(_("items"), lambda row: row["count"], 14, Look.COUNT),
    Column(_("share (%)"), _share, 12, Look.PERCENT),
)  # fmt: skip
TOTAL_MM = (60, 48, 48)
HEADLINE: tuple[Column[Row], ...] = (
    Column(_("indicator"), lambda row: row["name"], 28, Look.WRAPPED),
    Column(_("target"), lambda row: row["target_text"], 18, Look.WRAPPED),
    Column(_("latest"), lambda row: _decimal(row["latest"]), 11, Look.NUMBER),
    Column(_("unit"), lambda row: row["unit"], 8),
    Column(_("period"), lambda row: _day(row["period"]), 13, Look.MONTH),
    Column(_("pace"), lambda row: f"{PACE_SHAPES[Pace(row['pace'])]} {PACE_WORDS[Pace(row['pace'])]}", 16,
           tone=lambda row: PACE_TONES.get(Pace(row["pace"]), "")),
    Column(_("year-end forecast"), lambda row: _decimal(row["forecast"]), 11, Look.NUMBER),
    Column(_("lead department"), lambda row: row["lead"], 16),
    Column(_("reasons"), lambda row: stored_reason_in_words(row["reason"]), 34, Look.WRAPPED),
)  # fmt: skip
HEADLINE_MM = (28, 20, 13, 0, 20, 20, 13, 16, 26)
RANKING: tuple[Column[Row], ...] = (
    Column(_("rank"), lambda row: row["rank"], 7, Look.COUNT),
    Column(_("department"), lambda row: row["department"], 22),
    Column(_("against the month before"), rank_change, 12, tone=_rank_tone),
    Column(_("reports due"), lambda row: row["reports_due"], 9, Look.COUNT),
    Column(_("filed in time"), lambda row: row["on_time"], 9, Look.COUNT),
    Column(_("late"), lambda row: row["late"], 8, Look.COUNT),
    Column(_("missing"), lambda row: row["missing"], 8, Look.COUNT),
    Column(_("returned"), lambda row: row["returned"], 8, Look.COUNT),
    Column(_("items"), lambda row: row["items"], 8, Look.COUNT),
    Column(_("■ red"), lambda row: row["red"], 8, Look.COUNT),
    Column(_("▲ amber"), lambda row: row["amber"], 8, Look.COUNT),
    Column(_("● green"), lambda row: row["green"], 8, Look.COUNT),
    Column(_("slippage (days)"), lambda row: row["slippage_days"], 9, Look.COUNT),
)
RANKING_MM = (8, 32, 20, *(9.6,) * 10)
RED: tuple[Column[Row], ...] = (
    Column(_("code"), lambda row: row["code"], 13),
    Column(_("project"), lambda row: row["name"], 30, Look.WRAPPED),
    Column(_("lead department"), lambda row: row["lead"], 16),
    Column(_("red since"), lambda row: _day(row["since"]), 15, Look.DATE, tone=lambda _row: "bad"),
    Column(_("days late"), lambda row: row["days_late"], 8, Look.COUNT),
    Column(_("reasons"), lambda row: "；".join(reasons_in_words(row["reasons"])), 44, Look.WRAPPED),
)
RED_MM = (25, 32, 20, 29, 11, 39)
OVERDUE: tuple[Column[Row], ...] = (
    Column(_("milestone"), lambda row: row["title"], 24, Look.WRAPPED),
    Column(_("project"), lambda row: f"{row['code']} {row['name']}", 32, Look.WRAPPED),
    Column(_("lead department"), lambda row: row["lead"], 16),
    Column(_("due on"), lambda row: _day(row["due_on"]), 15, Look.DATE),
    Column(_("days late"), lambda row: row["days_late"], 8, Look.COUNT, tone=lambda _row: "bad"),
    Column(_("light"), lambda row: light_in_words(row["rag"]), 13, tone=lambda row: light_tone(row["rag"])),
    Column(_("reasons"), lambda row: "；".join(reasons_in_words(row["reasons"])), 44, Look.WRAPPED),
)
OVERDUE_MM = (22, 31, 18, 29, 11, 15, 30)
NOT_REPORTED: tuple[Column[Row], ...] = (
    Column(_("department"), lambda row: row["department"], 18),
    Column(_("reports outstanding"), lambda row: len(row["projects"]), 10, Look.COUNT),
    Column(_("projects"), lambda row: "；".join(row["projects"]), 60, Look.WRAPPED),
)
NOT_REPORTED_MM = (30, 16, 110)
