"""Leaders' instructions and the replies to them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from accounts.access import Capability
from accounts.console import ConsoleInline, ConsoleModelAdmin, site
from projects.models import Instruction, InstructionDepartment, InstructionProject, InstructionReply
from projects.queries.instructions import instructions_visible_to, replies_visible_to

WORK = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)


class InstructionProjectInline(ConsoleInline):
    viewers = WORK
    model = InstructionProject


class InstructionDepartmentInline(ConsoleInline):
    viewers = WORK
    model = InstructionDepartment


@admin.register(Instruction, site=site)
class InstructionAdmin(ConsoleModelAdmin):
    viewers = WORK
    visible = instructions_visible_to
    fields = (("leader", "state"), "text", ("given_on", "reply_due_on"))
    inlines = (InstructionDepartmentInline, InstructionProjectInline)
    list_display = ("excerpt", "leader", "given_on", "reply_due_on", "state")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("leader",)
    search_fields = ("text", "leader__name")
    date_hierarchy = "given_on"

    @display(description=_("text"))
    def excerpt(self, instruction: Instruction) -> str:
        return instruction.text[:60]


@admin.register(InstructionReply, site=site)
class InstructionReplyAdmin(ConsoleModelAdmin):
    viewers = WORK
    visible = replies_visible_to
    fields = (("instruction", "department"), "text", ("state", "return_reason"), ("replied_by", "replied_on"))
    list_display = ("instruction", "department", "state", "replied_by", "replied_on")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("instruction", "department", "replied_by")
    search_fields = ("text", "department__name")
    date_hierarchy = "replied_on"
