"""What a draft would change of what is there already: the same line and name, the same name, or the same words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from indicators.models import Indicator, WorkReport
from projects.choices import DraftKind, Stage
from projects.models import BreakdownDraft, Project
from projects.work_report.sheet.names import plain_name

Present = Indicator | Project
Row = TypeVar("Row", Indicator, Project)
# What is compared; a project has many more columns, long texts among them.
OF_A_PROJECT = (
    "report", "code", "name", "quantity", "unit", "committed_due_on", "stage", "lead_department", "source_line",
    "source_anchor",
)  # fmt: skip
OF_AN_INDICATOR = (
    "report", "code", "name", "target", "unit", "comparison", "due_on", "lead_department", "source_line",
    "source_anchor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of the draft and of what is there, before and after applying."""

    field: str
    before: Any
    after: Any


class Directory:
    """The report's indicators and projects, found by what a draft says; read once, in two queries."""

    def __init__(self, report: WorkReport, lines: Sequence[str]) -> None:
        self._indicators = _Found(list(report.indicators.only(*OF_AN_INDICATOR)), lines)
        self._projects = _Found(list(report.projects.only(*OF_A_PROJECT)), lines)

    def present(self, draft: BreakdownDraft) -> Present | None:
        """What the draft is about, if that is there already."""
        if draft.kind == DraftKind.TARGET:
            return self._indicators.like(draft, _is_same_figure)
        return self._projects.like(draft, _is_same_name)


class _Found(Generic[Row]):
    """Rows by line and name, by name, and by line."""

    def __init__(self, rows: Sequence[Row], lines: Sequence[str]) -> None:
        self._lines = lines
        self._by_place: dict[tuple[int, str], list[Row]] = defaultdict(list)
        self._by_name: dict[str, list[Row]] = defaultdict(list)
        self._by_line: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            name = plain_name(row.name)
            self._by_place[row.source_line, name].append(row)
            self._by_name[name].append(row)
            self._by_line[row.source_line].append(row)

    def like(self, draft: BreakdownDraft, is_same: Any) -> Row | None:
        name = plain_name(draft.name)
        for found in (self._by_place[draft.line, name], self._by_name[name], list(self._at_words(draft, is_same))):
            if len(found) == 1:
                return found[0]
        return None

    def _at_words(self, draft: BreakdownDraft, is_same: Any) -> Iterator[Row]:
        """Rows whose anchor shares words with the draft, and which say the same."""
        if draft.line > len(self._lines):
            return
        for row in self._by_line[draft.line]:
            at = self._lines[draft.line - 1].find(row.source_anchor) if row.source_anchor else -1
            overlaps = at >= 0 and at < draft.end and draft.start < at + len(row.source_anchor)
            if overlaps and is_same(draft, row):
                yield row


def _is_same_figure(draft: BreakdownDraft, indicator: Indicator) -> bool:
    return draft.value is not None and (draft.value, draft.unit) == (indicator.target, indicator.unit)


def _is_same_name(draft: BreakdownDraft, project: Project) -> bool:
    """One name holds the other: 通天寨路 is 通天寨路建设项目."""
    ours, theirs = plain_name(draft.name), plain_name(project.name)
    return bool(ours and theirs) and (ours in theirs or theirs in ours)


def differences(draft: BreakdownDraft, present: Present) -> list[Difference]:
    """What applying the draft would change; what it does not say changes nothing.

    A suggested lead that was taken replaces nobody: who chooses another one means it.
    """
    pairs: list[tuple[str, Any, Any]]
    if isinstance(present, Indicator):
        pairs = [
            ("value", present.target, draft.value),
            ("unit", present.unit, draft.unit or None),
            ("comparison", present.comparison, draft.comparison or None),
            ("due_on", present.due_on, draft.due_on),
        ]
    else:
        pairs = [
            ("value", present.quantity, draft.value),
            ("unit", present.unit, draft.unit or None),
            ("due_on", present.committed_due_on, draft.due_on),
        ]
    is_chosen = present.lead_department_id is None or draft.lead_department_id != draft.suggested_lead_id
    if is_chosen and (isinstance(present, Indicator) or present.stage == Stage.DRAFTED):
        pairs.append(("lead_department", present.lead_department_id, draft.lead_department_id))
    return [Difference(*pair) for pair in pairs if pair[2] is not None and pair[1] != pair[2]]
