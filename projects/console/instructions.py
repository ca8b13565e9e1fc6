"""Leaders' instructions and the replies to them."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from accounts.access import Capability, may, own_department_ids
from accounts.console import ConsoleInline, ConsoleModelAdmin, site
from accounts.console.reader import reader
from accounts.models import User
from projects.models import Instruction, InstructionDepartment, InstructionProject, InstructionReply

WORK = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)


def instructions_of(user: User) -> Q:
    """A region's instructions; a department sees those addressed to it."""
    if may(user, Capability.SEE_REGION):
        return Q(leader__region_id=user.region_id)
    return Q(departments__in=own_department_ids(user))


class InstructionProjectInline(ConsoleInline):
    viewers = WORK
    model = InstructionProject


class InstructionDepartmentInline(ConsoleInline):
    viewers = WORK
    model = InstructionDepartment


@admin.register(Instruction, site=site)
class InstructionAdmin(ConsoleModelAdmin):
    viewers = WORK
    fields = (("leader", "state"), "text", ("given_on", "reply_due_on"))
    inlines = (InstructionDepartmentInline, InstructionProjectInline)
    list_display = ("excerpt", "leader", "given_on", "reply_due_on", "state")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("leader",)
    search_fields = ("text", "leader__name")
    date_hierarchy = "given_on"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(instructions_of(reader(request))).distinct()

    @display(description=_("text"))
    def excerpt(self, instruction: Instruction) -> str:
        return instruction.text[:60]


@admin.register(InstructionReply, site=site)
class InstructionReplyAdmin(ConsoleModelAdmin):
    viewers = WORK
    fields = (("instruction", "department"), "text", ("state", "return_reason"), ("replied_by", "replied_on"))
    list_display = ("instruction", "department", "state", "replied_by", "replied_on")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("instruction", "department", "replied_by")
    search_fields = ("text", "department__name")
    date_hierarchy = "replied_on"

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset = super().get_queryset(request)
        if may(reader(request), Capability.SEE_REGION):
            return queryset.filter(instruction__leader__region_id=reader(request).region_id)
        return queryset.filter(department__in=own_department_ids(reader(request)))
