"""Indicators with their judgement as a table."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, IndicatorSupport
from indicators.queries import judgements
from indicators.rules import Judgement, Pace
from indicators.wording import PACE_SHAPES, attainment_in_words, pace_in_words, reason_in_words
from projects.exports.keyset import pieces
from projects.exports.tables.table import Table, plain
from projects.exports.workbook import Column, Look

PACE_TONES = {
    Pace.ATTAINED: "good", Pace.ON_PACE: "good", Pace.SLIGHTLY_BEHIND: "warn", Pace.BEHIND: "bad"
}  # fmt: skip


class Row(NamedTuple):
    """An indicator, its judgement, and who supports it."""

    indicator: Indicator
    judgement: Judgement
    supporting: str


def indicator_table(rows: QuerySet[Indicator], today: date) -> Table:
    """All that the list shows of each indicator, judged as of a day."""
    return Table(
        columns=_columns(),
        counted=rows,
        pieces=lambda: _pieces(rows, today),
        is_made_up=lambda row: row.indicator.is_assignment_illustrative,
    )


def _pieces(rows: QuerySet[Indicator], today: date) -> Iterator[list[Row]]:
    """A constant number of queries for each piece."""
    full = rows.select_related("report", "section__parent", "lead_department")
    for piece in pieces(full, "code", "id"):
        judged = judgements(piece, today)
        supporting: dict[int, list[str]] = defaultdict(list)
        links = IndicatorSupport.objects.filter(indicator__in=piece).order_by("department__position", "department_id")
        for indicator, name in links.values_list("indicator_id", "department__name"):
            supporting[indicator].append(name)
        yield [Row(indicator, judged[indicator.pk], "、".join(supporting[indicator.pk])) for indicator in piece]


def pace_with_shape(judgement: Judgement) -> str:
    """The pace as shape and words: ■ 滞后."""
    return f"{PACE_SHAPES[judgement.pace]} {pace_in_words(judgement)}"


def _columns() -> list[Column[Row]]:
    return [
        Column(_("code"), lambda row: row.indicator.code, 8),
        Column(_("indicator"), lambda row: row.indicator.name, 34, Look.WRAPPED),
        Column(_("target as written"), lambda row: row.indicator.target_text, 20, Look.WRAPPED),
        Column(_("target"), lambda row: plain(row.indicator.target), 12, Look.NUMBER),
        Column(_("unit"), lambda row: row.indicator.unit, 8),
        Column(_("latest"), lambda row: plain(row.judgement.latest.value) if row.judgement.latest else None, 12,
               Look.NUMBER),
        Column(_("period"), lambda row: row.judgement.latest.period if row.judgement.latest else None, 13, Look.MONTH),
        Column(_("expected by then"), lambda row: plain(row.judgement.expected), 12, Look.NUMBER),
        Column(_("pace"), lambda row: pace_with_shape(row.judgement), 18,
               tone=lambda row: PACE_TONES.get(row.judgement.pace, "")),
        Column(_("attainment"), lambda row: attainment_in_words(row.judgement), 12),
        Column(_("reasons"), lambda row: reason_in_words(row.judgement), 44, Look.WRAPPED),
        Column(_("year-end forecast"), lambda row: plain(row.judgement.forecast.year_end)
               if row.judgement.forecast else None, 12, Look.NUMBER),
        Column(_("headline indicator"), lambda row: gettext("yes") if row.indicator.is_headline else None, 9),
        Column(_("lead department"), lambda row: row.indicator.lead_department.name
               if row.indicator.lead_department else None, 18),
        Column(_("supporting departments"), lambda row: row.supporting, 24, Look.WRAPPED),
        Column(_("due on"), lambda row: row.indicator.due_on, 15, Look.DATE),
        Column(_("section"), lambda row: row.indicator.section.heading, 26, Look.WRAPPED),
        Column(_("line in the report"), lambda row: row.indicator.source_line, 9, Look.COUNT),
    ]  # fmt: skip
