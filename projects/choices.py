"""Enumerations of supervised work (DOMAIN §§3–5)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Nature(TextChoices):
    """A named project or another commitment of the report."""

    PROJECT = "project", _("Key project")
    TASK = "task", _("Key task")


class Category(TextChoices):
    """Field of work."""

    INDUSTRIAL = "industrial", _("Industry and innovation")
    TRANSPORT = "transport", _("Transport")
    URBAN_RENEWAL = "urban_renewal", _("Urban renewal")
    HOUSING = "housing", _("Housing")
    RURAL = "rural", _("Rural revitalisation")
    ENVIRONMENT = "environment", _("Environment")
    EDUCATION = "education", _("Education")
    HEALTH = "health", _("Health")
    ELDERLY_CARE = "elderly_care", _("Care for the elderly")
    CULTURE_TOURISM = "culture_tourism", _("Culture and tourism")
    COMMERCE = "commerce", _("Commerce")
    PARK_INFRASTRUCTURE = "park_infrastructure", _("Park infrastructure")
    REFORM = "reform", _("Reform and opening up")
    GOVERNANCE = "governance", _("Governance")
    OTHER = "other", _("Other")


class Action(TextChoices):
    """What the report says will be done to a project this year."""

    START = "start", _("Start construction")
    COMPLETE = "complete", _("Complete")
    COMMISSION = "commission", _("Complete and put into operation")
    ADVANCE = "advance", _("Advance")
    PREPARE = "prepare", _("Complete preparatory work")
    RELOCATE = "relocate", _("Relocate")
    OTHER = "other", _("Other")


class Stage(TextChoices):
    """Where an item stands in the supervision cycle (立项 … 销号)."""

    DRAFTED = "drafted", _("Drafted")
    ASSIGNED = "assigned", _("Assigned")
    IN_PROGRESS = "in_progress", _("In progress")
    CLOSURE_REQUESTED = "closure_requested", _("Closure requested")
    CLOSED = "closed", _("Closed")
    SUSPENDED = "suspended", _("Suspended")
    WITHDRAWN = "withdrawn", _("Withdrawn")


UNASSIGNED_STAGES = (Stage.DRAFTED, Stage.WITHDRAWN)
WORKING_STAGES = (Stage.ASSIGNED, Stage.IN_PROGRESS)
ACTIVE_STAGES = (*WORKING_STAGES, Stage.CLOSURE_REQUESTED)


class Rag(TextChoices):
    """Traffic light of a project (红黄绿灯)."""

    RED = "red", _("Red")
    AMBER = "amber", _("Amber")
    GREEN = "green", _("Green")
    BLUE = "blue", _("Blue (closed)")
    GREY = "grey", _("Grey (not yet due)")


class MilestoneOrigin(TextChoices):
    """Where a milestone's date comes from, so that nobody takes an assumption for a promise."""

    REPORT = "report", _("Date named in the report")
    YEAR_END = "year_end", _("Year end, as the report names no date")
    PLAN = "plan", _("Planned by the department")
    TEMPLATE = "template", _("From a milestone template")
    SIMULATED = "simulated", _("Simulated for the demonstration")


class OffsetFrom(TextChoices):
    """Which end of a project a template step is counted from."""

    START = "start", _("From the start")
    DUE = "due", _("From the due date")


class ProgressReportState(TextChoices):
    """Life of a monthly progress report."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    CONFIRMED = "confirmed", _("Confirmed by the head")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")


class ExtensionState(TextChoices):
    """Life of a request for a later date."""

    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class InstructionState(TextChoices):
    """Life of a leader's instruction (批示)."""

    OPEN = "open", _("Open")
    REPLIED = "replied", _("Replied")
    CLOSED = "closed", _("Closed")


class ReplyState(TextChoices):
    """Life of a reply to an instruction."""

    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", _("Accepted")
    SENT_BACK = "sent_back", _("Sent back")


