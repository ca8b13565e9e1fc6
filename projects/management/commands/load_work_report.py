"""``manage.py load_work_report FOLDER``: check a data set, then load all of it or nothing."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects.services.statistics import refresh_statistics
from projects.work_report.importer import Outcome, apply
from projects.work_report.validation import RefusedDataError, validated

KINDS = {
    "policies": gettext_lazy("supervision policies"),
    "rules": gettext_lazy("reminder rules"),
    "templates": gettext_lazy("milestone templates"),
    "departments": gettext_lazy("departments"),
    "sections": gettext_lazy("sections"),
    "results": gettext_lazy("results of the year before"),
    "indicators": gettext_lazy("indicators"),
    "projects": gettext_lazy("key projects"),
    "links": gettext_lazy("indicator links"),
    "tasks": gettext_lazy("key tasks"),
}


class Command(BaseCommand):
    """Load a work report with its departments, indicators, projects, tasks and last year's results."""

    help = "Check a data set as a whole, then load it; a second run changes nothing. See docs/data.md."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, and when the work was assigned."""
        parser.add_argument("folder", type=Path, help="folder with the seven files")
        parser.add_argument(
            "--assigned-on", type=date.fromisoformat, default=None, help="YYYY-MM-DD; the day of adoption by default"
        )

    def handle(self, *args: Any, folder: Path, assigned_on: date | None, **options: Any) -> None:
        """Exit code 1 and a list of problems if anything is wrong; nothing is written then."""
        try:
            dataset = validated(folder)
        except RefusedDataError as refused:
            for problem in refused.problems:
                self.stderr.write(str(problem))
            count = len(refused.problems)
            message = ngettext(
                "%(count)s problem; nothing was written.", "%(count)s problems; nothing was written.", count
            )
            raise CommandError(message % {"count": count}) from refused
        outcome = apply(dataset, assigned_on=assigned_on, progress=self._progress)
        if outcome.created.total():
            refresh_statistics()
        self._tell(dataset.report.title, outcome)

    def _progress(self, kind: str, created: int) -> None:
        self.stdout.write(_("%(kind)s: %(count)s new") % {"kind": KINDS[kind], "count": created})

    def _tell(self, title: str, outcome: Outcome) -> None:
        for difference in outcome.differing:
            self.stdout.write(_("kept as it is in the system, unlike the file: %(what)s") % {"what": difference})
        created = outcome.created.total()
        if created == 0:
            self.stdout.write(_("%(title)s: loaded already; nothing changed.") % {"title": title})
            return
        self.stdout.write(
            self.style.SUCCESS(
                _("%(title)s: %(created)s rows created, %(kept)s kept.")
                % {"title": title, "created": created, "kept": outcome.unchanged.total()}
            )
        )
