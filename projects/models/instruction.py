"""Leaders' instructions (批示) and the replies to them (DOMAIN §3)."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.change_log import change_triggers, part_triggers
from accounts.models import Department, VersionedModel
from accounts.validators import PLAIN_TEXT
from projects.change_log import ADDRESSEE_LOG, INSTRUCTION_AUDIENCE, OF_INSTRUCTION, REPLY_AUDIENCE, SUBJECT_LOG
from projects.choices import InstructionState, ReplyState
from projects.models.project import Project


@pghistory.track()
class Instruction(VersionedModel):
    """A leader's instruction on one or several projects; outranks everything else that is due."""

    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="instructions", verbose_name=_("leader")
    )
    text = models.TextField(_("text"), validators=PLAIN_TEXT)
    projects = models.ManyToManyField(
        Project, through="InstructionProject", related_name="instructions", verbose_name=_("projects")
    )
    departments = models.ManyToManyField(
        Department, through="InstructionDepartment", related_name="instructions", verbose_name=_("departments")
    )
    given_on = models.DateField(_("given on"))
    reply_due_on = models.DateField(_("reply due on"))
    state = models.CharField(_("state"), max_length=20, choices=InstructionState, default=InstructionState.OPEN)

    class Meta(VersionedModel.Meta):
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        triggers = [*VersionedModel.Meta.triggers, *change_triggers("instructions", INSTRUCTION_AUDIENCE)]
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="instruction_has_text"),
            models.CheckConstraint(
                condition=Q(reply_due_on__gte=models.F("given_on")), name="reply_is_due_after_the_instruction"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


@pghistory.track()
class InstructionProject(models.Model):
    """A project that an instruction is about."""

    instruction = models.ForeignKey(Instruction, models.CASCADE, verbose_name=_("instruction"))
    project = models.ForeignKey(Project, models.CASCADE, verbose_name=_("project"))

    class Meta:
        verbose_name = _("project of an instruction")
        verbose_name_plural = _("projects of an instruction")
        triggers = part_triggers(OF_INSTRUCTION, SUBJECT_LOG)
        constraints = [models.UniqueConstraint(fields=["instruction", "project"], name="project_once_in_instruction")]

    def __str__(self) -> str:
        return f"{self.instruction} · {self.project}"


@pghistory.track()
class InstructionDepartment(models.Model):
    """A department that an instruction is addressed to."""

    instruction = models.ForeignKey(Instruction, models.CASCADE, verbose_name=_("instruction"))
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))

    class Meta:
        verbose_name = _("addressee of an instruction")
        verbose_name_plural = _("addressees of an instruction")
        triggers = part_triggers(OF_INSTRUCTION, ADDRESSEE_LOG, moves_audience=True)
        constraints = [
            models.UniqueConstraint(fields=["instruction", "department"], name="department_once_in_instruction")
        ]

    def __str__(self) -> str:
        return f"{self.instruction} · {self.department}"


@pghistory.track()
class InstructionReply(VersionedModel):
    """A department's answer; sent back, it is followed by another."""

    instruction = models.ForeignKey(Instruction, models.CASCADE, related_name="replies", verbose_name=_("instruction"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="instruction_replies", verbose_name=_("department")
    )
    text = models.TextField(_("text"), validators=PLAIN_TEXT)
    state = models.CharField(_("state"), max_length=20, choices=ReplyState, default=ReplyState.SUBMITTED)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("replied by")
    )
    replied_on = models.DateField(_("replied on"))
    return_reason = models.TextField(_("reason for sending back"), blank=True, validators=PLAIN_TEXT)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("reply to an instruction")
        verbose_name_plural = _("replies to instructions")
        triggers = [
            *VersionedModel.Meta.triggers,
            *change_triggers("instruction_replies", REPLY_AUDIENCE, owners=(OF_INSTRUCTION,)),
        ]
        ordering = ["instruction", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["instruction", "department"],
                condition=~Q(state=ReplyState.SENT_BACK),
                name="one_standing_reply_per_department",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReplyState.SENT_BACK) | ~Q(return_reason=""), name="sent_back_reply_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
