"""The whole preview: what becomes of each row, what is asked, what is wrong, what the list does not mention."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from projects.models import BreakdownSheet, Project
from projects.work_report.breakdown.comparing import compare
from projects.work_report.breakdown.directory import Directory, directory_of
from projects.work_report.breakdown.lines import Line, LineKind
from projects.work_report.breakdown.questions import EACH, LEAVE, ONE, TAKE, Question, Questions
from projects.work_report.breakdown.resolving import Resolver
from projects.work_report.sheet import Remark, SheetRow, Table
from projects.work_report.sheet.content import from_stored
from projects.work_report.sheet.names import plain_name
from projects.work_report.sheet.rows import LONGEST

ORDER = list(LineKind)


@dataclass(frozen=True)
class Plan:
    """A preview. ``missing`` are projects of the report that the list does not mention; they stay as they are."""

    directory: Directory
    lines: Sequence[Line]
    questions: Sequence[Question]
    remarks: Sequence[tuple[str, Remark]]
    faults: Sequence[tuple[str, Remark]]
    missing: Sequence[Project]

    @property
    def counts(self) -> Counter[str]:
        """How many rows there are of each kind."""
        return Counter(str(line.kind) for line in self.lines)

    @property
    def open_questions(self) -> list[Question]:
        """Those that still wait for an answer."""
        return [question for question in self.questions if not question.answer]

    @property
    def changes(self) -> list[Line]:
        """Rows that would change something."""
        return [line for line in self.lines if line.kind in (LineKind.NEW, LineKind.CHANGED)]

    @property
    def is_ready(self) -> bool:
        """Whether it may be applied: nothing is open, nothing wrong, something to do."""
        kinds = self.counts
        return not (self.open_questions or self.faults or kinds[LineKind.FAULTY] or kinds[LineKind.OPEN]) and bool(
            self.changes
        )

    @property
    def by_attention(self) -> list[Line]:
        """Lines, those that need attention first."""
        return sorted(self.lines, key=lambda line: ORDER.index(line.kind))

    @property
    def promised(self) -> str:
        """What the preview promises of each row; applying holds it against what is true then."""
        return ".".join(line.digest for line in self.lines)


def plan_of(sheet: BreakdownSheet) -> Plan:
    """The preview as of now, in a constant number of queries."""
    directory = directory_of(sheet.report)
    questions = Questions(sheet.answers)
    resolver = Resolver(directory, questions)
    tables = from_stored(sheet.tables)
    lines = [line for table in tables for line in _lines(table, questions, sheet.report.year)]
    for line in lines:
        if not line.is_left_out and not line.is_waiting:
            resolver.resolve(line)
    _note_repeated(lines)
    for line in lines:
        if not line.is_left_out:
            compare(line, directory)
    mentioned = {line.project.pk for line in lines if line.project is not None}
    notices = [(table.sheet, remark) for table in tables for remark in table.notices]
    return Plan(
        directory=directory,
        lines=lines,
        questions=questions.all,
        remarks=[(sheet_name, remark) for sheet_name, remark in notices if remark.code not in SHEET_FAULTS],
        faults=[(sheet_name, remark) for sheet_name, remark in notices if remark.code in SHEET_FAULTS],
        missing=[project for project in directory.projects if project.pk not in mentioned],
    )


SHEET_FAULTS = frozenset({"too_many_rows"})


def _lines(table: Table, questions: Questions, year: int) -> Iterator[Line]:
    """Rows that are to be resolved; those that wait for an answer about the sheet itself are marked."""
    is_year_open = False
    if table.rows and table.named_year not in (0, year):
        text = _("The title of sheet “%(sheet)s” names %(named)s, the report is of %(year)s: is it the right list?")
        values = {"sheet": table.sheet, "named": table.named_year, "year": year}
        label = _("Yes; dates without a year are of %(year)s") % values
        is_year_open = not questions.ask(f"year:{table.sheet}", 0, text % values, {TAKE: label}, 1)
    for row in _regrouped(table, questions):
        line = Line(table, row, faults=list(row.faults), is_waiting=is_year_open)
        if row.is_hidden:
            text = _("Sheet “%(sheet)s” has hidden rows: what becomes of them?") % {"sheet": table.sheet}
            options = {TAKE: _("Take them, too"), LEAVE: _("Leave them out")}
            answer = questions.ask(f"hidden:{table.sheet}", row.row, text, options, 2)
            line.is_left_out = answer == LEAVE
            line.is_waiting = line.is_waiting or not answer
        if row.shared_with:
            line.is_waiting = True
        yield line


def _regrouped(table: Table, questions: Questions) -> Iterator[SheetRow]:
    """Rows that share an item, as one or as an item each, once that is answered; ``shared_with`` is left if open."""
    groups: dict[int, list[SheetRow]] = {}
    for row in table.rows:
        groups.setdefault(row.shared_with or -row.row, []).append(row)
    for rows in groups.values():
        if not rows[0].shared_with or len(rows) == 1:
            yield from (replace(row, shared_with=0) for row in rows)
            continue
        values = {"item": rows[0].item, "first": rows[0].row, "last": rows[-1].row}
        text = (
            _("“%(item)s” reaches over rows %(first)s to %(last)s, each with words of its own: what are they?") % values
        )
        options = {
            ONE: _("One item: targets are joined, the first row's department leads, the others support"),
            EACH: _("An item each, named by the item and its target"),
        }
        answer = ""
        for row in rows:
            answer = questions.ask(f"shared:{table.sheet}!{rows[0].row}", row.row, text, options, 2)
        yield from {ONE: _as_one, EACH: _each}.get(answer, lambda same: same)(rows)


def _as_one(rows: list[SheetRow]) -> list[SheetRow]:
    first = rows[0]
    lead = first.lead or first.undecided
    named = [name for row in rows for name in (*row.lead, *row.undecided, *row.supporting) if name not in lead]
    target = "；".join(dict.fromkeys(row.target for row in rows if row.target))
    faults = [fault for row in rows for fault in row.faults]
    if len(target) > LONGEST["target"]:
        faults.append(Remark("too_long", first.row, "target", {"most": LONGEST["target"], "length": len(target)}))
    deadlines = list(dict.fromkeys(row.deadline for row in rows if row.deadline))
    joined = replace(
        first,
        shared_with=0,
        target=target,
        supporting=tuple(dict.fromkeys(named)),
        deadline="；".join(deadlines),
        faults=tuple(faults),
    )
    return [joined]


def _each(rows: list[SheetRow]) -> list[SheetRow]:
    named = []
    for row in rows:
        name = f"{row.item}：{row.target}" if row.target else row.item
        long = (Remark("too_long", row.row, "item", {"most": LONGEST["item"], "length": len(name)}),)
        faults = row.faults + (long if len(name) > LONGEST["item"] else ())
        named.append(replace(row, shared_with=0, item=name, faults=faults))
    return named


def _note_repeated(lines: Sequence[Line]) -> None:
    """An item stands on the list once; a number that stands twice is only told."""
    items: dict[str | int, Line] = {}
    numbers: dict[tuple[str, str, str], Line] = {}
    for line in lines:
        if line.is_left_out or line.is_waiting:
            continue
        subject = line.project.pk if line.project is not None else plain_name(line.row.item)
        first = items.setdefault(subject, line) if subject else line
        if first is not line:
            line.fault("item_repeated", "item", row=first.row.row, sheet=first.table.sheet)
        if line.row.number:
            first = numbers.setdefault((line.table.sheet, line.row.heading, line.row.number), line)
            if first is not line:
                line.remark("number_repeated", "number", number=line.row.number, row=first.row.row)


def answers_of(sheet: BreakdownSheet, given: Mapping[str, str]) -> dict[str, str]:
    """The sheet's answers with those that were given now, as far as they answer a question of its preview."""
    asked = {question.key: question for question in plan_of(sheet).questions}
    valid = {key: value for key, value in given.items() if key in asked and (not value or value in asked[key].options)}
    return {key: value for key, value in {**sheet.answers, **valid}.items() if value}
