"""Writing and issuing bulletins (通报): numbered under a lock, frozen with their figures, told to those concerned."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import clock
from accounts.access import require_supervisor
from accounts.choices import Channel, Level, NotificationKind, Role
from accounts.errors import InvalidInput, NotAllowedNow, StaleVersion
from accounts.models import User
from accounts.notifications.queue import Message, enqueue
from indicators.models import WorkReport
from projects.models import Bulletin
from projects.queries.bulletin import Figures, bulletin_figures
from projects.rules.months import months_until

SUBJECT_KIND = "bulletin"


@transaction.atomic
def save_draft(
    *,
    by: User,
    report_id: int,
    period: date,
    title: str,
    assessment: str,
    requirements: str,
    version: int | None = None,
) -> Bulletin:
    """Keep the text of a month's bulletin until it is issued; ``version`` is that of the draft that was read.

    Raises AccessRefused, InvalidInput (no such month), StaleVersion, ValidationError.
    """
    report = _locked(report_id, by)
    require_month(report, period)
    draft = Bulletin.objects.filter(report=report, period=period, issued_on=None).first()
    if version is not None and (draft.version if draft else 0) != version:
        raise StaleVersion(current_version=draft.version if draft else 0)
    if draft is None:
        draft = Bulletin(report=report, period=period)
    draft.title, draft.assessment, draft.requirements, draft.written_by = title, assessment, requirements, by
    draft.full_clean(exclude=["report", "written_by"])
    draft.save()
    draft.refresh_from_db(fields=["version"])
    return draft


@transaction.atomic
def issue(*, bulletin_id: int, by: User, version: int | None = None, as_correction: bool = False) -> Bulletin:
    """Give a draft the report's next number, freeze its figures, and tell leaders and heads.

    A month has one bulletin; another one has to say that it corrects the one before.
    Raises AccessRefused, NotAllowedNow, StaleVersion, ``Bulletin.DoesNotExist``.
    """
    draft = Bulletin.objects.get(pk=bulletin_id)
    report = _locked(draft.report_id, by)
    draft = Bulletin.objects.select_for_update().get(pk=bulletin_id)
    if draft.is_issued:
        raise NotAllowedNow(_("This bulletin has been issued already."))
    if version is not None and draft.version != version:
        raise StaleVersion(current_version=draft.version)
    before = Bulletin.objects.filter(report=report, period=draft.period, issued_on__isnull=False)
    last = before.order_by("-number").first()
    if last is not None and not as_correction:
        raise NotAllowedNow(
            _("No. %(number)s tells of this month already. Issue this one as its correction, or not at all.")
            % {"number": last.number}
        )
    draft.corrects = last
    draft.number = (Bulletin.objects.filter(report=report).aggregate(last=Max("number"))["last"] or 0) + 1
    draft.issued_on, draft.issued_by = clock.today(), by
    draft.content = bulletin_figures(by, report, draft.period)
    draft.save()
    draft.refresh_from_db(fields=["version"])
    draft.report = report
    _tell(draft)
    return draft


@transaction.atomic
def discard(*, bulletin_id: int, by: User) -> None:
    """Throw a draft away. Raises AccessRefused, NotAllowedNow, ``Bulletin.DoesNotExist``."""
    draft = Bulletin.objects.select_for_update(of=("self",)).select_related("report").get(pk=bulletin_id)
    require_supervisor(by, draft.report.region_id)
    if draft.is_issued:
        raise NotAllowedNow(_("This bulletin has been issued already."))
    draft.delete()


def require_month(report: WorkReport, period: date) -> None:
    """Raise InvalidInput unless the month has begun and the report was there by its end."""
    if period not in months_until(report.adopted_on, clock.today()):
        raise InvalidInput(
            _("Choose a month between %(first)s and %(last)s.")
            % {
                "first": date_format(report.adopted_on, "YEAR_MONTH_FORMAT"),
                "last": date_format(clock.today(), "YEAR_MONTH_FORMAT"),
            },
            attr="period",
        )


def _locked(report_id: int, by: User) -> WorkReport:
    """The report, locked so that its bulletins are numbered one after the other."""
    report = WorkReport.objects.select_for_update(no_key=True, of=("self",)).select_related("region").get(pk=report_id)
    require_supervisor(by, report.region_id)
    return report


def _tell(bulletin: Bulletin) -> None:
    """Leaders of the region read it; each head hears how the own department did."""
    region = bulletin.report.region_id
    told = User.objects.filter(region=region, is_active=True, role__in=[Role.LEADER, Role.DEPARTMENT_HEAD])
    own = {row["department_id"]: row for row in (bulletin.content or {}).get("ranking", [])}
    messages = []
    for person in told.order_by("pk"):
        with override(person.language):
            if person.role == Role.LEADER:
                body = _("The supervision office has issued the bulletin on the work of the month.")
                messages.append(_message(bulletin, person, body, f"/console/bulletins/{bulletin.pk}/"))
            else:
                body = _own_standing(own.get(person.department_id))
                messages.append(_message(bulletin, person, body, "/console/projects/departmentrecord/"))
    enqueue(messages)


def _own_standing(row: Figures | None) -> str:
    if row is None:
        return _("The supervision office has issued the bulletin on the work of the month.")
    return _(
        "Your department ranks number %(rank)s: %(red)s red, %(amber)s amber items; of %(reports_due)s monthly "
        "reports %(on_time)s were filed in time, %(missing)s are missing."
    ) % {name: row[name] for name in ("rank", "red", "amber", "reports_due", "on_time", "missing")}


def _message(bulletin: Bulletin, person: User, body: str, path: str) -> Message:
    values: dict[str, Any] = {"number": bulletin.full_number, "title": bulletin.title}
    return Message(
        recipient=person,
        kind=NotificationKind.ANNOUNCEMENT,
        level=Level.L1,
        title=(_("%(number)s: %(title)s") % values)[:200],
        body=body,
        path=path,
        subject_kind=SUBJECT_KIND,
        subject_id=bulletin.pk,
        occasion_on=clock.today(),
        channels=frozenset({Channel.IN_APP}),
    )
