"""``manage.py breakdown FILE``: what a report's text commits to, without a database."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.work_report.parser import Item, UnreadableReport, breakdown, read
from projects.work_report.text.years import YEARS

# What is printed of each kind; names are also the columns of a table.
FIELDS = {
    "targets": ("name", "target", "unit", "comparison"),
    "deadlines": ("phrase", "resolved", "subject"),
    "baselines": ("name", "value", "unit"),
    "uncovered": ("numbers", "words"),
}
PLACE = ("line", "start", "end", "confidence")
REASONS = {
    "empty": gettext_lazy("%(file)s has no text."),
    "too_large": gettext_lazy("%(file)s is larger than a report can be."),
    "not_text": gettext_lazy("%(file)s is neither plain text nor .docx nor .html."),
    "encoding": gettext_lazy("The characters of %(file)s are neither UTF-8 nor UTF-16 nor GB18030."),
    "damaged": gettext_lazy("%(file)s is damaged and cannot be opened."),
}


class Command(BaseCommand):
    """Print the targets, deadlines and other commitments of a government work report."""

    help = "Draft the commitments of a report's text (.txt, .docx, .html), each with its place. See docs/breakdown.md."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what to print of it."""
        parser.add_argument("file", type=Path, help="the report")
        parser.add_argument("--year", type=int, help="the plan year; found from the text by default")
        parser.add_argument("--what", choices=sorted(FIELDS), default="targets")
        parser.add_argument("--format", choices=("jsonl", "table"), default="table")
        parser.add_argument("--traditional", action="store_true", help="the text is in traditional characters")

    def handle(self, *args: Any, file: Path, year: int | None, what: str, traditional: bool, **options: Any) -> None:
        """Exit code 1 and a reason where the file cannot be read."""
        if year is not None and year not in YEARS:
            raise CommandError(_("--year: give a year from 2000 to 2099."))
        try:
            text = read(file.read_bytes(), file.name, traditional=traditional)
        except OSError as error:
            reason = _("%(file)s cannot be read: %(reason)s")
            raise CommandError(reason % {"file": file, "reason": error.strerror or error}) from error
        except UnreadableReport as refused:
            raise CommandError(REASONS[refused.code] % {"file": file}) from refused
        found = breakdown(text, year)
        if found.year is None:
            self.stderr.write(_("The text names no year; give --year so that dates can be resolved."))
        items: Iterable[Item] = getattr(found, what)
        if options["format"] == "jsonl":
            for item in items:
                self.stdout.write(json.dumps(_row(item, what), ensure_ascii=False))
        else:
            for line in _table([_row(item, what) for item in items]):
                self.stdout.write(line)


def _row(item: Item, what: str) -> dict[str, Any]:
    values = asdict(item)
    return {name: values[name] for name in (*FIELDS[what], *PLACE)}


def _table(rows: list[dict[str, Any]]) -> Iterable[str]:
    """One line for each row, with tabs, so that it can be pasted into a spreadsheet."""
    for row in rows:
        yield "\t".join("、".join(value) if isinstance(value, tuple) else str(value) for value in row.values())
