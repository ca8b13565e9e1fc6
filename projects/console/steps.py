"""One page for each step of the supervision cycle: what is asked, the service that decides, where it leads back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise
from unfold.widgets import UnfoldAdminFileFieldWidget

from accounts.choices import Channel
from accounts.models import User
from accounts.notifications.usable import usable_channels
from accounts.validators import LONGEST_TEXT
from indicators.choices import Verdict
from indicators.queries.readings import readings_visible_to
from indicators.services import readings
from projects.models import Extension, Project
from projects.queries.filings import extensions_visible_to, progress_reports_visible_to
from projects.queries.instructions import instructions_visible_to, replies_visible_to
from projects.queries.projects import milestones_visible_to, project_of, visible_to
from projects.queries.reminding import notices_visible_to
from projects.services import (
    closures,
    evidence,
    extensions,
    indicator_readings,
    instructions,
    milestones,
    notices,
    progress_reports,
    reminders,
    stages,
)

Service = Callable[..., Any]


def text(label: str | StrPromise, *, required: bool = True) -> forms.CharField:
    """A field for some sentences."""
    widget = forms.Textarea(attrs={"rows": 4, "class": "db-input"})
    return forms.CharField(label=label, required=required, max_length=LONGEST_TEXT, widget=widget)


def line(label: str | StrPromise) -> forms.CharField:
    """A field for a few words that may be left empty."""
    widget = forms.TextInput(attrs={"class": "db-input"})
    return forms.CharField(label=label, required=False, max_length=200, widget=widget)


def upload(label: str | StrPromise, *, required: bool = False) -> forms.FileField:
    """A file."""
    return forms.FileField(label=label, required=required, widget=UnfoldAdminFileFieldWidget())


def verdict() -> forms.ChoiceField:
    """How a qualitative indicator stands; left empty where a figure speaks for itself."""
    choices = [("", "—"), *Verdict.choices]
    widget = forms.Select(attrs={"class": "db-input"})
    return forms.ChoiceField(label=_("verdict"), required=False, choices=choices, widget=widget)


def audience() -> forms.ChoiceField:
    """Whom a reminder by hand is for."""
    choices = [(each.value, each.label) for each in reminders.BY_HAND]
    return forms.ChoiceField(label=_("audience"), choices=choices, widget=forms.Select(attrs={"class": "db-input"}))


def channels() -> forms.MultipleChoiceField:
    """How a reminder by hand reaches people, besides the inbox; see :func:`offer_usable_channels`."""
    return forms.MultipleChoiceField(
        label=_("besides the inbox by"),
        required=False,
        initial=[Channel.EMAIL],
        widget=forms.CheckboxSelectMultiple,
    )


def offer_usable_channels(form: forms.Form, user: User) -> None:
    """Only what is set up can be ticked."""
    usable = usable_channels(user.region_id)
    field: Any = form.fields["channels"]
    field.choices = [(each.value, each.label) for each in usable if each != Channel.IN_APP]


@dataclass(frozen=True)
class Kind:
    """What steps are taken on: its rows, the name of its id in the services, what it is called, and its page."""

    rows: Callable[[User], QuerySet[Any]]
    id_name: str
    name: Callable[[Any], str]
    page: Callable[[Any], str]


@dataclass(frozen=True)
class Step:
    """A step: the words on its button, its service, the fields that it asks for, fitted to who is asked."""

    title: str | StrPromise
    service: Service
    fields: Mapping[str, Callable[[], forms.Field]] = field(default_factory=dict)
    tone: str = ""
    fit: Callable[[forms.Form, User], None] | None = None


def _page(name: str, row_id: int) -> str:
    return reverse(f"console:projects_{name}_change", args=[row_id])


def _request_closure(*, project_id: int, by: User, version: int, statement: str, file: Any = None) -> None:
    """Attach the proof and ask, both or neither."""
    with transaction.atomic():
        if file is not None:
            evidence.attach(by=by, project_id=project_id, upload=file, name=file.name, is_for_closure=True)
        closures.request(project_id=project_id, by=by, version=None if file else version, statement=statement)


def _remind(*, project_id: int, by: User, version: int = 0, **said: Any) -> None:  # noqa: ARG001
    """A reminder changes nothing of the project, whatever version was seen."""
    reminders.remind(project_id=project_id, by=by, **said)


def _remind_of_milestone(*, milestone_id: int, by: User, version: int = 0, **said: Any) -> None:  # noqa: ARG001
    """The same about one of a project's milestones."""
    reminders.remind(project_id=project_of(milestone_id, by), milestone_id=milestone_id, by=by, **said)


def _prove_reading(*, reading_id: int, by: User, file: Any, **_seen: Any) -> None:
    """Attach a file to a reading that is not handed in; the reading stays as it is, whatever version was seen."""
    evidence.attach(by=by, reading_id=reading_id, upload=file, name=file.name)


def _project(row: Project) -> str:
    return f"{row.code} {row.name}"


def _extension(row: Extension) -> str:
    return f"{_project(row.project)} · {row.milestone.title}" if row.milestone else _project(row.project)


def _month(period: date) -> str:
    return date_format(period, "YEAR_MONTH_FORMAT")


