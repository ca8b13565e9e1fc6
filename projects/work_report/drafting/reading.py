"""The worker's part: claimed texts → drafts, each text once, whatever becomes of the worker."""

import logging
import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from projects.models import ReportBreakdown
from projects.rules.lead_suggestions import Keyword
from projects.services.stored_files import STORAGE_AWAY, evidence_storage
from projects.work_report import parser
from projects.work_report.drafting import leases
from projects.work_report.drafting.found import drafts_of, sentences_of, storable

LONGEST_RUN_SECONDS = 100  # then the next tick goes on
MOST_DRAFTS = 1_000
UNREADABLE = {
    "empty": gettext_lazy("There is no text in it."),
    "too_large": gettext_lazy("It holds far more than a report. Save the text alone and upload that."),
    "not_text": gettext_lazy("This is no text. Save the report as .txt, .docx or .html and upload that."),
    "encoding": gettext_lazy("Its characters cannot be told. Save it as UTF-8 and upload that."),
    "damaged": gettext_lazy("The file is damaged. Open it, save it anew and upload that."),
}
logger = logging.getLogger(__name__)


def read_pending() -> int:
    """Read what waits until nothing is left or the time is up; return how many were attempted.

    What fails here waits for the next tick: storage that is away for a moment must not use up all attempts.
    """
    end = time.monotonic() + LONGEST_RUN_SECONDS
    attempted: list[int] = []
    while time.monotonic() < end and (claimed := leases.claim_next(but_for=attempted)) is not None:
        attempted.append(claimed.pk)
        with override(claimed.language):
            _read(claimed)
    return len(attempted)


def _read(breakdown: ReportBreakdown) -> None:
    """Read a claimed text; it is settled afterwards, or will be tried again."""
    try:
        _read_text(breakdown)
    except leases.LostLeaseError:
        logger.warning("report breakdown %s: another worker has taken it over", breakdown.pk)
    except parser.UnreadableReport as unreadable:
        leases.fail(breakdown, str(UNREADABLE[unreadable.code]))
    except FileNotFoundError:
        leases.fail(breakdown, _("The file is missing in storage. Tell the operator, or upload it again."))
    except STORAGE_AWAY:
        logger.exception("report breakdown %s: storage does not answer", breakdown.pk)
        leases.give_back(breakdown)
    except Exception:
        logger.exception("report breakdown %s: attempt %s failed", breakdown.pk, breakdown.attempts)
        leases.give_back(breakdown)


def _read_text(breakdown: ReportBreakdown) -> None:
    with evidence_storage().open(str(breakdown.stored_file.name)) as file:
        content = file.read()
    text = parser.read(content, filename=breakdown.name, traditional=breakdown.is_traditional)
    found = parser.breakdown(text)
    year_found = found.year
    if year_found != breakdown.report.year:
        found = parser.breakdown(text, year=breakdown.report.year)
    keywords = [
        Keyword(word, department)
        for word, department in breakdown.report.region.lead_keywords.filter(department__is_active=True).values_list(
            "keyword", "department_id"
        )
    ]
    drafts = drafts_of(breakdown, text, found, keywords)
    if len(drafts) > MOST_DRAFTS:
        leases.fail(
            breakdown,
            _("%(count)s commitments were found, more than one year's report holds. Upload the plan part alone.")
            % {"count": len(drafts)},
        )
        return
    lines = [storable(line) for line in text.lines]
    leases.finish(breakdown, lines=lines, year_found=year_found, sentences=sentences_of(found), drafts=drafts)
