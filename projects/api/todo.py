"""The reader's to-do list."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.contract.rows import CodeField, LabelField
from accounts.api.contract.views import ContractView
from projects.api.rows import ProjectReference
from projects.choices import ReminderSubject
from projects.queries.duties import Duty
from projects.queries.todo import Todo, todo

# A duty may be about what is not there yet: a project's report, an indicator's reading.
SUBJECT_KINDS = [
    (kind, kind.replace("_", " "))
    for kind in (
        "project", "milestone", "indicator", "reading", "progress_report", "instruction", "extension",
        "supervision_notice",
    )
]  # fmt: skip


class DutyAnswer(serializers.Serializer):
    """One thing that the reader owes."""

    kind = CodeField(ReminderSubject)
    kind_label = LabelField(ReminderSubject)
    title = serializers.CharField(help_text="What to do.")
    subject_kind = serializers.ChoiceField(SUBJECT_KINDS, help_text="What the id is of.")
    subject_id = serializers.IntegerField()
    project = ProjectReference(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    waiting_since = serializers.DateField(allow_null=True, help_text="Where there is no due date: how long it waits.")
    days_left = serializers.IntegerField(allow_null=True, help_text="Negative once the due date has passed.")
    path = serializers.CharField(help_text="Deep link: the console's page, below the site's address.")


class TodoAnswer(serializers.Serializer):
    """The most urgent duties first; an instruction outranks everything."""

    as_of = serializers.DateField(help_text="Business date.")
    has_more = serializers.BooleanField(help_text="There are more than the 200 that are listed.")
    results = DutyAnswer(many=True)


class TodoList(ContractView):
    """Everything that the reader owes, ordered by urgency."""

    @extend_schema(operation_id="todo", responses=TodoAnswer)
    def get(self, request: Request) -> Response:
        """At most 200; what waits behind them shows once they are done."""
        return Response(todo_answer(todo(self.reader)))


def todo_answer(owed: Todo) -> dict[str, Any]:
    """A to-do list in the caller's language."""
    return {
        "as_of": owed.as_of,
        "has_more": owed.has_more,
        "results": [_duty(duty, owed) for duty in owed.duties],
    }


def _duty(duty: Duty, owed: Todo) -> dict[str, Any]:
    project = duty.project
    return {
        "kind": duty.kind.value,
        "kind_label": str(duty.kind.label),
        "title": duty.title,
        "subject_kind": duty.subject_kind,
        "subject_id": duty.subject_id,
        "project": project and {"id": project.pk, "code": project.code, "name": project.name},
        "due_on": duty.due_on,
        "waiting_since": duty.waiting_since,
        "days_left": duty.days_left(owed.as_of),
        "path": duty.path,
    }
