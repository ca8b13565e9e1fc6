"""Supervision notices (督办通知单): issued once per missed date, numbered without a gap, acknowledged."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import Capability, require_department
from accounts.calendar import workday_calendar
from accounts.choices import Level
from accounts.errors import NotAllowedNow
from accounts.models import Department, Region, User
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


@transaction.atomic
def issue_for(reminders: Iterable[tuple[Reminder, str]]) -> dict[tuple[str, int], SupervisionNotice]:
    """The notices of reminders of level 3, each with its matter in words: (subject kind, id) → notice.

    A date that was missed has one notice, however many hear of it. The region is locked while numbers are
    given, so that they run on without gap or double.
    """
    notices: dict[tuple[str, int], SupervisionNotice] = {}
    for reminder, title in reminders:
        department = reminder.department
        if reminder.level != Level.L3 or reminder.duty not in OF_DEPARTMENTS or department is None:
            continue
        key = (reminder.subject_kind, reminder.subject_id)
        notices[key] = notices.get(key) or _present(reminder) or _issue(reminder, department, title)
    return notices


@transaction.atomic
def acknowledge(*, notice_id: int, by: User, version: int | None = None) -> SupervisionNotice:  # noqa: ARG001
    """The head of the department confirms that the notice has been received; a second time changes nothing.

    Raises AccessRefused, ``SupervisionNotice.DoesNotExist``.
    """
    notice = SupervisionNotice.objects.select_for_update().get(pk=notice_id)
    require_department(by, notice.department_id, Capability.ANSWER_FOR_DEPARTMENT)
    if notice.acknowledged_at is not None:
        raise NotAllowedNow(_("This notice has been acknowledged already."))
    notice.acknowledged_by, notice.acknowledged_at = by, timezone.now()
    notice.save(update_fields=["acknowledged_by", "acknowledged_at"])
    return notice


def _present(reminder: Reminder) -> SupervisionNotice | None:
    return (
        SupervisionNotice.objects.select_related("region")
        .filter(
            subject_kind=reminder.subject_kind,
            subject_id=reminder.subject_id,
            department=reminder.department_id,
            due_on=reminder.due_on,
        )
        .first()
    )


def _issue(reminder: Reminder, department: Department, title: str) -> SupervisionNotice:
    region = Region.objects.select_for_update().get(pk=reminder.region_id)
    # Somebody else may have issued it while this one waited for the region.
    present = _present(reminder)
    if present is not None:
        return present
    today = clock.today()
    last = SupervisionNotice.objects.filter(region=region, year=today.year).aggregate(last=Max("number"))["last"]
    rule = reminder.rule
    policy = policy_in_force(rule.report_id, today) if rule else None
    return SupervisionNotice.objects.create(
        region=region,
        year=today.year,
        number=(last or 0) + 1,
        department=department,
        project_id=reminder.project_id,
        duty=reminder.duty,
        subject_kind=reminder.subject_kind,
        subject_id=reminder.subject_id,
        subject=title[:SUBJECT_LENGTH],
        due_on=reminder.due_on,
        issued_on=today,
        answer_by=reply_due(today, policy.reply_workdays if policy else 5, workday_calendar()),
    )
