"""Milestones (节点) and the templates that propose them (DOMAIN §3)."""

from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.change_log import change_triggers
from accounts.models import VersionedModel
from accounts.validators import PLAIN_TEXT
from projects.change_log import OF_PROJECT, PART_AUDIENCE
from projects.choices import Action, Category, MilestoneOrigin, OffsetFrom
from projects.models.project import Project

BASELINE_STAYS = """
    BEGIN
        IF (SELECT stage FROM projects_project WHERE id = OLD.project_id) <> 'drafted' THEN
            RAISE EXCEPTION 'the baseline of an assigned project does not move' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'milestone_baseline_is_fixed';
        END IF;
        RETURN NEW;
    END;
"""

COMPLETION_IS_PAST = """
    BEGIN
        IF NEW.completed_on > (now() AT TIME ZONE 'Asia/Shanghai')::date THEN
            RAISE EXCEPTION 'a milestone is not completed in the future' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'milestone_completed_in_the_past';
        END IF;
        RETURN NEW;
    END;
"""


@pghistory.track()
class Milestone(VersionedModel):
    """A dated step of a project.

    ``baseline_due_on`` is what was agreed at assignment and never moves again; ``due_on`` moves with
    approved extensions, so that the slippage stays visible.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones", verbose_name=_("project"))
    title = models.CharField(_("title"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"))
    weight = models.DecimalField(
        _("weight"), max_digits=6, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(Decimal("0.01"))]
    )
    baseline_due_on = models.DateField(_("baseline date"))
    due_on = models.DateField(_("due on"))
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("completed by"),
    )
    completion_note = models.TextField(_("note on completion"), blank=True, validators=PLAIN_TEXT)
    waived_on = models.DateField(_("waived on"), null=True, blank=True)
    waive_reason = models.TextField(_("reason for waiving"), blank=True, validators=PLAIN_TEXT)
    is_start = models.BooleanField(_("start of the work"), default=False)
    is_final = models.BooleanField(_("final milestone"), default=False)
    origin = models.CharField(_("origin of the date"), max_length=20, choices=MilestoneOrigin)

    class Meta(VersionedModel.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["project", "position"]
        triggers = [
            *VersionedModel.Meta.triggers,
            pgtrigger.Trigger(
                name="baseline_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("baseline_due_on"),
                func=pgtrigger.Func(BASELINE_STAYS),
            ),
            pgtrigger.Trigger(
                name="completion_is_past",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("completed_on"),
                func=pgtrigger.Func(COMPLETION_IS_PAST),
            ),
            *change_triggers("milestones", PART_AUDIENCE, owners=(OF_PROJECT,)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "position"],
                name="milestone_position_unique_in_project",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(is_final=True), name="one_final_milestone_per_project"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="milestone_weight_positive"),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(waived_on__isnull=True),
                name="milestone_is_completed_or_waived_not_both",
            ),
            models.CheckConstraint(
                condition=Q(waived_on__isnull=True) | ~Q(waive_reason=""), name="waived_milestone_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["project"], include=["due_on", "completed_on"], name="milestone_project"),
            models.Index(
                fields=["due_on", "project"],
                condition=Q(completed_on=None, waived_on=None),
                name="milestone_open_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class MilestoneTemplate(VersionedModel):
    """A usual course of work, proposed at assignment and then edited."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    category = models.CharField(_("category"), max_length=30, choices=Category, blank=True)
    action = models.CharField(_("action"), max_length=20, choices=Action, blank=True)

    class Meta(VersionedModel.Meta):
        verbose_name = _("milestone template")
        verbose_name_plural = _("milestone templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class MilestoneTemplateStep(models.Model):
    """One step of a template, dated by an offset in days."""

    template = models.ForeignKey(
        MilestoneTemplate, models.CASCADE, related_name="steps", verbose_name=_("milestone template")
    )
    title = models.CharField(_("title"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"))
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, default=Decimal(1))
    offset_days = models.IntegerField(_("offset in days"))
    offset_from = models.CharField(_("counted from"), max_length=10, choices=OffsetFrom)

    class Meta:
        verbose_name = _("template step")
        verbose_name_plural = _("template steps")
        ordering = ["template", "position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "position"], name="step_position_unique_in_template"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="step_weight_positive"),
        ]

    def __str__(self) -> str:
        return self.title
