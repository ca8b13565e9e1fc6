"""What I owe, the most urgent first (CONSOLE.md "To-do")."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Capability, require
from accounts.console import site
from accounts.console.reader import reader
from projects.queries.duties import Duty
from projects.queries.todo import Todo, todo

TODO_READERS = (Capability.FILE_PROGRESS, Capability.SUPERVISE, Capability.LEAD)


@dataclass(frozen=True, slots=True)
class Line:
    """A duty with the days left, negative once it is late."""

    duty: Duty
    days_left: int | None
    days_late: int


@require_safe
def todo_page(request: HttpRequest) -> HttpResponse:
    """The list; each line leads to the page where the duty is done."""
    require(reader(request), *TODO_READERS)
    owed = todo(reader(request))
    context = {**site.each_context(request), "title": _("To do"), "todo": owed, "lines": lines_of(owed)}
    return TemplateResponse(request, "console/todo.html", context)


def lines_of(owed: Todo) -> list[Line]:
    """The duties with the days left of each."""
    lines = []
    for duty in owed.duties:
        left = duty.days_left(owed.as_of)
        lines.append(Line(duty, left, -left if left is not None and left < 0 else 0))
    return lines


site.add_page("todo/", todo_page, "todo")
