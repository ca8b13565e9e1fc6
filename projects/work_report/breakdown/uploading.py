"""Taking a breakdown list in: the file is kept as evidence, what it says is read once, questions are answered."""

import hashlib
from collections.abc import Mapping
from typing import IO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require_supervisor
from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import User
from indicators.models import WorkReport
from indicators.rules.file_types import XLSX
from indicators.workbook.errors import RefusedCells
from indicators.workbook.opening import require_workbook
from projects.choices import BreakdownSheetState
from projects.models import BreakdownSheet
from projects.services import stored_files
from projects.work_report.breakdown.plan import answers_of
from projects.work_report.sheet import UnreadableWorkbook, read_breakdown
from projects.work_report.sheet.content import as_stored

UNREADABLE = {
    "damaged": _("The workbook cannot be read. Open it, save it anew as .xlsx and upload that."),
    "too_large": _("The workbook is too large to be one list. Copy the list alone into the template."),
    "no_list": _(
        "No breakdown list was found: one row must hold the headings, among them 工作任务 (or 项目名称) and "
        "牵头单位 (or 责任单位). Compare with the template."
    ),
    "nothing_in_the_list": _("Below the headings there is no item. Fill in the list and upload it again."),
}


@transaction.atomic
def upload(*, by: User, report: WorkReport, upload: "UploadedFile[bytes]") -> BreakdownSheet:
    """Keep a workbook and what it says; nothing else changes yet. Raises AccessRefused, InvalidInput (the file)."""
    require_supervisor(by, report.region_id)
    name = require_workbook(upload)
    stream = cast("IO[bytes]", upload.file)
    try:
        tables = read_breakdown(stream)
    except UnreadableWorkbook as unreadable:
        raise InvalidInput(UNREADABLE[unreadable.code], attr="file", code=unreadable.code) from None
    except RefusedCells as refused:
        raise InvalidInput(refused.cells[0].detail, attr="file", code=refused.cells[0].code) from None
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    stored = stored_files.keep(upload, sha256=digest.hexdigest(), size=upload.size or 0, content_type=XLSX.content_type)
    return BreakdownSheet.objects.create(
        report=report, stored_file=stored, name=name, uploaded_by=by, tables=as_stored(tables)
    )


@transaction.atomic
def answer(*, by: User, sheet_id: int, given: Mapping[str, str]) -> BreakdownSheet:
    """Keep answers by the key of their question; an empty one takes an answer back, others are left alone.

    Raises ``BreakdownSheet.DoesNotExist``, AccessRefused, NotAllowedNow (applied already).
    """
    sheet = lock_sheet(sheet_id, by)
    require_uploaded(sheet)
    sheet.answers = answers_of(sheet, given)
    sheet.save(update_fields=["answers"])
    return sheet


def lock_sheet(sheet_id: int, by: User) -> BreakdownSheet:
    """The sheet, locked after its report; imports into one report follow each other.

    Others may refer to the report meanwhile (``no_key``): a project that is saved at the same time does so at its
    commit, while this transaction may wait for that very project.

    Raises ``BreakdownSheet.DoesNotExist``, AccessRefused.
    """
    report_id = BreakdownSheet.objects.values_list("report_id", flat=True).get(pk=sheet_id)
    report = WorkReport.objects.select_for_update(of=("self",), no_key=True).select_related("region").get(pk=report_id)
    require_supervisor(by, report.region_id)
    sheet = BreakdownSheet.objects.select_for_update().get(pk=sheet_id)
    sheet.report = report
    return sheet


def require_uploaded(sheet: BreakdownSheet) -> None:
    """Raise NotAllowedNow unless the list still waits to be applied."""
    if sheet.state != BreakdownSheetState.UPLOADED:
        raise NotAllowedNow(
            _("This list is “%(state)s” already. Upload it again to apply it anew.")
            % {"state": sheet.get_state_display()}
        )
