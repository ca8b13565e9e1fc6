"""Projects, milestones and monthly reports as they were at the end of a past day, from the history tables.

Lights are stored on every change and every night (DOMAIN §4), and triggers record each row as it was written
(DOMAIN §7); the newest record before a day's end therefore says what a reader saw that day. A record has its
row's columns under the same names, so that the conditions and counts of the present serve the past as well;
only the row's id is ``id`` there, not the primary key.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min, Model, OuterRef, QuerySet, Subquery

from accounts import clock
from accounts.models import User
from indicators.models import WorkReport
from projects.models import Milestone, ProgressReport, Project
from projects.queries.projects import visible_to

DELETED = "delete"
Columns = tuple[Any, ...]


def end_of(day: date) -> datetime:
    """The instant at which a business day is over, in Asia/Shanghai."""
    return clock.start_of(day + timedelta(days=1))


def first_record(report: WorkReport) -> datetime | None:
    """The instant of the first record of a report's projects; None while it has none. Looked up in the index, too."""
    written = _records_of(Project).filter(pgh_obj=OuterRef("pk")).order_by("pgh_created_at", "pgh_id")
    projects = Project.objects.filter(report=report).order_by()
    began = projects.annotate(began=Subquery(written.values("pgh_created_at")[:1]))
    first: datetime | None = began.aggregate(first=Min("began"))["first"]
    return first.astimezone(clock.BEIJING) if first else None


def is_on_record(report: WorkReport, day: date) -> bool:
    """Whether the history knows a report's projects as of a day."""
    first = first_record(report)
    return first is not None and first < end_of(day)


def projects_then(user: User, report: WorkReport, day: date) -> QuerySet[Any]:
    """A report's projects as they were; of those that the user may see today, which are all still there.

    Which records these are is asked at once, since each count of a page would look them up again. One query.
    """
    seen = visible_to(user).filter(report=report).order_by()
    newest = seen.values_list(project_then(day, "pgh_id"), flat=True)
    return _records_of(Project).filter(pgh_id__in=[pk for pk in newest if pk is not None])


def project_then(day: date, column: str) -> Subquery:
    """A column of the outer query's project as it was at a day's end, NULL if it was not there.

    Looked up in the index, project by project: each night adds a record of each, most of which a scan would read
    in vain.
    """
    written = _records_of(Project).filter(pgh_obj=OuterRef("pk"), pgh_created_at__lt=end_of(day))
    return Subquery(written.order_by("-pgh_created_at", "-pgh_id").values(column)[:1])


def milestones_then(project_ids: Collection[int], day: date, *columns: str) -> list[Columns]:
    """The milestones of projects as they were, as tuples of columns."""
    return _newest(Milestone, day, columns, project_id__in=project_ids)


def progress_reports_then(project_ids: Collection[int], day: date, period: date, *columns: str) -> list[Columns]:
    """The reports of projects on a month as they were, as tuples of columns."""
    return _newest(ProgressReport, day, columns, project_id__in=project_ids, period=period)


def _newest(model: type[Model], day: date, columns: Collection[str], **never_changing: Any) -> list[Columns]:
    """The newest record of each row before a day's end, unless that records its deletion.

    One table, read once, and nothing joined: with statistics from before the rows came, PostgreSQL would join
    thousands of records to each other in nested loops. Plain tuples: of so many objects, the garbage collector
    would look at each.
    """
    written = _records_of(model).filter(pgh_created_at__lt=end_of(day), **never_changing)
    newest = written.order_by("id", "-pgh_created_at", "-pgh_id").distinct("id")
    return [row[1:] for row in newest.values_list("pgh_label", *columns) if row[0] != DELETED]


def _records_of(model: type[Model]) -> QuerySet[Any]:
    records: QuerySet[Any] = model.pgh_event_model._default_manager.all()  # type: ignore[attr-defined]  # pghistory's
    return records
