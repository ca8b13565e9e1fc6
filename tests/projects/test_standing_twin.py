"""The SQL twin of the traffic light says of every project what the pure rule says (DOMAIN §4)."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from accounts.calendar import workday_calendar
from accounts.choices import HolidayKind, Role
from accounts.models import Holiday, Region
from indicators.choices import RagPreset
from indicators.models import Indicator, Section, SupervisionPolicy
from projects.choices import InstructionState, ProgressReportState, Rag, Stage
from projects.models import (
    IndicatorLink,
    Instruction,
    InstructionProject,
    InstructionReply,
    Milestone,
    ProgressReport,
    Project,
)
from projects.queries.standing_facts import StandingFacts, standing_facts
from projects.queries.standing_twin import LIGHT, parameters, to_be_judged
from projects.queries.standing_twin.decimal_context import quotient, rounded
from projects.rules.deadlines import months_after
from projects.services import standing
from projects.wording import COUNTED, PLAIN
from tests import factories as make
from tests.copied import copy

# Ends of months short and long, the days around long holidays and make-up Saturdays, the turn of a year.
TODAYS = [date(2024, 2, 29), date(2024, 5, 11), date(2024, 9, 30), date(2024, 10, 8), date(2025, 1, 1)]
COUNT = 10_000
ONE_DAY = timedelta(days=1)
# Where the thresholds are met exactly once 100 % is expected.
PERCENTS = [Decimal(text) for text in ("0", "60", "70", "80", "87.5", "90", "96.87", "100")]
OFFSETS = [0, 1, 2, 6, 7, 8, 10, 14, 15, 16, 17, 20, 29, 30, 31, 32, 60, 61, 62, 88, 91, 92, 93, 120, 183, 300]
CENT = Decimal("0.01")
Row = dict[str, Any]


class Cases:
    """Writes projects whose dates and figures crowd where a light turns."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - the same cases in every run
        region = make.make_region()
        self.department = make.make_department(region, "fgw")
        self.leader = make.make_user("leader", Role.LEADER, region=region)
        self.sections = [self.section(region, number) for number in range(6)]
        self.indicators = [indicator for section in self.sections for indicator in self.indicators_of(section)]
        Holiday.objects.bulk_create(
            [
                Holiday(day=date(2024, 4, 25), kind=HolidayKind.DAY_OFF, name="停电"),
                Holiday(day=date(2024, 9, 25), kind=HolidayKind.DAY_OFF, name="停电"),
                Holiday(day=date(2024, 9, 28), kind=HolidayKind.WORKDAY, name="加班"),
            ]
        )

    def section(self, region: Region, number: int) -> Section:
        """A report of its own, under each preset once with DOMAIN's thresholds, then with others from May on."""
        report = make.make_report(region, 2024, title=f"报告{number}", is_current=False)
        SupervisionPolicy.objects.filter(report=report).update(rag_preset=RagPreset.values[number % 3])
        if number >= 3:
            SupervisionPolicy.objects.create(
                report=report, effective_from=date(2024, 5, 1), rag_preset=RagPreset.values[(number + 2) % 3],
                red_overdue_workdays=number - 3, red_points_behind=Decimal("12.5"), amber_points_behind=Decimal("3.13"),
                red_start_missed_months=number - 3, red_missing_reports=4, red_reply_overdue_workdays=15 * (number - 3),
                amber_investment_percent=Decimal("66.67"), amber_due_within_days=31,
                progress_report_due_day=[1, 28, 10][number - 3],
            )  # fmt: skip
        return make.make_part(report, "1", "加快产业升级")

    def indicators_of(self, section: Section) -> Iterator[Indicator]:
        for code, is_headline, value in (("I1", True, "1"), ("I2", True, "7"), ("I3", False, "1")):
            indicator = make.make_indicator(section, code, is_headline=is_headline)
            for month in range(1, 13):
                make.make_reading(indicator, date(2024, month, 1), value if month != 8 else "6.2")
            yield indicator

    def write(self, count: int) -> None:
        """Copies plain rows, without triggers: a model instance each would take longer than all that is tested."""
        models = (Project, Milestone, ProgressReport, IndicatorLink, Instruction, InstructionProject, InstructionReply)
        with connection.cursor() as cursor:
            for model in models:
                cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        projects = [self.project(number) for number in range(1, count + 1)]
        copy(Project, projects)
        copy(Milestone, [row for project in projects for row in self.milestones(project)])
        copy(ProgressReport, [row for project in projects for row in self.filings(project)])
        copy(IndicatorLink, [row for project in projects for row in self.links(project)])
        instructions = [self.instruction(number) for number in range(1, count // 5)]
        copy(Instruction, instructions)
        copy(InstructionProject, [row for instruction in instructions for row in self.addressed(instruction, count)])
        copy(InstructionReply, [row for instruction in instructions for row in self.replies(instruction)])

    def near(self, day: date, *, back: bool | None = None) -> date:
        """A day at a telling distance, before (``back``), after, or either."""
        backwards = self.random.random() < 0.5 if back is None else back
        offset = timedelta(days=self.random.choice(OFFSETS))
        return day - offset if backwards else day + offset

    def sometimes(self, value: Any, probability: float) -> Any:
        return value if self.random.random() < probability else None

    def project(self, number: int) -> Row:
        draw, today = self.random, day_of(number)
        stage = draw.choices(Stage.values, weights=[1, 4, 14, 1, 1, 1, 1])[0]
        due_on = self.sometimes(self.near(today) + draw.choice([0, 60, 200]) * ONE_DAY, 0.85)
        section = draw.choice(self.sections)
        return {
            "id": number, "code": str(number), "report_id": section.report_id, "section_id": section.pk,
            "stage": stage, "lead_department_id": self.department.pk, "source_line": 1,
            "closed_on": today if stage == "closed" else None, "due_on": due_on, "has_no_due_date": due_on is None,
            "assigned_on": self.sometimes(self.near(today, back=draw.random() < 0.97), 0.95),
            "reported_progress": self.sometimes(draw.choice([*PERCENTS, draw.randrange(10001) * CENT]), 0.4),
            **self.investment(today),
        }  # fmt: skip

    def investment(self, today: date) -> Row:
        """Often exactly on a threshold, where only the last of 28 digits tells below from at."""
        draw = self.random
        days = date(today.year, 12, 31).timetuple().tm_yday
        plan = draw.choice([None, Decimal(0), CENT * draw.randrange(10**9), -CENT * draw.randrange(10**9)])
        plan = draw.choice([plan, CENT * days * draw.randrange(10**6)])
        share = draw.choice([Decimal("0.5"), Decimal(1), Decimal("0.6667"), Decimal(draw.randrange(150)) / 100])
        to_date = ((plan or Decimal(1)) * today.timetuple().tm_yday / days * share).quantize(CENT)
        to_date = self.sometimes(to_date + draw.choice([0, 0, CENT, -CENT]), 0.8)
        return {"investment_this_year": plan, "investment_to_date": to_date}

    def milestones(self, project: Row) -> Iterator[Row]:
        draw, today = self.random, day_of(project["id"])
        start = project["assigned_on"] or today
        pool = [self.near(today), self.near(today, back=True), self.near(start, back=False), self.near(today)]
        pool += [project["due_on"] or today, months_after(today, -draw.randrange(5)) - draw.randrange(3) * ONE_DAY]
        pool += [pool[0] + 32 * ONE_DAY * draw.randrange(1, 5)]  # such spans put the expectation on half a cent
        weights = draw.choice([[Decimal(1)], [Decimal(1), Decimal(3), Decimal(7)], [CENT, Decimal("9999.99")]])
        settled = draw.random()
        for position in range(draw.choice([0, 1, 2, 3, 3, 3, 4, 6, 7, 12])):
            done = draw.random() < settled
            waived = not done and draw.random() < 0.15
            due_on = draw.choice(pool)
            yield {
                "project_id": project["id"], "position": position, "weight": draw.choice(weights), "due_on": due_on,
                "baseline_due_on": due_on, "completed_on": today if done else None,
                "waived_on": today if waived else None, "waive_reason": "不再需要" if waived else "",
                "is_start": draw.random() < 0.2,
            }  # fmt: skip

    def filings(self, project: Row) -> Iterator[Row]:
        """Months around the assignment to beyond today; the last ones are often missing."""
        draw, today = self.random, day_of(project["id"])
        month = months_after((project["assigned_on"] or today).replace(day=1), draw.choice([-1, 0, 1]))
        last = months_after(today.replace(day=1), draw.choice([-5, -3, -2, -1, -1, 0, 0, 1]))
        reliability = draw.choice([0.2, 0.9, 1])
        while month <= last:
            if draw.random() < reliability:
                yield {
                    "project_id": project["id"], "period": month, "due_on": month, "submitted_on": month,
                    "state": draw.choices(ProgressReportState.values, weights=[1, 1, 1, 12, 1])[0],
                    "return_reason": "不清楚", "expects_delay": draw.random() < 0.4,
                }  # fmt: skip
            month = months_after(month, 1)

    def links(self, project: Row) -> Iterator[Row]:
        if self.random.random() < 0.15:
            for indicator in self.random.sample(self.indicators, self.random.choice([1, 1, 2])):
                yield {"project_id": project["id"], "indicator_id": indicator.pk}

    def instruction(self, number: int) -> Row:
        due_on = self.near(self.random.choice(TODAYS))
        state = self.random.choices(InstructionState.values, weights=[6, 1, 1])[0]
        values = {"id": number, "leader_id": self.leader.pk, "text": "抓紧", "state": state}
        return values | {"given_on": due_on, "reply_due_on": due_on}

    def addressed(self, instruction: Row, projects: int) -> Iterator[Row]:
        for number in self.random.sample(range(1, projects + 1), self.random.choice([1, 1, 2, 3])):
            yield {"instruction_id": instruction["id"], "project_id": number}

    def replies(self, instruction: Row) -> Iterator[Row]:
        for state in self.random.choice([[], [], ["sent_back"], ["submitted", "sent_back"], ["accepted"]]):
            yield {
                "instruction_id": instruction["id"], "department_id": self.department.pk, "text": "已办",
                "state": state, "replied_by_id": self.leader.pk, "replied_on": instruction["given_on"],
                "return_reason": "不清楚",
            }  # fmt: skip


def day_of(project_id: int) -> date:
    """The day around which a project's dates crowd."""
    return TODAYS[project_id % len(TODAYS)]


FIELDS = ["progress", "expected_progress", "milestones_total", "milestones_done", "milestones_overdue"]
FIELDS += ["next_milestone_id", "next_due_on", "rag"]


def by_the_rule(ids: list[int], today: date) -> Iterator[tuple[int, Row, StandingFacts]]:
    """What judging each project by the pure rule would store, with the facts it judged by."""
    calendar = workday_calendar()
    for start in range(0, len(ids), 1000):
        projects = Project.objects.select_related("report").filter(pk__in=ids[start : start + 1000])
        facts = standing_facts(projects, today, calendar)
        for project in projects:
            standing.judge(project, facts[project.pk], today, calendar)
            stored = {name: getattr(project, name) for name in FIELDS}
            codes = [reason["code"] for reason in project.rag_reasons]
            yield project.pk, stored | {"codes": codes}, facts[project.pk]


def by_the_twin(today: date) -> dict[int, Row]:
    with connection.cursor() as cursor:
        names = [*FIELDS, "codes"]
        cursor.execute(f"{LIGHT} SELECT id, {', '.join(names)} FROM light", parameters(today, workday_calendar()))  # noqa: S608 - names from above
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in cursor.fetchall()}


@pytest.mark.django_db
def test_the_twin_says_of_every_project_what_the_rule_says() -> None:
    """Each project on the day that its dates crowd around, and on another."""
    Cases(seed=20240920).write(COUNT)
    seen: Counter[str] = Counter()
    for today, other in zip(TODAYS, [*TODAYS[1:], TODAYS[0]], strict=True):
        twin = by_the_twin(today)
        assert len(twin) == COUNT
        ids = [number for number in twin if day_of(number) in {today, other}]
        for project_id, judged, inputs in by_the_rule(ids, today):
            assert twin[project_id] == judged, f"project {project_id} on {today}: {inputs.policy} {inputs.facts}"
            seen.update([judged["rag"], *judged["codes"]])
    assert set(seen) == {*Rag.values, *PLAIN, *COUNTED}, "a light or a reason that no case meets is not compared"


def not_as_the_rule_says(today: date) -> list[int]:
    projects = Project.objects.select_related("report").exclude(stage__in=["drafted", "withdrawn"])
    calendar = workday_calendar()
    facts = standing_facts(projects, today, calendar)
    return [project.pk for project in projects if standing.judge(project, facts[project.pk], today, calendar)]


@pytest.mark.django_db
def test_after_the_nightly_sweep_everything_stored_is_what_the_rule_says(settings: LazySettings) -> None:
    Cases(seed=20240921).write(200)
    for today in (date(2024, 9, 30), date(2024, 10, 1), date(2024, 10, 8), date(2024, 10, 26)):
        settings.BUSINESS_DATE = today
        assert standing.recompute_all() == len(Project.objects.exclude(stage__in=["drafted", "withdrawn"]))
        assert not_as_the_rule_says(today) == []
    assert standing.recompute_all() == 0


@pytest.mark.django_db
def test_a_standing_that_time_does_not_move_is_confirmed_and_not_judged_anew(settings: LazySettings) -> None:
    cases = Cases(seed=1)
    closed = make.make_project(
        cases.sections[0],
        "closed",
        lead=cases.department,
        stage=Stage.CLOSED,
        due_on=date(2024, 9, 1),
        closed_on=date(2024, 9, 1),
    )
    late = make.make_project(cases.sections[0], "late", lead=cases.department, due_on=date(2024, 9, 1))
    standing.recompute_all()
    tomorrow = settings.BUSINESS_DATE = make.TODAY + ONE_DAY
    assert to_be_judged(tomorrow, workday_calendar()) == [late.pk]
    standing.recompute_all()
    closed.refresh_from_db()
    late.refresh_from_db()
    assert (closed.standing_on, closed.rag_since) == (tomorrow, make.TODAY)
    assert (late.standing_on, late.rag_since) == (tomorrow, make.TODAY)
    assert late.rag_reasons[0] == {"code": "final_date_passed", "numbers": {"due_on": "2024-09-01", "days": 20}}


@pytest.mark.django_db
def test_arithmetic_in_sql_loses_the_digits_that_decimal_loses() -> None:
    draw = Random(28)  # noqa: S311 - the same cases in every run
    pairs = [(_operand(draw), _operand(draw)) for _ in range(3000)]
    pairs += [(Decimal(number) / 64, Decimal(1) / 2**40) for number in range(-64, 64)]  # ties, among others
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {rounded('a * b')}, {rounded('a - b')}, {quotient('a', 'b')}"  # noqa: S608 - fixed text
            " FROM unnest(%s::numeric[], %s::numeric[]) AS pair (a, b)",
            [[a for a, _ in pairs], [b for _, b in pairs]],
        )
        assert cursor.fetchall() == [(a * b, a - b, a / b) for a, b in pairs]


def _operand(draw: Random) -> Decimal:
    """Up to 28 digits, often few or all nines or fives; never 0."""
    digits = draw.choice([1, 2, 5, 14, 27, 28])
    coefficient = draw.choice([draw.randrange(1, 10**digits), 10**digits - 1, 5 * 10 ** (digits - 1)])
    return Decimal(draw.choice([-1, 1]) * coefficient).scaleb(-draw.randrange(30))
