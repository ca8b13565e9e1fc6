"""Taking a filled-in workbook over: every line or none, each refusal at its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.errors import Refusal, RefusedRows
from accounts.models import User
from indicators.access import MAY_ENTER
from indicators.choices import ReadingState
from indicators.queries.entry import EntryLine, entry_lines
from indicators.services.readings import Entry, enter_many
from indicators.workbook.errors import CellFault, RefusedCells
from indicators.workbook.layout import key_of
from indicators.workbook.opening import require_workbook
from indicators.workbook.reader import Line, read, repeated

# Field that a service refuses → column in which the mistake was made.
PLACES = {"source_note": "source_note", "correction_reason": "correction_reason"}


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many values were kept, and how many were known already."""

    entered: int
    unchanged: int


@transaction.atomic
def import_workbook(*, by: User, upload: "UploadedFile[bytes]", submit_them: bool = False) -> ImportResult:
    """Keep the values of a workbook as drafts, or hand them in; what is known already is passed over.

    Raises AccessRefused, InvalidInput (not such a file), RefusedCells (every wrong cell).
    """
    require(by, *MAY_ENTER)
    require_workbook(upload)
    lines = read(cast("IO[bytes]", upload.file))
    faults = repeated(lines)
    known = _known(by, lines)
    unknown = [line for line in lines if line.subject not in known]
    text = _("There is no indicator of this code for you to enter for this month.")
    faults += [line.fault("code", "unknown_code", text) for line in unknown]
    if faults:
        raise RefusedCells(sorted(faults, key=lambda fault: (fault.sheet, fault.row)))
    found = [(line, known[line.subject]) for line in lines]
    changed = [(line, entry) for line, entry in found if not _is_known(line, entry)]
    entries = [
        (
            entry.indicator.pk,
            Entry(
                period=entry.period,
                value=line.value,
                source_note=line.source_note,
                correction_reason=line.correction_reason,
            ),
        )
        for line, entry in changed
    ]
    try:
        enter_many(by=by, entries=entries, submit_them=submit_them)
    except RefusedRows as refused:
        raise RefusedCells(_cells(refused.rows, [line for line, _entry in changed])) from None
    return ImportResult(entered=len(changed), unchanged=len(lines) - len(changed))


def _known(by: User, lines: Sequence[Line]) -> Mapping[tuple[str, str], EntryLine]:
    """What the user may enter, by report, month and code."""
    months = {line.head.month for line in lines}
    return {
        (key_of(entry.indicator.report, month), entry.indicator.code): entry
        for month in months
        for entry in entry_lines(by, month)
    }


def _is_known(line: Line, entry: EntryLine) -> bool:
    """Whether the period has this value already, in whatever state; a note alone changes an open one only."""
    present = entry.open or entry.verified
    if present is None or present.value != line.value:
        return False
    texts = (line.source_note, line.correction_reason)
    is_handed_in = present.state in {ReadingState.SUBMITTED, ReadingState.VERIFIED}
    return is_handed_in or texts == (present.source_note, present.correction_reason)


def _cells(rows: Mapping[int, Refusal | ValidationError], lines: Sequence[Line]) -> list[CellFault]:
    faults = []
    for index, reason in sorted(rows.items()):
        line = lines[index]
        if isinstance(reason, Refusal):
            place = PLACES.get(reason.attr or "", "value" if line.value is not None else "source_note")
            faults.append(line.fault(place, reason.code, str(reason.detail)))
        else:
            for name, errors in reason.error_dict.items():
                place = PLACES.get(name, "value")
                faults += [line.fault(place, each.code or "invalid", "".join(each.messages)) for each in errors]
    return faults
