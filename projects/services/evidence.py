"""Evidence: attach a file to what it proves, take it off again (DOMAIN §3 "Evidence")."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import Capability, works_in
from accounts.errors import AccessRefused, InvalidInput, NotAllowedNow
from accounts.models import User
from indicators.access import require_entry
from indicators.file_wording import flaw_in_words
from indicators.models import Reading
from indicators.queries import policy_in_force
from indicators.rules.file_contents import identify
from indicators.rules.file_types import FileType, FlawedFile, clean_name, extension_of
from indicators.services.locking import lock_reading
from indicators.services.readings import EDITABLE
from projects.access import leads, require_lead
from projects.choices import WORKING_STAGES, ProgressReportState, ReplyState
from projects.models import Evidence, InstructionReply, Milestone, ProgressReport, Project
from projects.queries.evidence import MEBIBYTE
from projects.services import stored_files
from projects.services.locking import lock_project

# What a piece of evidence proves; None is the project's closure.
Proven = Milestone | ProgressReport | InstructionReply | Reading | None


@transaction.atomic
def attach(
    *,
    by: User,
    upload: "UploadedFile[bytes]",
    name: str,
    project_id: int | None = None,
    milestone_id: int | None = None,
    progress_report_id: int | None = None,
    instruction_reply_id: int | None = None,
    reading_id: int | None = None,
    is_for_closure: bool = False,
) -> Evidence:
    """Attach a file to exactly one thing: a project's milestone, monthly report, reply or closure, or a reading.

    The same file under the same name on the same thing is attached once. The lead department and the
    supervision office attach; a department that was asked attaches to its own reply, too.
    Raises AccessRefused, NotAllowedNow (what it proves is settled), InvalidInput.
    """
    ids = (milestone_id, progress_report_id, instruction_reply_id)
    if [*(given is not None for given in (*ids, reading_id)), is_for_closure].count(True) != 1:
        raise InvalidInput(
            _("Say what the file proves: exactly one milestone, monthly report, reply or reading, or the closure.")
        )
    project, proven = _locked(project_id, reading_id, ids)
    _require_right(by, project, proven)
    _require_open(project, proven)
    base_name, sha256, kind = _examined(upload, name, _report_id(project, proven))
    stored = stored_files.keep(upload, sha256=sha256, size=upload.size or 0, content_type=kind.content_type)
    evidence, _created = Evidence.objects.get_or_create(
        stored_file=stored,
        name=base_name,
        project=project,
        milestone=proven if isinstance(proven, Milestone) else None,
        progress_report=proven if isinstance(proven, ProgressReport) else None,
        instruction_reply=proven if isinstance(proven, InstructionReply) else None,
        reading=proven if isinstance(proven, Reading) else None,
        is_for_closure=is_for_closure,
        defaults={"uploaded_by": by},
    )
    return evidence


@transaction.atomic
def remove(*, evidence_id: int, by: User) -> None:
    """Take a file off while what it proves is not settled; the bytes go with their last reference.

    Raises ``Evidence.DoesNotExist``, AccessRefused, NotAllowedNow.
    """
    project_id, reading_id = Evidence.objects.values_list("project_id", "reading_id").get(pk=evidence_id)
    proves = ("milestone_id", "progress_report_id", "instruction_reply_id")
    ids = Evidence.objects.values_list(*proves).get(pk=evidence_id)
    project, proven = _locked(project_id, reading_id, ids)
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence_id)
    _require_right(by, project, proven)
    _require_open(project, proven)
    if isinstance(proven, Milestone) and (proven.completed_on or proven.waived_on):
        raise NotAllowedNow(_("The milestone is settled; what proves it stays. Attach a further file if need be."))
    evidence.delete()
    stored_files.release([evidence.stored_file_id])


def _locked(
    project_id: int | None, reading_id: int | None, ids: tuple[int | None, int | None, int | None]
) -> tuple[Project | None, Proven]:
    """The project and what in it is proven, or no project and a reading; both locked."""
    if reading_id is not None:
        if project_id is not None:
            raise InvalidInput(_("A reading belongs to no project; leave the project out."), attr="project")
        return None, lock_reading(reading_id)
    if project_id is None:
        raise InvalidInput(_("Name the project."), attr="project", code="required")
    project = lock_project(project_id)
    return project, _lock_proven(project, *ids)


def _lock_proven(
    project: Project, milestone_id: int | None, progress_report_id: int | None, instruction_reply_id: int | None
) -> Proven:
    """The row that the file proves, locked after its project; it must belong to the project."""
    row: Proven = None
    if milestone_id is not None:
        row, attr = project.milestones.select_for_update().filter(pk=milestone_id).first(), "milestone"
    elif progress_report_id is not None:
        row, attr = (
            project.progress_reports.select_for_update().filter(pk=progress_report_id).first(),
            "progress_report",
        )
    elif instruction_reply_id is not None:
        of_project = InstructionReply.objects.filter(instruction__projects=project, pk=instruction_reply_id)
        row, attr = of_project.select_for_update(of=("self",)).first(), "instruction_reply"
    else:
        return None
    if row is None:
        raise InvalidInput(_("This does not belong to the project. Choose one of the project's own."), attr=attr)
    return row


def _require_right(by: User, project: Project | None, proven: Proven) -> None:
    if isinstance(proven, Reading):
        require_entry(by, proven.indicator)
    elif project is None:
        raise AccessRefused()
    elif isinstance(proven, InstructionReply) and not leads(by, project):
        if not works_in(by, proven.department_id, Capability.FILE_PROGRESS):
            raise AccessRefused()
    else:
        require_lead(by, project)


def _require_open(project: Project | None, proven: Proven) -> None:
    """Raise NotAllowedNow where what the file proves has been handed in or decided."""
    if isinstance(proven, Reading):
        if proven.state not in EDITABLE:
            raise NotAllowedNow(_("The value is handed in; its files can change once it is returned."))
    elif isinstance(proven, ProgressReport):
        if proven.state not in (ProgressReportState.DRAFT, ProgressReportState.RETURNED):
            raise NotAllowedNow(_("The monthly report is filed; its files can change once it is returned."))
    elif isinstance(proven, InstructionReply):
        if proven.state != ReplyState.SUBMITTED:
            raise NotAllowedNow(_("The reply has been decided on; its files stay as they are."))
    elif project is not None and project.stage not in WORKING_STAGES:
        raise NotAllowedNow(
            _("Files change while the project is assigned or in progress; it is “%(stage)s” now.")
            % {"stage": project.get_stage_display()}
        )


def _report_id(project: Project | None, proven: Proven) -> int:
    """The work report whose policy bounds the file."""
    if isinstance(proven, Reading):
        return proven.indicator.report_id
    return project.report_id if project is not None else 0


def _examined(upload: "UploadedFile[bytes]", name: str, report_id: int) -> tuple[str, str, FileType]:
    """Base name, SHA-256 and kind of a file that may be kept. Raises InvalidInput."""
    largest = policy_in_force(report_id, clock.today()).evidence_megabytes
    if (upload.size or 0) > largest * MEBIBYTE:
        raise InvalidInput(
            _("The file is larger than %(largest)s MiB. Make it smaller, or split it.") % {"largest": largest},
            attr="file",
            code="too_large",
        )
    try:
        base_name = clean_name(name)
        kind = identify(upload, extension_of(base_name))
    except FlawedFile as flawed:
        raise InvalidInput(flaw_in_words(flawed.flaw), attr="file", code=flawed.flaw) from flawed
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return base_name, digest.hexdigest(), kind
