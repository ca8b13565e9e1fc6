"""The whole preview: what becomes of each draft, what stands against it, which sentences nothing covers."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from indicators.choices import Comparison
from projects.choices import REPLACED, DraftDecision, DraftKind
from projects.models import BreakdownDraft, ReportBreakdown
from projects.work_report.drafting.comparing import Difference, Directory, Present, differences
from projects.work_report.sheet.names import plain_name

DIGEST_LENGTH = 8


class Outcome(StrEnum):
    """What applying would do with a draft that is accepted."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Fault(StrEnum):
    """What stands against an accepted draft."""

    NO_FIGURE = "no_figure"
    NO_COMPARISON = "no_comparison"
    REPEATED = "repeated"
    SAME_AS_ANOTHER = "same_as_another"
    LEAD_INACTIVE = "lead_inactive"


@dataclass(slots=True)
class Line:
    """A draft, what is there of it already, and what would change. ``other`` is the draft that a fault refers to."""

    draft: BreakdownDraft
    present: Present | None
    differences: Sequence[Difference]
    faults: list[Fault] = field(default_factory=list)
    other: BreakdownDraft | None = None

    @property
    def outcome(self) -> Outcome:
        """What applying would do."""
        if self.present is None:
            return Outcome.NEW
        return Outcome.CHANGED if self.differences else Outcome.SAME

    @property
    def is_accepted(self) -> bool:
        """Whether applying is about it."""
        return self.draft.decision == DraftDecision.ACCEPTED

    @property
    def digest(self) -> str:
        """``id-digest``; changes with whatever the preview promises of the draft."""
        promised = (
            self.draft.version,
            self.draft.decision,
            self.outcome,
            self.present and (type(self.present).__name__, self.present.pk),
            [(each.field, str(each.before), str(each.after)) for each in self.differences],
            self.faults,
        )
        return f"{self.draft.pk}-{sha256(repr(promised).encode()).hexdigest()[:DIGEST_LENGTH]}"


@dataclass(frozen=True)
class Plan:
    """A preview. ``lines`` are in the order of the text; drafts that went into others are among them."""

    lines: Sequence[Line]
    uncovered: Sequence[Mapping[str, Any]]

    @property
    def accepted(self) -> list[Line]:
        """What applying is about."""
        return [line for line in self.lines if line.is_accepted]

    @property
    def decisions(self) -> Counter[str]:
        """How many drafts there are of each decision."""
        return Counter(str(line.draft.decision) for line in self.lines)

    @property
    def outcomes(self) -> Counter[str]:
        """How many accepted drafts would do what."""
        return Counter(str(line.outcome) for line in self.accepted)

    @property
    def faulty(self) -> list[Line]:
        """Accepted drafts that something stands against."""
        return [line for line in self.accepted if line.faults]

    @property
    def is_ready(self) -> bool:
        """Whether it may be applied: all is decided, nothing wrong, something to do."""
        counts = self.outcomes
        is_settled = not self.decisions[DraftDecision.OPEN] and not self.faulty
        return is_settled and bool(counts[Outcome.NEW] or counts[Outcome.CHANGED])

    @property
    def promised(self) -> str:
        """What the preview promises of each accepted draft."""
        return ".".join(line.digest for line in self.accepted)


def plan_of(breakdown: ReportBreakdown) -> Plan:
    """The preview as of now, in four queries. ``breakdown`` has its report."""
    drafts = list(
        breakdown.drafts.select_related("lead_department", "suggested_lead", "merged_into").prefetch_related(
            "supporting_departments"
        )
    )
    directory = Directory(breakdown.report, breakdown.lines)
    lines = []
    for draft in drafts:
        present = None if draft.decision in REPLACED else directory.present(draft)
        lines.append(Line(draft, present, differences(draft, present) if present is not None else ()))
    _note_faults([line for line in lines if line.is_accepted])
    return Plan(lines, still_uncovered(breakdown, drafts))


def still_uncovered(breakdown: ReportBreakdown, drafts: Sequence[BreakdownDraft]) -> list[Mapping[str, Any]]:
    """Sentences with those numbers that no draft which stands covers: ``line``, ``start``, ``end``, ``numbers``."""
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for draft in drafts:
        if draft.decision not in (*REPLACED, DraftDecision.REJECTED):
            for line, start, end in draft.places:
                taken[line].append((start, end))

    def is_covered(line: int, start: int, end: int) -> bool:
        return any(first <= start and end <= last for first, last in taken[line])

    left: list[Mapping[str, Any]] = []
    for sentence in breakdown.sentences:
        missing = [place for place in sentence["numbers"] if not is_covered(*place)]
        if missing:
            numbers = [breakdown.lines[line - 1][start:end] for line, start, end in missing]
            left.append({**sentence, "numbers": numbers})
    return left


def _note_faults(accepted: Sequence[Line]) -> None:
    names: dict[tuple[Any, ...], Line] = {}
    about: dict[tuple[str, int], Line] = {}
    for line in accepted:
        draft = line.draft
        if draft.kind == DraftKind.TARGET:
            if draft.value is None and draft.comparison != Comparison.QUALITATIVE:
                line.faults.append(Fault.NO_FIGURE)
            if not draft.comparison:
                line.faults.append(Fault.NO_COMPARISON)
        if draft.lead_department is not None and not draft.lead_department.is_active:
            line.faults.append(Fault.LEAD_INACTIVE)
        first = names.setdefault(_identity(draft), line)
        if first is not line:
            line.faults.append(Fault.REPEATED)
            line.other = first.draft
        elif line.present is not None:
            first = about.setdefault((type(line.present).__name__, line.present.pk), line)
            if first is not line:
                line.faults.append(Fault.SAME_AS_ANOTHER)
                line.other = first.draft


def _identity(draft: BreakdownDraft) -> tuple[Any, ...]:
    """Two drafts of the same identity would make the same thing twice."""
    name = plain_name(draft.name)
    if draft.kind == DraftKind.TARGET:
        return DraftKind.TARGET, name, draft.value, draft.unit
    return DraftKind.PROJECT, name
