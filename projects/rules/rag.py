"""The traffic light of a project (DOMAIN §4): first match wins, and every match says why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.rules.workdays import WorkdayCalendar
from projects.rules.deadlines import months_after
from projects.rules.schedule import Step

Number = Decimal | date | int | str
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class RagPolicy:
    """Thresholds of DOMAIN §4; ``preset`` chooses how falling behind is measured."""

    preset: str = "points_behind_pace"
    red_overdue_workdays: int = 10
    red_points_behind: Decimal = Decimal(30)
    amber_points_behind: Decimal = Decimal(10)
    red_start_missed_months: int = 3
    red_missing_reports: int = 2
    red_reply_overdue_workdays: int = 5
    amber_investment_percent: Decimal = Decimal(50)
    amber_due_within_days: int = 7


@dataclass(frozen=True, slots=True)
class RagFacts:
    """Everything that a project's light depends on, as values."""

    stage: str
    due_on: date | None = None
    steps: Sequence[Step] = ()
    progress: Decimal = Decimal(0)
    expected: Decimal = Decimal(0)
    first_report_due_on: date | None = None
    missing_reports: int = 0
    expects_delay: bool = False
    investment_this_year: Decimal | None = None
    investment_to_date: Decimal | None = None
    reply_due_on: date | None = None
    headline_indicators_behind: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a light shows: a code that ``projects.wording`` puts into words with the numbers."""

    code: str
    numbers: dict[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RagDecision:
    """A light with all reasons that hold at its level."""

    rag: str
    reasons: tuple[Reason, ...]


def decide(facts: RagFacts, policy: RagPolicy, today: date, calendar: WorkdayCalendar) -> RagDecision:
    """The light of a project today. Never raises on valid facts."""
    if facts.stage == "closed":
        return RagDecision("blue", (Reason("closed"),))
    if facts.stage in {"drafted", "suspended", "withdrawn"}:
        return RagDecision("grey", (Reason(facts.stage),))
    if _is_nothing_due_yet(facts, today):
        return RagDecision("grey", (Reason("nothing_due_yet", {"until": facts.first_report_due_on or today}),))
    red = tuple(_red_reasons(facts, policy, today, calendar))
    if red:
        return RagDecision("red", red)
    amber = tuple(_amber_reasons(facts, policy, today))
    if amber:
        return RagDecision("amber", amber)
    return RagDecision("green", (Reason("on_pace", {"progress": facts.progress, "expected": facts.expected}),))


def overdue(steps: Sequence[Step], today: date) -> list[Step]:
    """Open milestones whose date has passed, oldest first."""
    return sorted((step for step in steps if step.is_open and step.due_on < today), key=lambda step: step.due_on)


def _red_reasons(facts: RagFacts, policy: RagPolicy, today: date, calendar: WorkdayCalendar) -> Iterator[Reason]:
    if facts.due_on is not None and facts.due_on < today:
        yield Reason("final_date_passed", {"due_on": facts.due_on, "days": (today - facts.due_on).days})
    late = overdue(facts.steps, today)
    if late:
        workdays = calendar.workdays_between(late[0].due_on, today)
        if workdays > policy.red_overdue_workdays:
            numbers: dict[str, Number] = {"count": len(late), "due_on": late[0].due_on, "workdays": workdays}
            yield Reason("milestone_long_overdue", numbers)
    yield from _behind_pace(facts, policy, today, level="red")
    start = _missed_start(facts, today)
    if start is not None and months_after(start, policy.red_start_missed_months) < today:
        yield Reason("start_long_missed", {"due_on": start, "days": (today - start).days})
    if facts.missing_reports >= policy.red_missing_reports:
        yield Reason("reports_missing", {"count": facts.missing_reports})
    if facts.reply_due_on is not None:
        workdays = calendar.workdays_between(facts.reply_due_on, today)
        if workdays > policy.red_reply_overdue_workdays:
            yield Reason("reply_overdue", {"due_on": facts.reply_due_on, "workdays": workdays})


def _amber_reasons(facts: RagFacts, policy: RagPolicy, today: date) -> Iterator[Reason]:
    late = overdue(facts.steps, today)
    if late:
        yield Reason(
            "milestone_overdue",
            {"count": len(late), "due_on": late[0].due_on, "days": (today - late[0].due_on).days},
        )
    yield from _behind_pace(facts, policy, today, level="amber")
    if policy.preset != "share_of_pace":
        share = _share_of_investment_pace(facts, today)
        if share is not None and share < policy.amber_investment_percent / HUNDRED:
            yield _investment_reason("investment_behind", facts, share)
    start = _missed_start(facts, today)
    if start is not None:
        yield Reason("start_missed", {"due_on": start, "days": (today - start).days})
    if facts.missing_reports >= 1:
        yield Reason("report_missing", {"count": facts.missing_reports})
    if facts.expects_delay:
        due = min((step.due_on for step in facts.steps if step.is_open and step.due_on >= today), default=None)
        if due is not None and (due - today).days <= policy.amber_due_within_days:
            yield Reason("delay_expected", {"due_on": due, "days": (due - today).days})
    if facts.headline_indicators_behind:
        names = "、".join(facts.headline_indicators_behind)
        yield Reason("headline_indicator_behind", {"names": names, "count": len(facts.headline_indicators_behind)})


def _behind_pace(facts: RagFacts, policy: RagPolicy, today: date, *, level: str) -> Iterator[Reason]:
    """Falling behind, measured as the policy's preset says; each source is named in DOMAIN §4."""
    behind = facts.expected - facts.progress
    numbers: dict[str, Number] = {"points": behind, "progress": facts.progress, "expected": facts.expected}
    if policy.preset == "share_of_pace":
        share = _share_of_investment_pace(facts, today)
        if share is not None and share < (Decimal("0.5") if level == "red" else 1):
            yield _investment_reason("investment_share_of_pace", facts, share)
    elif policy.preset == "month_task_done":
        limit = Decimal("0.6") if level == "red" else Decimal("0.8")
        if facts.expected > 0 and facts.progress / facts.expected < limit:
            yield Reason("month_task_not_done", numbers | {"percent": facts.progress / facts.expected * HUNDRED})
    elif behind > policy.red_points_behind if level == "red" else behind >= policy.amber_points_behind:
        yield Reason("behind_pace", numbers)


