"""What one duty looks like on a to-do list."""

from dataclasses import dataclass
from datetime import date, timedelta

from projects.choices import ReminderSubject
from projects.models import Project

HORIZON = timedelta(days=30)
LIMIT = 200


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that a user owes.

    ``kind`` is also what reminders chase (``ReminderSubject``). ``title`` says what to do, in the
    reader's language. ``subject_kind`` (project, milestone, indicator, reading, progress_report,
    instruction, extension, supervision_notice) and ``subject_id`` name the row; ``project`` is the project that it is
    about, if it is about one. ``due_on`` is None where only ``waiting_since`` says how urgent it is.
    ``path`` is the console's page, below the site's address.
    """

    kind: ReminderSubject
    title: str
    subject_kind: str
    subject_id: int
    project: Project | None
    due_on: date | None
    waiting_since: date | None
    path: str

    def days_left(self, today: date) -> int | None:
        """Days until the due date, negative once it has passed."""
        return (self.due_on - today).days if self.due_on else None

    @property
    def urgency(self) -> tuple[bool, date, str, int]:
        """Sorts duties: an instruction outranks everything (DOMAIN §3), then the earlier date."""
        day = self.due_on or self.waiting_since or date.max
        return (self.kind != ReminderSubject.INSTRUCTION_REPLY, day, self.kind, self.subject_id)


def review_path(kind: str, row_id: int) -> str:
    """Address of the page on which a filing is reviewed: a progress_report, an extension, a project's closure."""
    return f"/console/review/{kind}/{row_id}/"


def console_path(page: str, row_id: int) -> str:
    """Address of a row's page in the console, for example ``projects/project``."""
    return f"/console/{page}/{row_id}/change/"
