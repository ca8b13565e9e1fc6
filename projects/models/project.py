"""Projects and tasks: the items that the supervision office chases (DOMAIN §3)."""

from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.change_log import change_triggers, part_triggers
from accounts.models import Department, Post, VersionedModel
from accounts.validators import PLAIN_TEXT
from indicators.choices import Modality
from indicators.models import Indicator, Section, WorkReport
from projects.change_log import (
    LOCK_MOVED,
    OF_PROJECT,
    PART_AUDIENCE,
    PARTS_OF_DELETED,
    PARTS_OF_MOVED,
    PROJECT_AUDIENCE,
    SUPPORT_LOG,
)
from projects.choices import UNASSIGNED_STAGES, Action, Category, Nature, Rag, Stage

BASELINE_STAYS = """
    BEGIN
        RAISE EXCEPTION 'the baseline of an assigned project does not move' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'project_baseline_is_fixed';
    END;
"""


@pghistory.track(
    meta={
        # A past day asks for the newest record of each project before it, and every night adds one (queries/past.py).
        "indexes": [
            models.Index(fields=["pgh_obj", "-pgh_created_at", "-pgh_id"], include=["rag"], name="project_event_newest")
        ]
    }
)
class Project(VersionedModel):
    """A named project or another commitment, under one lead department.

    ``baseline_due_on`` is the date agreed at assignment; ``due_on`` moves with approved extensions.
    ``progress`` … ``next_milestone`` are stored results of the rules, kept in the transaction of every
    change by ``projects.services.standing`` (PERFORMANCE.md: lists read them, never count).
    """

    report = models.ForeignKey(WorkReport, models.CASCADE, related_name="projects", verbose_name=_("work report"))
    section = models.ForeignKey(Section, models.PROTECT, related_name="projects", verbose_name=_("section"))
    code = models.CharField(_("code"), max_length=20)
    source_code = models.CharField(_("number in the data set"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=120)
    nature = models.CharField(_("nature"), max_length=10, choices=Nature)
    category = models.CharField(_("category"), max_length=30, choices=Category, default=Category.OTHER)
    commitment = models.CharField(_("commitment this year"), max_length=200, blank=True)
    action = models.CharField(_("action"), max_length=20, choices=Action, default=Action.ADVANCE)
    modality = models.CharField(_("word of resolve"), max_length=10, choices=Modality, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    quantity_text = models.CharField(_("quantity as written"), max_length=120, blank=True)
    members = ArrayField(models.CharField(max_length=60), verbose_name=_("members"), default=list, blank=True)
    is_list_open = models.BooleanField(_("list of members ends with 'and others'"), default=False)
    prior_status = models.CharField(_("status last year"), max_length=200, blank=True)
    prior_status_line = models.PositiveIntegerField(_("line of last year's status"), null=True, blank=True)
    source_line = models.PositiveIntegerField(_("line in the report"))
    source_anchor = models.CharField(_("words in the report"), max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True, validators=PLAIN_TEXT)
    carried_over_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_over_to",
        verbose_name=_("carried over from"),
    )

    committed_due_on = models.DateField(_("date named in the report"), null=True, blank=True)
    due_text = models.CharField(_("date as written"), max_length=60, blank=True)
    baseline_due_on = models.DateField(_("baseline date"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    has_no_due_date = models.BooleanField(_("explicitly without a date"), default=False)
    assigned_on = models.DateField(_("assigned on"), null=True, blank=True)
    acknowledged_on = models.DateField(_("acknowledged on"), null=True, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closing_statement = models.TextField(_("closing statement"), blank=True, validators=PLAIN_TEXT)

    lead_department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_projects",
        verbose_name=_("lead department"),
    )
    supporting_departments = models.ManyToManyField(
        Department,
        through="ProjectSupport",
        blank=True,
        related_name="supported_projects",
        verbose_name=_("supporting departments"),
    )
    is_assignment_illustrative = models.BooleanField(_("assignment is illustrative"), default=False)
    responsible_leader = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="led_projects", verbose_name=_("responsible leader")
    )
    contact = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="contact_projects", verbose_name=_("contact")
    )
    investment_total = models.DecimalField(
        _("total investment (10,000 yuan)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    investment_this_year = models.DecimalField(
        _("investment this year (10,000 yuan)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    investment_to_date = models.DecimalField(
        _("investment to date this year (10,000 yuan)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    longitude = models.DecimalField(_("longitude (CGCS2000)"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude (CGCS2000)"), max_digits=8, decimal_places=6, null=True, blank=True)

    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.DRAFTED)
    reported_progress = models.DecimalField(
        _("progress reported by the department"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    progress = models.DecimalField(_("progress"), max_digits=5, decimal_places=2, default=Decimal(0))
    expected_progress = models.DecimalField(_("expected progress"), max_digits=5, decimal_places=2, default=Decimal(0))
    rag = models.CharField(_("traffic light"), max_length=10, choices=Rag, default=Rag.GREY)
    rag_reasons = models.JSONField(_("reasons"), default=list, blank=True)
    rag_since = models.DateField(_("traffic light since"), null=True, blank=True)
    standing_on = models.DateField(_("judged on"), null=True, blank=True)
    milestones_total = models.PositiveIntegerField(_("milestones"), default=0)
    milestones_done = models.PositiveIntegerField(_("milestones done"), default=0)
    milestones_overdue = models.PositiveIntegerField(_("milestones overdue"), default=0)
    next_milestone = models.ForeignKey(
        "projects.Milestone", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("next milestone")
    )
    next_due_on = models.DateField(_("next due on"), null=True, blank=True)
    is_simulated = models.BooleanField(_("progress is simulated"), default=False)

    class Meta(VersionedModel.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["report", "code"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="project_code_unique_in_report"),
            models.UniqueConstraint(
                fields=["report", "source_code"], condition=~Q(source_code=""), name="project_source_code_unique"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=UNASSIGNED_STAGES) | Q(lead_department__isnull=False),
                name="assigned_project_has_lead_department",
                violation_error_message=_("An assigned project needs exactly one lead department."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=UNASSIGNED_STAGES) | Q(due_on__isnull=False) | Q(has_no_due_date=True),
                name="assigned_project_has_date_or_says_none",
                violation_error_message=_("An assigned project needs a due date, or an explicit 'no date'."),
            ),
            models.CheckConstraint(
                condition=Q(progress__range=(0, 100), expected_progress__range=(0, 100))
                & (Q(reported_progress__isnull=True) | Q(reported_progress__range=(0, 100))),
                name="project_progress_within_range",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.CLOSED, closed_on__isnull=False)
                | (~Q(stage=Stage.CLOSED) & Q(closed_on__isnull=True)),
                name="closed_project_has_closing_date",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | (Q(quantity__gte=0) & ~Q(unit="")), name="quantity_has_unit"
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(73, 136), latitude__range=(3, 54)),
                name="location_lies_in_china",
                violation_error_message=_("The location lies outside China; are longitude and latitude swapped?"),
            ),
        ]
        triggers = [
            *VersionedModel.Meta.triggers,
            pgtrigger.Trigger(
                name="project_baseline_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__baseline_due_on__isnull=False)
                & pgtrigger.Q(new__baseline_due_on__df=pgtrigger.F("old__baseline_due_on")),
                func=pgtrigger.Func(BASELINE_STAYS),
            ),
            *change_triggers(
                "projects", PROJECT_AUDIENCE, lock=LOCK_MOVED, updated=PARTS_OF_MOVED, deleted=PARTS_OF_DELETED
            ),
        ]
        indexes = [
            models.Index(fields=["report", "lead_department", "stage", "due_on", "id"], name="project_lead_stage_due"),
            models.Index(
                fields=["report", "rag", "lead_department", "section"],
                include=["milestones_total", "milestones_done", "milestones_overdue"],
                name="project_rag_lead_section",
            ),
            models.Index(fields=["updated_at", "id"], name="project_updated"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ProjectSupport(models.Model):
    """A department that supports the lead department (配合单位)."""

    project = models.ForeignKey(Project, models.CASCADE, verbose_name=_("project"))
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("department"))

    class Meta:
        verbose_name = _("supporting department")
        verbose_name_plural = _("supporting departments")
        triggers = part_triggers(OF_PROJECT, *SUPPORT_LOG, moves_audience=True)
        constraints = [
            models.UniqueConstraint(fields=["project", "department"], name="project_supported_once_by_department")
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.department}"


@pghistory.track()
class StageChange(models.Model):
    """One move in the supervision cycle: who, when, why, from which document (DOMAIN §3)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="stage_changes", verbose_name=_("project"))
    from_stage = models.CharField(_("from"), max_length=20, choices=Stage)
    to_stage = models.CharField(_("to"), max_length=20, choices=Stage)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    made_on = models.DateField(_("made on"))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    reason = models.TextField(_("reason"), blank=True, validators=PLAIN_TEXT)
    document = models.CharField(_("document"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_stage=models.F("to_stage")), name="stage_change_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_from_stage_display()} → {self.get_to_stage_display()}"


@pghistory.track()
class IndicatorLink(VersionedModel):
    """What a project contributes to an indicator; counts roll up (DOMAIN §3)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="indicator_links", verbose_name=_("project"))
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="project_links", verbose_name=_("indicator"))
    planned_contribution = models.DecimalField(
        _("planned contribution"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    delivered_contribution = models.DecimalField(
        _("delivered contribution"), max_digits=18, decimal_places=4, null=True, blank=True
    )

    class Meta(VersionedModel.Meta):
        verbose_name = _("indicator link")
        verbose_name_plural = _("indicator links")
        triggers = [
            *VersionedModel.Meta.triggers,
            *change_triggers("indicator_links", PART_AUDIENCE, owners=(OF_PROJECT,)),
        ]
        ordering = ["indicator", "project"]
        constraints = [
            models.UniqueConstraint(fields=["project", "indicator"], name="project_linked_once_to_indicator")
        ]

    def __str__(self) -> str:
        return f"{self.project} → {self.indicator}"
