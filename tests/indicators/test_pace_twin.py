"""The SQL twin of the indicators' judgement says of every indicator what the pure rule says (DOMAIN §2)."""

from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection

from indicators.choices import Aggregation, Comparison, Direction, Frequency, Measure, Verdict
from indicators.models import Indicator, PlannedValue, Reading, Section, SupervisionPolicy
from indicators.queries import judgements
from indicators.queries.pace_twin import paces
from indicators.rules import Pace
from indicators.rules.values import periods_of
from tests import factories as make
from tests.copied import copy

COUNT = 10_000
AS_OF = [date(2024, 1, 30), date(2024, 2, 29), date(2024, 7, 20), date(2024, 7, 21), date(2025, 1, 31)]
TARGETS = [Decimal(text) for text in ("-3.5", "0", "0.1", "1", "6.2", "26", "100", "171", "200", "8000")]
# Parts of what is expected and of the target at which a judgement turns.
SHARES = [Decimal(text) for text in ("0", "0.8999", "0.9", "0.9001", "0.98", "0.9799", "1", "1.02", "1.0201", "2")]
STEPS = [Decimal(text) for text in ("0", "0.0001", "-0.0001", "0.2", "-0.2", "0.2001", "-0.2001")]
Row = dict[str, Any]


class Cases:
    """Indicators whose values crowd where a judgement turns, in three reports with thresholds of their own."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - the same cases in every run
        self.sections = [self.section(number) for number in range(3)]
        for model in (Indicator, Reading, PlannedValue):
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        indicators = [self.indicator(number) for number in range(1, COUNT + 1)]
        copy(Indicator, indicators)
        copy(Reading, [row for indicator in indicators for row in self.readings(indicator)])
        copy(PlannedValue, [row for indicator in indicators for row in self.planned(indicator)])

    def section(self, number: int) -> Section:
        report = make.make_report(make.make_region(f"36070{number}", f"区{number}"))
        thresholds = [("0.2", "2", "0.9"), ("0", "0.5", "0.85"), ("1.5", "10", "1")][number]
        names = ("growth_rate_tolerance", "relative_tolerance", "slightly_behind_ratio")
        values = dict(zip(names, map(Decimal, thresholds), strict=True))
        SupervisionPolicy.objects.filter(report=report).update(reading_due_day=[20, 1, 28][number], **values)
        return make.make_theme(make.make_part(report, "0", "目标"), "目标")

    def indicator(self, number: int) -> Row:
        draw, section = self.random, self.random.choice(self.sections)
        comparison = draw.choices(Comparison.values, weights=[4, 4, 4, 4, 1])[0]
        target = None if comparison == Comparison.QUALITATIVE else draw.choice(TARGETS)
        measures = [Measure.GROWTH_RATE, Measure.LEVEL] if target and target < 0 else Measure.values
        return {
            "id": number, "report_id": section.report_id, "section_id": section.pk, "code": f"I{number}",
            "name": "指标", "unit": "个", "measure": draw.choice(measures), "comparison": comparison,
            "direction": draw.choice(Direction.values), "aggregation": draw.choice(Aggregation.values),
            "frequency": draw.choice(Frequency.values), "target_text": "目标", "due_on": make.YEAR_END,
            "target": target,
            "allows_over_100": True, "source_line": 1, "source_anchor": "目标",
        }  # fmt: skip

    def readings(self, indicator: Row) -> list[Row]:
        draw, target = self.random, indicator["target"]
        read = periods_of(2024, indicator["frequency"])[: draw.randint(0, 12)]
        rows = []
        for revision, period in enumerate(read, 1):
            share = draw.choice([Decimal(1), Decimal(period.month) / 12]) * draw.choice(SHARES)
            value = None if target is None else round(target * share + draw.choice(STEPS), 4)
            verdict = draw.choice(Verdict.values) if target is None else ""
            state = draw.choices(["verified", "submitted", "superseded"], weights=[6, 1, 1])[0]
            rows.append(
                {"indicator_id": indicator["id"], "period": period, "value": value, "state": state,
                 "revision": revision, "verdict": verdict, "correction_reason": "更正"}
            )  # fmt: skip
        if draw.random() < 0.1:  # left from before the frequency was changed, or of the year before
            stray = draw.choice([date(2024, 2, 1), date(2023, 12, 1)])
            if stray not in read:
                rows.append({**(rows[0] if rows else {"indicator_id": indicator["id"], "state": "verified",
                             "value": target, "verdict": "" if target is not None else "behind"}),
                             "period": stray, "revision": 99, "correction_reason": "更正"})  # fmt: skip
        return rows

    def planned(self, indicator: Row) -> list[Row]:
        if indicator["target"] is None or self.random.random() < 0.6:
            return []
        periods = periods_of(2024, indicator["frequency"])
        chosen = [period for period in periods if self.random.random() < 0.7]
        values = [round(indicator["target"] * self.random.choice(SHARES), 4) for _ in chosen]
        pairs = zip(chosen, values, strict=True)
        return [{"indicator_id": indicator["id"], "period": period, "value": value} for period, value in pairs]


@pytest.mark.django_db
def test_the_twin_says_of_ten_thousand_indicators_what_the_rule_says() -> None:
    Cases(seed=20240920)
    everything = Indicator.objects.select_related("report")
    seen: Counter[str] = Counter()
    for as_of in AS_OF:
        ids = [pk for pk in range(1, COUNT + 1) if pk % len(AS_OF) == AS_OF.index(as_of)]
        chosen = everything.filter(pk__in=ids)
        by_rule = {pk: judged.pace.value for pk, judged in judgements(chosen, as_of).items()}
        by_sql = paces(chosen, as_of)
        differing = {pk: (by_rule[pk], by_sql.get(pk)) for pk in by_rule if by_rule[pk] != by_sql.get(pk)}
        assert differing == {}
        seen.update(by_rule.values())
    assert seen.total() == COUNT
    assert set(seen) == set(Pace), "each pace occurs"
