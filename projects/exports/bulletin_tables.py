"""The tables of a bulletin, declared once for page, paper and workbook; a row is a dict of its figures."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
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
    """A table with its heading, and what is said where it has no row. ``sheet`` is its name in a workbook."""

    heading: str | Promise
    sheet: str | Promise
    columns: tuple[Column[Row], ...]
    rows: list[Row]
    nothing: str | Promise


def tables_of(figures: Figures) -> dict[str, BulletinTable]:
    """Name of the part → its table."""
    return {
        "total": BulletinTable(
            _("Overall"), _("Overall"), TOTAL, _lights(figures), _("There is no project yet.")
        ),
        "headline": BulletinTable(
            _("Headline indicators"), _("Indicators"), HEADLINE, figures["headline"], _("There is none.")
        ),
        "ranking": BulletinTable(
            _("Ranking of departments"), _("Ranking"), RANKING, figures["ranking"],
            _("No records of this month have been kept."),
        ),
        "red": BulletinTable(_("Red projects"), _("Red projects"), RED, figures["red"], _("There is none.")),
        "overdue": BulletinTable(
            _("Overdue milestones"), _("Overdue milestones"), OVERDUE, figures["overdue"], _("There is none.")
        ),
        "turned_red": BulletinTable(
            _("Turned red in the month"), _("Turned red"), RED, figures["turned_red"], _("There is none.")
        ),
        "not_reported": BulletinTable(
            _("Monthly reports outstanding"), _("Reports outstanding"), NOT_REPORTED, figures["not_reported"],
            _("Every report has been filed."),
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
        return _now("new")
    if before == now:
        return _now("= unchanged")
    places = abs(before - now)
    return (_now("↑ up %(places)s") if now < before else _now("↓ down %(places)s")) % {"places": places}


def _lights(figures: Figures) -> list[Row]:
    total = figures["total"]
    rows: list[Row] = [{"rag": rag.value, "count": total["by_rag"][rag.value], "of": total["projects"]} for rag in Rag]
    return [*rows, {"rag": None, "count": total["projects"], "of": total["projects"]}]


def _share(row: Row) -> Decimal | None:
    return (Decimal(100 * row["count"]) / row["of"]).quantize(Decimal("0.1")) if row["of"] else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _decimal(text: str | None) -> Decimal | None:
    return plain(Decimal(text)) if text is not None else None


def _rank_tone(row: Row) -> str:
    before = row["rank_before"]
    return "" if before is None or before == row["rank"] else "good" if row["rank"] < before else "bad"


TOTAL: tuple[Column[Row], ...] = (
    Column(_("light"), lambda row: light_in_words(row["rag"]) if row["rag"] else _now("all"), 20,
           tone=lambda row: light_tone(row["rag"]) if row["rag"] else ""),
    Column(_("items"), lambda row: row["count"], 14, Look.COUNT),
    Column(_("share (%)"), _share, 12, Look.PERCENT),
)  # fmt: skip
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
RED: tuple[Column[Row], ...] = (
    Column(_("code"), lambda row: row["code"], 13),
    Column(_("project"), lambda row: row["name"], 30, Look.WRAPPED),
    Column(_("lead department"), lambda row: row["lead"], 16),
    Column(_("red since"), lambda row: _day(row["since"]), 15, Look.DATE, tone=lambda _row: "bad"),
    Column(_("days late"), lambda row: row["days_late"], 8, Look.COUNT),
    Column(_("reasons"), lambda row: "；".join(reasons_in_words(row["reasons"])), 44, Look.WRAPPED),
)
OVERDUE: tuple[Column[Row], ...] = (
    Column(_("milestone"), lambda row: row["title"], 24, Look.WRAPPED),
    Column(_("project"), lambda row: f"{row['code']} {row['name']}", 32, Look.WRAPPED),
    Column(_("lead department"), lambda row: row["lead"], 16),
    Column(_("due on"), lambda row: _day(row["due_on"]), 15, Look.DATE),
    Column(_("days late"), lambda row: row["days_late"], 8, Look.COUNT, tone=lambda _row: "bad"),
    Column(_("light"), lambda row: light_in_words(row["rag"]), 13, tone=lambda row: light_tone(row["rag"])),
    Column(_("reasons"), lambda row: "；".join(reasons_in_words(row["reasons"])), 44, Look.WRAPPED),
)
NOT_REPORTED: tuple[Column[Row], ...] = (
    Column(_("department"), lambda row: row["department"], 18),
    Column(_("reports outstanding"), lambda row: len(row["projects"]), 10, Look.COUNT),
    Column(_("projects"), lambda row: "；".join(row["projects"]), 60, Look.WRAPPED),
)