KINDS: dict[str, Kind] = {
    "project": Kind(visible_to, "project_id", _project, lambda row: _page("project", row.pk)),
    "milestone": Kind(
        lambda user: milestones_visible_to(user).select_related("project"),
        "milestone_id",
        lambda row: f"{row.project.name} · {row.title}",
        lambda row: _page("project", row.project_id),
    ),
    "progress_report": Kind(
        lambda user: progress_reports_visible_to(user).select_related("project"),
        "report_id",
        lambda row: f"{_project(row.project)} · {_month(row.period)}",
        lambda row: _page("project", row.project_id),
    ),
    "extension": Kind(
        lambda user: extensions_visible_to(user).select_related("project", "milestone"),
        "extension_id",
        _extension,
        lambda row: _page("project", row.project_id),
    ),
    "reading": Kind(
        lambda user: readings_visible_to(user).select_related("indicator__report"),
        "reading_id",
        lambda row: f"{row.indicator.code} {row.indicator.name} · {_month(row.period)}",
        lambda row: reverse("console:indicators_indicator_change", args=[row.indicator_id]),
    ),
    "instruction": Kind(
        instructions_visible_to,
        "instruction_id",
        lambda row: row.text[:60],
        lambda row: _page("instruction", row.pk),
    ),
    "reply": Kind(
        lambda user: replies_visible_to(user).select_related("instruction"),
        "reply_id",
        lambda row: f"{row.instruction.text[:60]} · {row.department}",
        lambda row: _page("instruction", row.instruction_id),
    ),
    "notice": Kind(
        lambda user: notices_visible_to(user).select_related("region"),
        "notice_id",
        lambda row: f"{row.full_number} {row.subject}",
        lambda row: _page("supervisionnotice", row.pk),
    ),
}

REASON = {"reason": partial(text, _("reason"))}
REASON_AND_DOCUMENT = {**REASON, "document": partial(line, _("document"))}
REMARK = {"reason": partial(text, _("remark"), required=False), "document": partial(line, _("document"))}
BY_HAND: Mapping[str, Callable[[], forms.Field]] = {
    "audience": audience,
    "channels": channels,
    "text": partial(text, _("what to say")),
}
BAD, PLAIN = "bad", "plain"

STEPS: dict[tuple[str, str], Step] = {
    ("project", "acknowledge"): Step(_("Acknowledge"), stages.acknowledge),
    ("project", "request-closure"): Step(
        _("Ask for closure"),
        _request_closure,
        {"statement": partial(text, _("closing statement")), "file": partial(upload, _("evidence"))},
    ),
    ("project", "close"): Step(_("Verify and close"), closures.verify, REMARK),
    ("project", "return"): Step(_("Return"), closures.send_back, REASON_AND_DOCUMENT, BAD),
    ("project", "suspend"): Step(_("Suspend"), stages.suspend, REASON_AND_DOCUMENT, PLAIN),
    ("project", "withdraw"): Step(_("Withdraw"), stages.withdraw, REASON_AND_DOCUMENT, PLAIN),
    ("project", "resume"): Step(_("Resume"), stages.resume, REMARK),
    ("project", "reopen"): Step(_("Reopen"), stages.reopen, REASON_AND_DOCUMENT, PLAIN),
    ("milestone", "waive"): Step(_("Waive"), milestones.waive, REASON, PLAIN),
    ("milestone", "take-back"): Step(_("Open again"), milestones.take_back, REASON, PLAIN),
    ("progress_report", "confirm"): Step(_("Confirm"), progress_reports.confirm),
    ("progress_report", "approve"): Step(_("Approve"), progress_reports.approve),
    ("progress_report", "return"): Step(_("Return"), progress_reports.send_back, REASON, BAD),
    ("extension", "approve"): Step(
        _("Approve"), extensions.approve, {"note": partial(text, _("remark"), required=False)}
    ),
    ("extension", "refuse"): Step(_("Refuse"), extensions.refuse, {"note": partial(text, _("reason"))}, BAD),
    ("extension", "withdraw"): Step(_("Take the request back"), extensions.withdraw, {}, PLAIN),
    ("reading", "attach"): Step(
        _("Attach evidence"), _prove_reading, {"file": partial(upload, _("evidence"), required=True)}
    ),
    ("reading", "verify"): Step(_("Verify"), indicator_readings.verify, {"verdict": verdict}),
    ("reading", "return"): Step(_("Return"), readings.send_back, REASON, BAD),
    ("instruction", "close"): Step(_("Close the instruction"), instructions.close),
    ("notice", "acknowledge"): Step(_("Acknowledge the notice"), notices.acknowledge),
    ("project", "remind"): Step(_("Remind"), _remind, BY_HAND, PLAIN, offer_usable_channels),
    ("milestone", "remind"): Step(_("Remind"), _remind_of_milestone, BY_HAND, PLAIN, offer_usable_channels),
    ("reply", "accept"): Step(_("Accept the reply"), instructions.accept),
    ("reply", "send-back"): Step(_("Send back"), instructions.send_back, REASON, BAD),
}


@dataclass(frozen=True, slots=True)
class Button:
    """A step that the reader may take now."""

    label: str
    url: str
    tone: str
    action: str


def buttons(kind: str, row_id: int, actions: list[str]) -> list[Button]:
    """Buttons for those of the actions that have a page here, in the order of the table."""
    return [
        Button(str(step.title), reverse("console:step", args=[kind, row_id, action]), step.tone, action)
        for (of_kind, action), step in STEPS.items()
        if of_kind == kind and action in actions
    ]


def row_of(kind: str, row_id: int, user: User) -> Model:
    """The row that a step is taken on. Raises Http404 if the user does not see it."""
    row: Model | None = KINDS[kind].rows(user).filter(pk=row_id).first() if kind in KINDS else None
    if row is None:
        raise Http404
    return row


def name_of(kind: str, row: Model) -> str:
    """What a row is called on the page of a step."""
    return KINDS[kind].name(row)
