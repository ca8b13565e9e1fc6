"""The work that delivers the report, under supervision."""

from projects.models.breakdown_sheet import BreakdownSheet
from projects.models.bulletin import Bulletin
from projects.models.evidence import Evidence
from projects.models.export import Export
from projects.models.instruction import (
    Instruction,
    InstructionDepartment,
    InstructionProject,
    InstructionReply,
)
from projects.models.lead_keyword import LeadKeyword
from projects.models.milestone import Milestone, MilestoneTemplate, MilestoneTemplateStep
from projects.models.notice import SupervisionNotice
from projects.models.project import IndicatorLink, Project, ProjectSupport, StageChange
from projects.models.record import DepartmentRecord, ReportingPeriod
from projects.models.reminder import ManualReminder, Reminder, ReminderRule
from projects.models.report_breakdown import BreakdownDraft, DraftSupport, ReportBreakdown
from projects.models.reporting import Extension, ProgressReport, ReportedCompletion, StoredFile

__all__ = [
    "BreakdownDraft",
    "BreakdownSheet",
    "Bulletin",
    "DepartmentRecord",
    "DraftSupport",
    "Evidence",
    "Export",
    "Extension",
    "IndicatorLink",
    "Instruction",
    "InstructionDepartment",
    "InstructionProject",
    "InstructionReply",
    "LeadKeyword",
    "ManualReminder",
    "Milestone",
    "MilestoneTemplate",
    "MilestoneTemplateStep",
    "ProgressReport",
    "Project",
    "ProjectSupport",
    "Reminder",
    "ReminderRule",
    "ReportBreakdown",
    "ReportedCompletion",
    "ReportingPeriod",
    "StageChange",
    "StoredFile",
    "SupervisionNotice",
]
