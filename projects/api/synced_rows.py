"""What ``sync/`` says of each kind of object (API.md "Sync"); relations that are part of an object are lists of ids."""

from rest_framework import serializers

from accounts.api.contract.rows import RowSerializer
from accounts.api.contract.synced import id_of, synced_row
from accounts.api.rows import DepartmentRow, NotificationRow, PersonRow, PostReference
from indicators.api.rows import IndicatorDetailRow, ReadingRow, SectionRow, WorkReportRow
from projects.api.evidence import EvidenceRow
from projects.api.filing_rows import (
    ExtensionRow,
    InstructionRow,
    ProgressReportDetailRow,
    ReplyRow,
    ReportedCompletionRow,
)
from projects.api.indicator_links import IndicatorLinkRow
from projects.api.rows import MilestoneRow, ProjectDetailRow

# They name another object of the same kind, which the reader may not see; the detail says so where they do.
UNSEEN = ("carried_over_from", "subset_of")


def ids(of_what: str) -> serializers.ListField:
    """Ids of other synced objects, ascending."""
    return serializers.ListField(child=serializers.IntegerField(), help_text=f"Ids of {of_what}.")


SyncedWorkReport = synced_row("SyncedWorkReportRow", WorkReportRow)
SyncedSection = synced_row(
    "SyncedSectionRow",
    SectionRow,
    columns={"report": id_of("report_id"), "part": id_of("parent_id", allow_null=True)},
)
SyncedDepartment = synced_row("SyncedDepartmentRow", DepartmentRow)
SyncedPerson = synced_row("SyncedPersonRow", PersonRow)
SyncedPost = synced_row(
    "SyncedPostRow",
    PostReference,
    columns={"version": serializers.IntegerField()},
    attached={"departments_in_charge": ids("departments that a leader's post is in charge of")},
)
SyncedIndicator = synced_row(
    "SyncedIndicatorRow",
    IndicatorDetailRow,
    without=UNSEEN,
    attached={"supporting_departments": ids("departments that support it")},
)
SyncedReading = synced_row("SyncedReadingRow", ReadingRow, without=("unit",))
SyncedProject = synced_row(
    "SyncedProjectRow",
    ProjectDetailRow,
    without=UNSEEN,
    attached={"supporting_departments": ids("departments that support it")},
)
SyncedMilestone = synced_row("SyncedMilestoneRow", MilestoneRow, columns={"project": id_of("project_id")})
SyncedIndicatorLink = synced_row("SyncedIndicatorLinkRow", IndicatorLinkRow, without=("unit",))
SyncedCompletion: type[RowSerializer] = synced_row("SyncedCompletionRow", ReportedCompletionRow)
SyncedProgressReport = synced_row(
    "SyncedProgressReportRow",
    ProgressReportDetailRow,
    attached={"completions": SyncedCompletion(many=True, help_text="Milestones that it checks off.")},
)
SyncedExtension = synced_row("SyncedExtensionRow", ExtensionRow)
SyncedInstruction = synced_row(
    "SyncedInstructionRow",
    InstructionRow,
    attached={"projects": ids("projects that it is about"), "departments": ids("departments that it is addressed to")},
)
SyncedReply = synced_row("SyncedReplyRow", ReplyRow)
SyncedEvidence = synced_row("SyncedEvidenceRow", EvidenceRow)
SyncedNotification = synced_row("SyncedNotificationRow", NotificationRow)
