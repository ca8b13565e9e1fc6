"""Each figure that the shipped report promises, judged as DOMAIN §2 says; the answers are worked out by hand."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from indicators.rules import Attainment, Judgement, JudgingPolicy, Measured, Pace, TargetSpec, judge, period_end
from tests.indicators.worked_by_hand import CUMULATIVE, LEVELS
from tests.work_report.corruptions import DATA, lines_of

DECEMBER = 12
MAY = 5
ATTAINED = (Attainment.ATTAINED, Pace.ATTAINED)
RECORDS = {
    record["id"]: record
    for record in (json.loads(line, parse_float=Decimal) for line in lines_of(DATA / "indicators.jsonl"))
}
NUMERIC = [code for code, record in RECORDS.items() if record["target"] is not None]
QUALITATIVE = [code for code, record in RECORDS.items() if record["target"] is None]


@dataclass(frozen=True)
class Answer:
    """What is to be said of ``value`` as the reading of a month of 2024; nothing else has been read."""

    month: int
    value: str
    attainment: Attainment
    pace: Pace
    expected: str

    def __str__(self) -> str:
        return f"{self.value} in month {self.month}"


def cells(table: str) -> Iterator[list[str]]:
    """The rows of a table without its heading, column by column; columns of several values have two blanks between."""
    for line in table.strip().splitlines()[1:]:
        yield [cell.strip() for cell in line.split("  ") if cell.strip()]


def values_in(cell: str) -> list[str]:
    return [] if cell == "-" else cell.replace("..", " ").split()


def of_what_adds_up() -> Iterator[tuple[str, Answer]]:
    for code, month, expected, on_pace, slightly, behind, missed, its_pace, target, exceeded in cells(CUMULATIVE):
        within = [(on_pace, Pace.ON_PACE), (slightly, Pace.SLIGHTLY_BEHIND), (behind, Pace.BEHIND)]
        for cell, pace in within:
            for value in values_in(cell):
                yield code, Answer(int(month), value, Attainment.OPEN, pace, expected)
        yield code, Answer(int(month), exceeded, *ATTAINED, expected)
        yield code, Answer(DECEMBER, missed, Attainment.NOT_ATTAINED, Pace(its_pace), target)
        yield code, Answer(DECEMBER, target, *ATTAINED, target)
        yield code, Answer(DECEMBER, exceeded, *ATTAINED, target)


def of_rates_and_states() -> Iterator[tuple[str, Answer]]:
    for code, target, meets, slightly, behind in cells(LEVELS):
        for month, otherwise in ((MAY, Attainment.OPEN), (DECEMBER, Attainment.NOT_ATTAINED)):
            for value in values_in(meets):
                yield code, Answer(month, value, Attainment.ATTAINED, Pace.ON_PACE, target)
            for cell, pace in ((slightly, Pace.SLIGHTLY_BEHIND), (behind, Pace.BEHIND)):
                for value in values_in(cell):
                    yield code, Answer(month, value, otherwise, pace, target)


ANSWERS: dict[str, list[Answer]] = defaultdict(list)
for _code, _answer in (*of_what_adds_up(), *of_rates_and_states()):
    ANSWERS[_code].append(_answer)


def promise_of(record: dict[str, Any]) -> TargetSpec:
    """As the import of the report makes it."""
    names = ("measure", "comparison", "direction", "aggregation")
    target = None if record["target"] is None else Decimal(record["target"])
    return TargetSpec(year=2024, target=target, **{name: record[name] for name in names})


def judged(code: str, month: int, value: str) -> Judgement:
    """Ten days after the month's end, when nothing else has been read."""
    period = date(2024, month, 1)
    as_of = period_end(period, "monthly") + timedelta(days=10)
    return judge(promise_of(RECORDS[code]), [Measured(period, Decimal(value))], [], as_of, JudgingPolicy())


def test_the_table_has_every_number_of_the_report_and_nothing_else() -> None:
    assert (len(NUMERIC), len(QUALITATIVE)) == (66, 11)
    assert sorted(ANSWERS) == NUMERIC
    rows = [row[0] for table in (CUMULATIVE, LEVELS) for row in cells(table)]
    assert sorted(rows) == NUMERIC, "each once"


@pytest.mark.parametrize("code", NUMERIC)
def test_the_table_has_values_below_at_and_above_each_target_and_one_within_the_year(code: str) -> None:
    target = Decimal(RECORDS[code]["target"])
    at_the_end = [Decimal(answer.value) for answer in ANSWERS[code] if answer.month == DECEMBER]
    assert target in at_the_end
    assert any(value > target for value in at_the_end)
    assert any(value < target for value in at_the_end) or target == 0, "fewer than no families cannot be"
    assert any(answer.month in range(4, 10) for answer in ANSWERS[code])


@pytest.mark.parametrize("code", NUMERIC)
def test_a_reading_is_judged_as_worked_out_by_hand(code: str) -> None:
    said = {}
    for answer in ANSWERS[code]:
        seen = judged(code, answer.month, answer.value)
        expected = f"{round(seen.expected, 4).normalize():f}"
        said[str(answer)] = (seen.attainment, seen.pace, expected)
        assert seen.latest == Measured(date(2024, answer.month, 1), Decimal(answer.value))
    assert said == {str(answer): (answer.attainment, answer.pace, answer.expected) for answer in ANSWERS[code]}
