"""Leaders' instructions and the replies to them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from accounts.access import Capability
from accounts.console import ConsoleInline, ConsoleModelAdmin, site
from accounts.console.reader import reader
from projects.console.filters import MyInstructionFilter
from projects.console.steps import Button, buttons
from projects.models import Instruction, InstructionDepartment, InstructionProject, InstructionReply
from projects.queries.instructions import instructions_visible_to, replies_visible_to
from projects.queries.moves import instruction_actions, reply_actions

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
    change_form_outer_before_template = "console/instruction_summary.html"
    list_display = ("excerpt", "leader", "given_on", "reply_due_on", "state")
    list_filter = (("state", ChoicesDropdownFilter), MyInstructionFilter, ("departments", RelatedDropdownFilter))
    list_select_related = ("leader",)
    search_fields = ("text", "leader__name")
    date_hierarchy = "given_on"

    def summary_of(self, row: Instruction, request: HttpRequest) -> dict[str, Any]:
        """Replies, and what the reader may do with the instruction and with each of them."""
        user = reader(request)
        allowed = instruction_actions(user, row)
        actions = buttons("instruction", row.pk, allowed)
        if "reply" in allowed:
            address = reverse("console:reply_to_instruction", args=[row.pk])
            actions.insert(0, Button(str(_("Reply")), address, "", "reply"))
        replies = replies_visible_to(user).filter(instruction=row).select_related("department", "replied_by")
        lines = []
        for reply in replies.order_by("pk"):
            reply.instruction = row
            lines.append({"reply": reply, "actions": buttons("reply", reply.pk, reply_actions(user, reply))})
        return {"actions": actions, "replies": lines}

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
