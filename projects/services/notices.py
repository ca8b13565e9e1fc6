"""Supervision notices (督办通知单): issued once per missed date, numbered without a gap, acknowledged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import Capability, require_department
from accounts.calendar import workday_calendar
from accounts.choices import Level
from accounts.errors import NotAllowedNow, StaleVersion
from accounts.models import Region, User
from indicators.queries import policy_in_force
from projects.choices import ReminderSubject
from projects.models import Reminder, SupervisionNotice
from projects.rules.deadlines import reply_due

SUBJECT_LENGTH = 300
# What a department owes; decisions that the office itself owes are no matter for a notice to a department.
OF_DEPARTMENTS = frozenset(
    {
        ReminderSubject.MILESTONE,
        ReminderSubject.FINAL_DATE,
        ReminderSubject.ACKNOWLEDGEMENT,
        ReminderSubject.PROGRESS_REPORT,
        ReminderSubject.READING,
        ReminderSubject.INSTRUCTION_REPLY,
    }
)


class MissedDate(NamedTuple):
    """What one notice is about; the fields are a notice's own."""

    duty: str
    subject_kind: str
    subject_id: int
    department_id: int
    due_on: date


@transaction.atomic
def issue_for(reminders: Iterable[tuple[Reminder, str]]) -> dict[MissedDate, SupervisionNotice]:
    """The notices of reminders of level 3, each with its matter in words; issued where there is none yet.

    A date that was missed has one notice, however many hear of it. The region is locked while numbers are
    given, so that they run on without gap or double.
    """
    wanted: dict[int, dict[MissedDate, tuple[Reminder, str]]] = defaultdict(dict)
    for reminder, title in reminders:
        if reminder.level == Level.L3 and reminder.duty in OF_DEPARTMENTS and reminder.department_id is not None:
            wanted[reminder.region_id].setdefault(missed_date_of(reminder), (reminder, title))
    notices: dict[MissedDate, SupervisionNotice] = {}
    for region_id in sorted(wanted):
        notices |= _issue(region_id, wanted[region_id])
    return notices


def missed_date_of(row: Reminder | SupervisionNotice) -> MissedDate:
    """What was to be done by when and by whom; no department is 0, of which there is no notice."""
    return MissedDate(row.duty, row.subject_kind, row.subject_id, row.department_id or 0, row.due_on)


@transaction.atomic
def acknowledge(*, notice_id: int, by: User, version: int | None = None) -> SupervisionNotice:
    """The head of the department confirms that the notice has been received.

    Raises AccessRefused, StaleVersion, NotAllowedNow (acknowledged already), ``SupervisionNotice.DoesNotExist``.
    """
    notice = SupervisionNotice.objects.select_for_update().get(pk=notice_id)
    require_department(by, notice.department_id, Capability.ANSWER_FOR_DEPARTMENT)
    if notice.acknowledged_at is not None:
        raise NotAllowedNow(_("This notice has been acknowledged already."))
    if version is not None and notice.version != version:
        raise StaleVersion(current_version=notice.version)
    notice.acknowledged_by, notice.acknowledged_at = by, timezone.now()
    notice.save(update_fields=["acknowledged_by", "acknowledged_at"])
    return notice


def _issue(region_id: int, wanted: Mapping[MissedDate, tuple[Reminder, str]]) -> dict[MissedDate, SupervisionNotice]:
    region = Region.objects.select_for_update(no_key=True).get(pk=region_id)
    notices = _present(region, wanted)
    missing = {matter: found for matter, found in wanted.items() if matter not in notices}
    if not missing:
        return notices
    today, calendar = clock.today(), workday_calendar()
    last = SupervisionNotice.objects.filter(region=region, year=today.year).aggregate(last=Max("number"))["last"] or 0
    answer_by: dict[int, date] = {}
    rows = []
    for number, (matter, (reminder, title)) in enumerate(missing.items(), start=last + 1):
        assert reminder.rule is not None, "nobody reminds by hand at level 3"  # noqa: S101
        report_id = reminder.rule.report_id
        if report_id not in answer_by:
            answer_by[report_id] = reply_due(today, policy_in_force(report_id, today).reply_workdays, calendar)
        rows.append(
            SupervisionNotice(
                region=region,
                year=today.year,
                number=number,
                project_id=reminder.project_id,
                subject=title[:SUBJECT_LENGTH],
                issued_on=today,
                answer_by=answer_by[report_id],
                duty=matter.duty,
                subject_kind=matter.subject_kind,
                subject_id=matter.subject_id,
                department_id=matter.department_id,
                due_on=matter.due_on,
            )
        )
    return notices | {missed_date_of(notice): notice for notice in SupervisionNotice.objects.bulk_create(rows)}


def _present(region: Region, wanted: Mapping[MissedDate, object]) -> dict[MissedDate, SupervisionNotice]:
    rows = SupervisionNotice.objects.filter(
        region=region, subject_id__in={matter.subject_id for matter in wanted}, due_on__in={m.due_on for m in wanted}
    ).select_related("region")
    return {missed_date_of(notice): notice for notice in rows if missed_date_of(notice) in wanted}
