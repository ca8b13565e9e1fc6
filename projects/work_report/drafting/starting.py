"""Taking a report's text in: the file, or what was pasted, is kept as evidence; the worker reads it."""

import hashlib
from collections.abc import Mapping
from functools import partial

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require_supervisor
from accounts.errors import InvalidInput, NotAllowedNow
from accounts.models import User
from indicators.file_wording import flaw_in_words
from indicators.models import WorkReport
from indicators.rules.file_types import DOCX, Flaw, FlawedFile, clean_name
from projects.bell import READ_REPORTS, ring
from projects.choices import UNREAD_STATES
from projects.models import ReportBreakdown
from projects.services import stored_files

LARGEST_BYTES = 8 * 1024 * 1024
LONGEST_PASTED = 500_000
MOST_WAITING = 3
MEBIBYTE = 1024 * 1024
CONTENT_TYPES: Mapping[str, str] = {
    "txt": "text/plain",
    "html": "text/html",
    "htm": "text/html",
    "docx": DOCX.content_type,
}
PASTED = _("Pasted text")


def start(
    *, by: User, report: WorkReport, language: str, upload: "File[bytes]", is_traditional: bool = False
) -> ReportBreakdown:
    """Keep a file (.txt, .docx, .html) and have it read; nothing else changes yet.

    Raises AccessRefused, InvalidInput (``file``), NotAllowedNow (too many wait already).
    """
    require_supervisor(by, report.region_id)
    if not upload.size:
        raise InvalidInput(flaw_in_words(Flaw.EMPTY), attr="file", code=Flaw.EMPTY)
    if upload.size > LARGEST_BYTES:
        raise InvalidInput(
            _("The file is larger than %(largest)s MiB. A report is text: save it as .txt and upload that.")
            % {"largest": LARGEST_BYTES // MEBIBYTE},
            attr="file",
            code="too_large",
        )
    try:
        name = clean_name(upload.name or "")
    except FlawedFile as flawed:
        raise InvalidInput(flaw_in_words(flawed.flaw), attr="file", code=flawed.flaw) from flawed
    content_type = CONTENT_TYPES.get(name.rpartition(".")[2].casefold())
    if content_type is None:
        raise InvalidInput(
            _("Save the report as .txt, .docx or .html; other formats are not read."), attr="file", code="type_unknown"
        )
    return _keep(by, report, upload, name, content_type, language=language, is_traditional=is_traditional)


def start_pasted(
    *, by: User, report: WorkReport, language: str, text: str, is_traditional: bool = False
) -> ReportBreakdown:
    """As :func:`start`, for text that was pasted. Raises AccessRefused, InvalidInput (``text``), NotAllowedNow."""
    require_supervisor(by, report.region_id)
    if not text.strip():
        raise InvalidInput(_("Paste the text, or choose a file."), attr="text", code="blank")
    if len(text) > LONGEST_PASTED:
        raise InvalidInput(
            _("At most %(most)s characters; upload a longer text as a file.") % {"most": LONGEST_PASTED},
            attr="text",
            code="max_length",
        )
    content = ContentFile(text.encode("utf-8", errors="replace"), name=f"{PASTED}.txt")
    return _keep(by, report, content, str(content.name), "text/plain", language=language, is_traditional=is_traditional)


@transaction.atomic
def _keep(
    by: User, report: WorkReport, content: "File[bytes]", name: str, content_type: str, **options: object
) -> ReportBreakdown:
    WorkReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    if report.text_breakdowns.filter(state__in=UNREAD_STATES).count() >= MOST_WAITING:
        raise NotAllowedNow(
            _("%(count)s texts of this report are waiting to be read already. Wait until one is read.")
            % {"count": MOST_WAITING}
        )
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    stored = stored_files.keep(content, sha256=digest.hexdigest(), size=content.size, content_type=content_type)
    breakdown = ReportBreakdown.objects.create(report=report, stored_file=stored, name=name, started_by=by, **options)
    transaction.on_commit(partial(ring, READ_REPORTS))
    return breakdown
