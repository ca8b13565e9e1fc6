"""Ids, versions and keys that exist: what a made-up request needs to get past the door."""

from collections.abc import Mapping
from typing import Any

import schemathesis
from django.db.models import Model

from accounts import services
from accounts.models import ContactPreference, Department, Device, Notification, Post, User
from indicators.models import Indicator, Reading, Section, WorkReport
from projects.models import (
    BreakdownDraft,
    Bulletin,
    Evidence,
    Export,
    Extension,
    IndicatorLink,
    Instruction,
    InstructionReply,
    Milestone,
    MilestoneTemplate,
    ProgressReport,
    Project,
    ReportBreakdown,
)

OF_PATH: dict[str, type[Model]] = {
    "departments": Department, "notifications": Notification, "work-reports": WorkReport, "indicators": Indicator,
    "indicator-links": IndicatorLink, "readings": Reading, "projects": Project, "milestones": Milestone,
    "progress-reports": ProgressReport, "extensions": Extension, "instructions": Instruction,
    "instruction-replies": InstructionReply, "evidence": Evidence, "exports": Export,
    "report-breakdowns": ReportBreakdown, "breakdown-drafts": BreakdownDraft,
}  # fmt: skip
OF_FIELD: dict[str, type[Model]] = {
    "project": Project, "projects": Project, "carried_over_from": Project, "milestone": Milestone,
    "progress_report": ProgressReport, "instruction_reply": InstructionReply, "reading": Reading,
    "indicator": Indicator, "section": Section, "report": WorkReport, "responsible_leader": Post, "contact": Post,
    "lead_department": Department, "supporting_departments": Department, "department": Department,
    "departments": Department, "template": MilestoneTemplate, "bulletin": Bulletin,
    "others": BreakdownDraft,
}  # fmt: skip
VERSION = "If-Match"
# Places in a list that only the service gives out; any other is refused.
UNGUESSABLE = ("cursor", "before")


class Known:
    """What there is, of everyone's: most of it the asking user must not even learn of."""

    def __init__(self, user: User) -> None:
        self.user = user
        models = {*OF_PATH.values(), *OF_FIELD.values()}
        self.ids = {model: sorted(model._default_manager.values_list("pk", flat=True)) for model in models}
        self.keys = [services.device_key(device) for device in Device.objects.order_by("pk")]
        own = (Notification.objects.filter(recipient=user), Export.objects.filter(asked_by=user))
        for rows in own:
            self.ids[rows.model] = [*rows.values_list("pk", flat=True), *self.ids[rows.model][:2]]

    def fill(self, case: schemathesis.Case) -> None:
        """Put in what exists where valid data were made up by a rule that cannot know it."""
        first, *_ = case.operation.path.removeprefix("/api/v1/").split("/")
        parameters = case.path_parameters
        if "key" in parameters:
            parameters["key"] = self.keys[len(str(parameters["key"])) % len(self.keys)]
        if "id" in parameters and isinstance(parameters["id"], int):
            parameters["id"] = self.one(OF_PATH[first], parameters["id"])
        for name in UNGUESSABLE:
            case.query.pop(name, None)
        self.fill_version(case)
        if isinstance(case.body, dict | list):
            case.body = self.filled(case.body)

    def fill_version(self, case: schemathesis.Case) -> None:
        """Name the present version where one is to be named."""
        if VERSION in case.headers:
            case.headers[VERSION] = f'"{self.version(case)}"'

    def one(self, model: type[Model], number: int) -> int:
        """One that exists for most numbers, one that does not for a few."""
        ids = self.ids[model]
        place = number % (len(ids) + 1)
        return ids[place] if place < len(ids) else number

    def filled(self, body: Any) -> Any:
        """A body whose related rows exist."""
        if isinstance(body, list):
            return [self.filled(item) for item in body]
        if not isinstance(body, Mapping):
            return body
        return {name: self._value(name, value) for name, value in body.items()}

    def _value(self, name: str, value: Any) -> Any:
        model = OF_FIELD.get(name)
        if model is not None and type(value) is int:
            return self.one(model, value)
        if model is not None and isinstance(value, list):
            return [self.one(model, item) if type(item) is int else item for item in value]
        return self.filled(value)

    def version(self, case: schemathesis.Case) -> int:
        """The present version of what the address names; 1 where it names nothing that has one."""
        first, *rest = case.operation.path.removeprefix("/api/v1/").strip("/").split("/")
        if first == "me":
            rows = ContactPreference.objects.filter(user=self.user) if rest else User.objects.filter(pk=self.user.pk)
            return rows.values_list("version", flat=True).first() or 0
        model, row_id = OF_PATH[first], case.path_parameters.get("id")
        if not isinstance(row_id, int) or not hasattr(model, "version"):
            return 1
        return model._default_manager.filter(pk=row_id).values_list("version", flat=True).first() or 1
