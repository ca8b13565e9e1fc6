"""The review queue: each filing beside the one before it, decided and left with the keyboard."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Capability, require
from accounts.console import site
from accounts.console.reader import reader
from accounts.models import User
from indicators.choices import Verdict
from indicators.models import Reading
from indicators.queries.readings import allowed_actions_on
from projects.console.steps import KINDS, buttons, name_of, row_of
from projects.console.todo import lines_of
from projects.models import Extension, ProgressReport, Project
from projects.queries.duties import Duty, review_path
from projects.queries.moves import extension_actions, open_moves, progress_report_actions
from projects.queries.review import Reviewed, reviewed_closure, reviewed_extension, reviewed_reading, reviewed_report
from projects.queries.todo import todo

REVIEWERS = (Capability.SUPERVISE, Capability.LEAD, Capability.ANSWER_FOR_DEPARTMENT)
QUEUE = "/console/review/"


def _report_actions(user: User, row: ProgressReport) -> list[str]:
    return [action for action in progress_report_actions(user, row) if action not in {"edit", "submit"}]


def _closure_actions(user: User, row: Project) -> list[str]:
    moves = open_moves(user, stage=row.stage, lead_department_id=row.lead_department_id)
    return [move for move in moves if move in {"close", "return"}]


def _reading_actions(user: User, row: Reading) -> list[str]:
    return [action for action in allowed_actions_on(user, row) if action in {"verify", "return"}]


SHOWN: dict[str, tuple[Callable[[Any], Reviewed], Callable[[User, Any], list[str]]]] = {
    "progress_report": (reviewed_report, _report_actions),
    "extension": (reviewed_extension, extension_actions),
    "project": (reviewed_closure, _closure_actions),
    "reading": (reviewed_reading, _reading_actions),
}


@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's decision, what has waited longest first."""
    require(reader(request), *REVIEWERS)
    owed = todo(reader(request))
    lines = [line for line in lines_of(owed) if line.duty.path.startswith(QUEUE)]
    context = {**site.each_context(request), "title": _("Review"), "todo": owed, "lines": lines}
    return TemplateResponse(request, "console/todo.html", context)


@require_safe
def review_page(request: HttpRequest, kind: str, row_id: int) -> HttpResponse:
    """One filing; its buttons lead on to the next."""
    user = reader(request)
    require(user, *REVIEWERS)
    if kind not in SHOWN:
        raise Http404
    row: Any = row_of(kind, row_id, user)
    compare, actions_of = SHOWN[kind]
    queue = [duty for duty in todo(user).duties if duty.path.startswith(QUEUE)]
    place = next((index for index, duty in enumerate(queue) if duty.path == review_path(kind, row_id)), None)
    following = _address(queue, 0 if place is None else place + 1)
    context = {
        **site.each_context(request),
        "title": _("Review"),
        "row": row,
        "name": name_of(kind, row),
        "subject_address": _subject_page(row),
        "reviewed": compare(row),
        "buttons": buttons(kind, row_id, actions_of(user, row)),
        "place": None if place is None else place + 1,
        "count": len(queue),
        "following": following,
        "previous": _address(queue, (place or 0) - 1) if place else "",
        "is_extension": isinstance(row, Extension),
        "verdicts": Verdict.choices if isinstance(row, Reading) and row.indicator.is_qualitative else (),
    }
    return TemplateResponse(request, "console/review.html", context)


def _subject_page(row: Any) -> str:
    if isinstance(row, Reading):
        return KINDS["reading"].page(row)
    return KINDS["project"].page(row if isinstance(row, Project) else row.project)


def _address(queue: list[Duty], index: int) -> str:
    return queue[index].path if 0 <= index < len(queue) else reverse("console:review")


site.add_page("review/", review_queue, "review")
site.add_page("review/<slug:kind>/<int:row_id>/", review_page, "review_item")
