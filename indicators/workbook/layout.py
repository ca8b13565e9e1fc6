"""Where what stands in the workbook; writer and reader agree on it by names that stand in the file itself."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from indicators.models import WorkReport

TITLE_ROW, KEY_ROW, NAME_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4, 5
MOST_ROWS = 2_000
MOST_COLUMNS = 50
LAST_ROW_OF_ANY_SHEET = 1_048_576

# Name in the hidden row → heading and width in characters.
COLUMNS = {
    "code": (_("code"), 8),
    "name": (_("name"), 34),
    "unit": (_("unit"), 10),
    "target": (_("target as written"), 18),
    "previous": (_("last value"), 12),
    "expected": (_("expected by then"), 12),
    "value": (_("value of this period"), 14),
    "source_note": (_("source or description"), 30),
    "correction_reason": (_("reason for the correction"), 24),
}
READ = ("code", "value", "source_note", "correction_reason")
FILLED_IN = frozenset({"value", "source_note", "correction_reason"})

KEY = re.compile(
    r"^duban-readings/1/(?P<region>[^/]{1,20})/(?P<kind>[a-z_]{1,30})/(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])$"
)


def key_of(report: WorkReport, month: date) -> str:
    """What tells a sheet of ours, the report and the month that it is of; ``region`` has to be selected with it."""
    return f"duban-readings/1/{report.region.code}/{report.kind}/{month:%Y-%m}"
