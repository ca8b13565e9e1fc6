"""How a simulated project has gone: a pure function of its code, so that every run makes the same past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from random import Random

STEPS = {
    "start": ("前期手续办结", "施工单位进场", "开工"),
    "complete": ("完成总工程量的40%", "完成总工程量的70%", "主体完工"),
    "commission": ("主体完工", "设备安装调试", "竣工验收"),
    "prepare": ("方案编制完成", "报批手续办结"),
    "relocate": ("选址确定", "新址建成"),
    "advance": ("完成年度任务的25%", "完成年度任务的50%", "完成年度任务的75%"),
    "other": ("制定实施方案", "全面推进实施", "开展中期评估"),
}
START_STEP = "开工"


class Course(Enum):
    """What kind of year it has been."""

    CLOSED = "closed"
    ON_PACE = "on_pace"
    JUST_LATE = "just_late"
    SLOW = "slow"
    UNREPORTED = "unreported"
    LONG_LATE = "long_late"
    STUCK = "stuck"
    SUSPENDED = "suspended"


SHARES = (
    (Course.CLOSED, 4),
    (Course.JUST_LATE, 8),
    (Course.SLOW, 8),
    (Course.UNREPORTED, 4),
    (Course.LONG_LATE, 7),
    (Course.STUCK, 4),
    (Course.SUSPENDED, 1),
    (Course.ON_PACE, 64),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A simulated intermediate milestone."""

    title: str
    due_on: date
    completed_on: date | None
    is_start: bool


@dataclass(frozen=True, slots=True)
class Past:
    """A project's simulated year up to today; ``gap`` is how many points it lags behind its pace."""

    course: Course
    steps: Sequence[Step]
    gap: int
    missing_reports: int


def past_of(code: str, action: str, *, assigned_on: date, due_on: date, today: date) -> Past:
    """The same past for the same arguments, whatever else is simulated."""
    random = Random(f"duban {code}")  # noqa: S311  (a simulation, not a secret)
    course = random.choices([course for course, _share in SHARES], [share for _course, share in SHARES])[0]
    if due_on < today:
        course = Course.CLOSED if random.random() < 0.6 else Course.LONG_LATE  # noqa: PLR2004
    titles = STEPS.get(action, STEPS["other"])
    dates = _dates(len(titles), assigned_on, due_on, random)
    dates = _shifted(course, dates, today, due_on, random)
    steps = [
        Step(title, day, _completion(course, dates, index, today, random), is_start=title == START_STEP)
        for index, (title, day) in enumerate(zip(titles, dates, strict=True))
    ]
    gaps = {Course.SLOW: random.randint(12, 24), Course.STUCK: random.randint(33, 48)}
    missing = {Course.UNREPORTED: 1, Course.STUCK: 3}
    return Past(course, steps, gaps.get(course, random.randint(-8, 4)), missing.get(course, 0))


def points_done(past: Past, expected: Decimal) -> Decimal:
    """The percentage that the department is made to report, given what is expected today."""
    return min(max(expected - past.gap, Decimal(0)), Decimal(97)).quantize(Decimal(1))


def _dates(count: int, assigned_on: date, due_on: date, random: Random) -> list[date]:
    """Evenly between assignment and due date, give or take a week, always in order."""
    length = (due_on - assigned_on).days
    span = max(length // (count + 1) // 3, 1)
    days = [length * (index + 1) // (count + 1) + random.randint(-min(span, 7), min(span, 7)) for index in range(count)]
    return [assigned_on + timedelta(days=max(day, index + 1)) for index, day in enumerate(sorted(days))]


def _shifted(course: Course, dates: list[date], today: date, due_on: date, random: Random) -> list[date]:
    """Put one step where the course needs it: a few days ago, or weeks ago, and still open."""
    ago = {Course.JUST_LATE: random.randint(2, 9), Course.LONG_LATE: random.randint(17, 75)}.get(course)
    if ago is None or due_on <= today:
        return dates
    late = today - timedelta(days=ago)
    earlier = [day for day in dates if day < late]
    index = min(len(earlier), len(dates) - 1)
    return sorted([*dates[:index], late, *dates[index + 1 :]])


def _completion(course: Course, dates: list[date], index: int, today: date, random: Random) -> date | None:
    """When a step was done; None for one that is open."""
    day = dates[index]
    done_on = max(day + timedelta(days=random.randint(-6, 0)), date(day.year, 1, 15))
    if course is Course.CLOSED:
        return min(done_on, today - timedelta(days=10))
    if day >= today:
        return None
    passed = [other for other in dates if other < today]
    if course in {Course.JUST_LATE, Course.LONG_LATE} and day == passed[-1]:
        return None
    return done_on
