"""Reminders by hand, and calling off what no longer has to be chased (DOMAIN §5)."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import require_supervisor
from accounts.choices import PENDING_DELIVERY_STATES, Channel, DeliveryState, Level
from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import Delivery, Notification, User
from projects.choices import ACTIVE_STAGES, Audience, ReminderState, ReminderSubject, SubjectKind
from projects.models import ManualReminder, Milestone, Project, Reminder
from projects.queries.audiences import audience_of
from projects.services.locking import lock_project

# Whom a supervisor may remind by hand.
BY_HAND = (Audience.CONTACT_AND_REPORTER, Audience.DEPARTMENT_HEAD, Audience.RESPONSIBLE_LEADER)
# Which row a duty is about; a review may also be of a reading.
SUBJECT_OF = {
    ReminderSubject.MILESTONE: SubjectKind.MILESTONE,
    ReminderSubject.FINAL_DATE: SubjectKind.PROJECT,
    ReminderSubject.ACKNOWLEDGEMENT: SubjectKind.PROJECT,
    ReminderSubject.PROGRESS_REPORT: SubjectKind.PROGRESS_REPORT,
    ReminderSubject.READING: SubjectKind.INDICATOR,
    ReminderSubject.INSTRUCTION_REPLY: SubjectKind.INSTRUCTION,
    ReminderSubject.EXTENSION_DECISION: SubjectKind.EXTENSION,
    ReminderSubject.REVIEW: SubjectKind.PROGRESS_REPORT,
    ReminderSubject.CLOSURE: SubjectKind.PROJECT,
}


@transaction.atomic
def remind(
    *,
    project_id: int,
    by: User,
    text: str,
    audience: str,
    milestone_id: int | None = None,
    with_email: bool = True,
) -> ManualReminder:
    """The supervision office reminds a project's people in its own words; they hear with the next sweep.

    The same words about the same project reach the same people once a day, however often they are sent.
    Raises AccessRefused, NotAllowedNow (not under way, no date, nobody to tell), InvalidInput, ValidationError.
    """
    project = lock_project(project_id)
    require_supervisor(by, project.report.region_id)
    if project.stage not in ACTIVE_STAGES:
        raise NotAllowedNow(
            _("Reminders are about projects under way; this one is “%(stage)s”.")
            % {"stage": project.get_stage_display()}
        )
    if audience not in BY_HAND:
        raise InvalidInput(_("Choose whom to remind."), attr="audience")
    milestone = _open_milestone(project, milestone_id)
    due_on = milestone.due_on if milestone else project.due_on
    manual = ManualReminder(
        project=project,
        milestone=milestone,
        audience=audience,
        channels=[Channel.IN_APP, Channel.EMAIL] if with_email else [Channel.IN_APP],
        text=text.strip(),
        made_by=by,
        made_on=clock.today(),
    )
    manual.full_clean()
    manual.save(force_insert=True)
    people = audience_of(project, audience)
    if not people:
        raise NotAllowedNow(_("Nobody holds this office at present; nobody would be told."))
    Reminder.objects.bulk_create(
        Reminder(
            manual=manual,
            duty=ReminderSubject.MILESTONE if milestone else ReminderSubject.FINAL_DATE,
            subject_kind=SubjectKind.MILESTONE if milestone else SubjectKind.PROJECT,
            subject_id=milestone.pk if milestone else project.pk,
            project=project,
            department=project.lead_department,
            region=project.report.region,
            due_on=due_on or clock.today(),
            occasion_on=clock.today(),
            recipient_id=person,
            level=Level.L1 if audience == Audience.CONTACT_AND_REPORTER else Level.L2,
        )
        for person in people
    )
    return manual


def cancel_for(*, duty: ReminderSubject, subject_id: int, subject_kind: SubjectKind | None = None) -> int:
    """Cancel the reminders of a duty and the messages not sent yet; return how many reminders."""
    kind = subject_kind or SUBJECT_OF[duty]
    return call_off(Reminder.objects.filter(duty=duty, subject_kind=kind, subject_id=subject_id))


def cancel_for_project(project_id: int) -> int:
    """Cancel all reminders about a project, as :func:`cancel_for` does; return how many."""
    return call_off(Reminder.objects.filter(project=project_id))


@transaction.atomic
def call_off(rows: QuerySet[Reminder]) -> int:
    """Cancel reminders with what is unsent of their messages; return how many were not cancelled yet.

    The rows are locked first: a worker that is just writing their messages finishes before, so that these
    are seen. A digest tells of several subjects; it goes out unless all of them are settled.
    """
    locked = list(rows.select_for_update().order_by("pk").values_list("pk", "notification_id", "state"))
    concerned = {notification_id for _pk, notification_id, _state in locked if notification_id is not None}
    live = [pk for pk, _notification_id, state in locked if state != ReminderState.CANCELLED]
    Reminder.objects.filter(pk__in=live).update(state=ReminderState.CANCELLED)
    still_told = Reminder.objects.filter(notification__in=concerned, state=ReminderState.NOTIFIED)
    settled = concerned - set(still_told.values_list("notification_id", flat=True))
    Delivery.objects.filter(notification__in=settled, state__in=PENDING_DELIVERY_STATES).exclude(
        state=DeliveryState.CLAIMED
    ).update(state=DeliveryState.CANCELLED)
    Notification.objects.filter(pk__in=settled, cancelled_at=None).update(cancelled_at=timezone.now())
    return len(live)


def _open_milestone(project: Project, milestone_id: int | None) -> Milestone | None:
    if milestone_id is None:
        return None
    milestone = Milestone.objects.filter(pk=milestone_id, project=project).first()
    if milestone is None:
        raise InvalidInput(_("This milestone belongs to another project."), attr="milestone_id")
    if milestone.completed_on is not None or milestone.waived_on is not None:
        raise InvalidInput(_("This milestone is completed or waived already."), attr="milestone_id")
    return milestone
