"""From a government work report's text to drafted commitments, each traced to its words.

The front door of :mod:`projects.work_report.text`: :func:`read` a file, then make its :func:`breakdown`.
"""

from dataclasses import dataclass

from projects.work_report.text.baselines import baselines
from projects.work_report.text.coverage import uncovered
from projects.work_report.text.deadlines import deadlines
from projects.work_report.text.items import Baseline, Deadline, Item, Place, Target, Uncovered
from projects.work_report.text.opening import UnreadableReport, source_lines
from projects.work_report.text.paragraphs import Paragraph, paragraphs
from projects.work_report.text.parts import Part, parts
from projects.work_report.text.sections import Block, blocks
from projects.work_report.text.sentences import Sentence, sentences
from projects.work_report.text.targets import targets
from projects.work_report.text.traditional import simplified
from projects.work_report.text.works.items import Project, Task
from projects.work_report.text.works.plan import works
from projects.work_report.text.years import plan_year

__all__ = [
    "Baseline", "Breakdown", "Deadline", "Item", "Part", "Place", "Project", "ReportText", "Target", "Task",
    "Uncovered", "UnreadableReport", "breakdown", "read",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportText:
    """``lines`` as a person sees them (numbered from 1), and the paragraphs that they make up."""

    lines: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]

    def words(self, place: Place | Item) -> str:
        """The words at a place."""
        return self.lines[place.line - 1][place.start : place.end]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What was found in a report for ``year`` (None: the text names none), each tuple in the order of the text.

    ``plan`` are the sentences of the plan part; ``numbered`` those of them with numbers that are no dates, and
    ``uncovered`` those with numbers that no item covers.
    """

    year: int | None
    plan: tuple[Sentence, ...]
    targets: tuple[Target, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    projects: tuple[Project, ...] = ()
    tasks: tuple[Task, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    numbered: tuple[Uncovered, ...] = ()
    uncovered: tuple[Uncovered, ...] = ()


def read(content: bytes | str, filename: str = "", traditional: bool = False) -> ReportText:
    """A report as text, from .txt, .docx, .html or what was pasted. Raises UnreadableReport.

    ``traditional``: it is written in traditional characters. What is found then quotes the text's own characters.
    """
    lines = source_lines(content, filename)
    return ReportText(lines, paragraphs(lines, simplified if traditional else None))


def breakdown(text: ReportText, year: int | None = None) -> Breakdown:
    """Drafted commitments of a report; ``year`` is the plan year, found from the text where None."""
    report: tuple[Block, ...] = tuple(blocks(text.paragraphs))
    year = year or plan_year(report)
    divided = parts(report, year)
    plan = tuple(sentences(report, divided, Part.PLAN))
    by_sentence = [tuple(targets(sentence, year)) for sentence in plan]
    found = tuple(target for group in by_sentence for target in group)
    dates_by_sentence = [
        tuple(deadlines(sentence, year, group) if year else ())
        for sentence, group in zip(plan, by_sentence, strict=True)
    ]
    dated = tuple(deadline for group in dates_by_sentence for deadline in group)
    set_works = [works(*each) for each in zip(plan, by_sentence, dates_by_sentence, strict=True)]
    projects = tuple(project for group, _tasks in set_works for project in group)
    reported = (
        figure
        for sentence in sentences(report, divided, Part.REVIEW)
        for figure in targets(sentence, year, reviewed=True)
    )
    return Breakdown(
        year,
        plan,
        targets=found,
        deadlines=dated,
        projects=projects,
        tasks=tuple(task for _projects, group in set_works for task in group),
        baselines=tuple(baselines(found, reported)),
        numbered=tuple(uncovered(plan, dated)),
        uncovered=tuple(uncovered(plan, (*found, *dated, *projects))),
    )