class ExportKind(TextChoices):
    """What can be taken along as a file."""

    PROJECTS = "projects", _("Projects")
    MILESTONES = "milestones", _("Milestones")
    INDICATORS = "indicators", _("Indicators")
    DEPARTMENT_RECORDS = "department_records", _("Department records")
    BULLETIN = "bulletin", _("Bulletin")


class ExportFormat(TextChoices):
    """Kinds of file."""

    XLSX = "xlsx", _("Excel (xlsx)")
    DOCX = "docx", _("Word (docx)")


class ExportState(TextChoices):
    """Life of an export."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Being written")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Could not be written")
    EXPIRED = "expired", _("Expired")


UNFINISHED_EXPORT_STATES = (ExportState.QUEUED, ExportState.RUNNING)


class ReminderSubject(TextChoices):
    """The nine kinds of duty that are chased (DOMAIN §5)."""

    MILESTONE = "milestone", _("Milestone")
    FINAL_DATE = "final_date", _("Final date")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    PROGRESS_REPORT = "progress_report", _("Monthly report")
    READING = "reading", _("Reading")
    INSTRUCTION_REPLY = "instruction_reply", _("Reply to an instruction")
    EXTENSION_DECISION = "extension_decision", _("Decision on an extension")
    REVIEW = "review", _("Review waiting at the supervisor")
    CLOSURE = "closure", _("Closure waiting for verification")


class SubjectKind(TextChoices):
    """The rows that reminders and duties are about."""

    PROJECT = "project", _("Project")
    MILESTONE = "milestone", _("Milestone")
    PROGRESS_REPORT = "progress_report", _("Progress report")
    INDICATOR = "indicator", _("Indicator")
    READING = "reading", _("Reading")
    ADDRESSEE = "addressee", _("Addressee of an instruction")
    EXTENSION = "extension", _("Extension")


class Audience(TextChoices):
    """Whom a reminder rule addresses."""

    CONTACT_AND_REPORTER = "contact_and_reporter", _("Contact and reporters of the lead department")
    DEPARTMENT_HEAD = "department_head", _("Head of the lead department")
    SUPERVISOR = "supervisor", _("Supervision office")
    RESPONSIBLE_LEADER = "responsible_leader", _("Responsible leader")
    DECIDER = "decider", _("Whoever has to decide")


class ReminderState(TextChoices):
    """Life of a reminder row before its messages take over."""

    QUEUED = "queued", _("Queued")
    NOTIFIED = "notified", _("Handed to delivery")
    SUPERSEDED = "superseded", _("Joined to a newer one")
    CANCELLED = "cancelled", _("Cancelled")


# What the demonstration writes into the history in place of the triggers, which label insert, update and delete.
SIMULATED_RECORD = "simulated"


class BreakdownSheetState(TextChoices):
    """Life of an uploaded breakdown list (任务分解表)."""

    UPLOADED = "uploaded", _("Uploaded")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")


class ReportBreakdownState(TextChoices):
    """Life of a report's text that is broken down (报告分解)."""

    QUEUED = "queued", _("Waiting to be read")
    READING = "reading", _("Being read")
    READ = "read", _("Text read")
    FAILED = "failed", _("Could not be read")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")


UNREAD_STATES = (ReportBreakdownState.QUEUED, ReportBreakdownState.READING)
APPLIED_STATES = (ReportBreakdownState.APPLIED, ReportBreakdownState.UNDONE)


class DraftKind(TextChoices):
    """What a commitment that was found in a report becomes."""

    TARGET = "target", _("Indicator")
    PROJECT = "project", _("Key project")
    TASK = "task", _("Key task")


class DraftDecision(TextChoices):
    """What the supervision office says to a draft."""

    OPEN = "open", _("Undecided")
    ACCEPTED = "accepted", _("Taken up")
    REJECTED = "rejected", _("Rejected")
    SPLIT = "split", _("Split")
    MERGED = "merged", _("Merged")


# A draft that has gone into others is decided there.
REPLACED = (DraftDecision.SPLIT, DraftDecision.MERGED)