def _share_of_investment_pace(facts: RagFacts, today: date) -> Decimal | None:
    """Investment to date over plan × elapsed share of the year; None without a plan or a figure."""
    if not facts.investment_this_year or facts.investment_to_date is None:
        return None
    year_days = (date(today.year, 12, 31) - date(today.year - 1, 12, 31)).days
    elapsed = Decimal((today - date(today.year - 1, 12, 31)).days) / year_days
    return facts.investment_to_date / (facts.investment_this_year * elapsed)


def _investment_reason(code: str, facts: RagFacts, share: Decimal) -> Reason:
    return Reason(
        code,
        {
            "invested": facts.investment_to_date or Decimal(0),
            "planned": facts.investment_this_year or Decimal(0),
            "percent": share * HUNDRED,
        },
    )


def _missed_start(facts: RagFacts, today: date) -> date | None:
    """Date of a start that was due and has not been made."""
    return min(
        (step.due_on for step in facts.steps if step.is_start and step.is_open and step.due_on < today), default=None
    )


def _is_nothing_due_yet(facts: RagFacts, today: date) -> bool:
    """The first reporting period runs, and no milestone, final date or reply has come due in it."""
    if facts.first_report_due_on is None or today > facts.first_report_due_on:
        return False
    dates = [facts.due_on, facts.reply_due_on, *(step.due_on for step in facts.steps)]
    return all(day is None or day > today for day in dates)
