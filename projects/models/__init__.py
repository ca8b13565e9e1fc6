"""The work that delivers the report, under supervision."""

from projects.models.instruction import (
    Evidence,
    Instruction,
    InstructionDepartment,
    InstructionProject,
    InstructionReply,
)
from projects.models.milestone import Milestone, MilestoneTemplate, MilestoneTemplateStep
from projects.models.project import IndicatorLink, Project, ProjectSupport, StageChange
from projects.models.reminder import Reminder, ReminderRule
from projects.models.reporting import Extension, ProgressReport, StoredFile

__all__ = [
    "Evidence",
    "Extension",
    "IndicatorLink",
    "Instruction",
    "InstructionDepartment",
    "InstructionProject",
    "InstructionReply",
    "Milestone",
    "MilestoneTemplate",
    "MilestoneTemplateStep",
    "ProgressReport",
    "Project",
    "ProjectSupport",
    "Reminder",
    "ReminderRule",
    "StageChange",
    "StoredFile",
]
