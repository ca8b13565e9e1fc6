"""Reminders by hand, and calling off what no longer has to be chased (DOMAIN §5)."""

from collections.abc import Collection, Iterable

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

STANDING = (ReminderState.QUEUED, ReminderState.NOTIFIED)
# Whom a supervisor may remind by hand.
BY_HAND = (Audience.CONTACT_AND_REPORTER, Audience.DEPARTMENT_HEAD, Audience.RESPONSIBLE_LEADER)
# What is called off by the step that settles it, and which row it is about; the sweep calls off all else.
SUBJECT_OF = {
    ReminderSubject.MILESTONE: SubjectKind.MILESTONE,
    ReminderSubject.FINAL_DATE: SubjectKind.PROJECT,
    ReminderSubject.ACKNOWLEDGEMENT: SubjectKind.PROJECT,
    ReminderSubject.PROGRESS_REPORT: SubjectKind.PROGRESS_REPORT,
    ReminderSubject.INSTRUCTION_REPLY: SubjectKind.ADDRESSEE,
}


@transaction.atomic
def remind(
    *,
    project_id: int,
    by: User,
    text: str,
    audience: str,
    milestone_id: int | None = None,
    channels: Collection[str] = (Channel.EMAIL,),
) -> ManualReminder:
    """The supervision office reminds a project's people in its own words; they hear with the next sweep.

    ``channels`` are those besides the inbox. The same words about the same project reach the same people once a
    day, however often they are sent.
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
    manual = ManualReminder(
        project=project,
        milestone=milestone,
        audience=audience,
        channels=sorted({Channel.IN_APP.value, *channels}),
        text=text.strip(),
        made_by=by,
        made_on=clock.today(),
    )
    manual.full_clean()
    manual.save(force_insert=True)
    people = audience_of(project, audience)
    if not people:
        raise NotAllowedNow(_("Nobody holds this office at present; nobody would be told."))
    _address(manual, people)
    return manual


def readdress_by_hand() -> None:
    """Let what supervisors said and nobody was told yet reach those who hold the office now."""
    waiting = ManualReminder.objects.filter(reminders__state=ReminderState.QUEUED).distinct()
    for manual in waiting.select_related("project__report", "milestone").order_by("pk"):
        people = audience_of(manual.project, manual.audience)
        gone = Reminder.objects.filter(manual=manual, state=ReminderState.QUEUED).exclude(recipient__in=people)
        with transaction.atomic():
            if call_off(gone):
                addressed = Reminder.objects.filter(manual=manual).values_list("recipient_id", flat=True)
                _address(manual, sorted(set(people) - set(addressed)))


def _address(manual: ManualReminder, people: Iterable[int]) -> None:
    project, milestone, today = manual.project, manual.milestone, clock.today()
    due_on = milestone.due_on if milestone else project.due_on
    Reminder.objects.bulk_create(
        (
            Reminder(
                manual=manual,
                duty=ReminderSubject.MILESTONE if milestone else ReminderSubject.FINAL_DATE,
                subject_kind=SubjectKind.MILESTONE if milestone else SubjectKind.PROJECT,
                subject_id=milestone.pk if milestone else project.pk,
                project=project,
                department_id=project.lead_department_id,
                region_id=project.report.region_id,
                due_on=due_on or today,
                occasion_on=today,
                recipient_id=person,
                level=Level.L1 if manual.audience == Audience.CONTACT_AND_REPORTER else Level.L2,
            )
            for person in people
        ),
        ignore_conflicts=True,
    )


def cancel_for(*, duty: ReminderSubject, subject_id: int) -> int:
    """Cancel the reminders of a duty and the messages not sent yet; return how many reminders."""
    return call_off(Reminder.objects.filter(duty=duty, subject_kind=SUBJECT_OF[duty], subject_id=subject_id))


def cancel_for_project(project_id: int) -> int:
    """Cancel all reminders about a project, as :func:`cancel_for` does; return how many."""
    return call_off(Reminder.objects.filter(project=project_id))


@transaction.atomic
def call_off(rows: QuerySet[Reminder]) -> int:
    """Cancel reminders with what is unsent of their messages; return how many of them stood.

    The rows are locked first: a worker that is just writing their messages finishes before, so that these
    are seen. A digest tells of several subjects; it goes out unless all of them are settled.
    """
    locked = list(rows.select_for_update().order_by("pk").values_list("pk", "notification_id", "state"))
    concerned = {notification_id for _pk, notification_id, _state in locked if notification_id is not None}
    live = [pk for pk, _notification_id, state in locked if state in STANDING]
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
