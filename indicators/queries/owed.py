"""Readings that are owed: for the to-do list and for reminders, by the same rule."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from indicators.models import Indicator
from indicators.queries.judgements import judgements, target_spec
from indicators.queries.policy import policy_in_force
from indicators.queries.readings import latest_handed_in
from indicators.rules import Pace, reporting_date
from indicators.rules.readings import oldest_missing


@dataclass(frozen=True, slots=True)
class OwedReading:
    """The oldest period of an indicator that is over and not handed in, and when it was to be."""

    indicator: Indicator
    period: date
    due_on: date


def owed_readings(indicators: QuerySet[Indicator], today: date) -> list[OwedReading]:
    """What is owed of some indicators; a constant number of queries, and one per report.

    What is attained early needs no further reading; what the report names no figure for is not chased.
    """
    rows = list(indicators.filter(target__isnull=False).select_related("report"))
    judged = judgements(rows, today)
    policies = {pk: policy_in_force(pk, today) for pk in sorted({row.report_id for row in rows})}
    handed_in = latest_handed_in(rows)
    owed = []
    for row in rows:
        period = oldest_missing(target_spec(row), handed_in.get(row.pk), today)
        if period is not None and judged[row.pk].pace is not Pace.ATTAINED:
            due_on = reporting_date(period, row.frequency, policies[row.report_id].reading_due_day)
            owed.append(OwedReading(row, period, due_on))
    return owed
