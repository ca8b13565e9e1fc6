"""From words to rows of the database: which project, section, departments, leader and date a row means."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Department
from accounts.validators import plain_text
from projects.choices import Stage
from projects.work_report.breakdown.directory import Directory
from projects.work_report.breakdown.lines import Due, Line
from projects.work_report.breakdown.questions import NEW, NO_DATE, NONE, Questions, dates
from projects.work_report.deadline_phrases import read_deadline
from projects.work_report.sheet.names import plain_name

CODE = re.compile(r"^\d{4}-\w+-\d+$")
AND = re.compile("[和及与]")


class Resolver:
    """Answers from the directory where there is one answer, and asks where there is none or more."""

    def __init__(self, directory: Directory, questions: Questions) -> None:
        self.directory = directory
        self.questions = questions

    def resolve(self, line: Line) -> None:
        """Fill the line in; faults and open questions are noted in it."""
        self._check_note(line)
        self._project(line)
        self._section(line)
        self._departments(line)
        self._leader(line)
        self._due(line)

    def _ask(self, line: Line, key: str, text: str, options: Mapping[str, str], near: int = 0) -> str:
        answer = self.questions.ask(key, line.row.row, text, options, near)
        line.is_waiting = line.is_waiting or not answer
        return answer

    def _check_note(self, line: Line) -> None:
        try:
            plain_text(line.row.note)
        except ValidationError:
            line.fault("markup", "note")

    def _project(self, line: Line) -> None:
        """By code, else by the exact name; asks if names are only similar."""
        row, directory = line.row, self.directory
        if CODE.match(row.number):
            line.project = directory.project_by_code.get(row.number)
            if line.project is None:
                line.fault("code_unknown", "number", number=row.number)
            return
        exact = directory.projects_by_name.get(plain_name(row.item), [])
        if len(exact) == 1:
            line.project = exact[0]
            return
        candidates = exact or directory.similar_projects(row.item)
        if not candidates or not row.item:
            return
        options = {str(project.pk): f"{project.code} {project.name}" for project in candidates}
        options[NEW] = _("None of these: it is a new item")
        text = _("“%(item)s”: is it one of the items that are there already?") % {"item": row.item}
        answer = self._ask(line, f"same:{plain_name(row.item)}", text, options, len(candidates))
        line.project = next((project for project in candidates if str(project.pk) == answer), None)

    def _section(self, line: Line) -> None:
        heading, directory = line.row.heading, self.directory
        line.section = directory.section(heading) if heading else None
        if line.section is not None or (line.project is not None and not heading):
            return
        options = {
            str(each.pk): f"{each.parent.heading} · {each}" if each.parent else str(each) for each in directory.sections
        }
        text = (
            _("Which section of the report is “%(heading)s”?") % {"heading": heading}
            if heading
            else _("In which section of the report are the items without a heading?")
        )
        answer = self._ask(line, f"section:{plain_name(heading)}", text, options)
        line.section = next((each for each in directory.sections if str(each.pk) == answer), None)

    def _departments(self, line: Line) -> None:
        row = line.row
        lead = self._named(line, row.lead or row.undecided, "lead")
        supporting = self._named(line, row.supporting, "supporting")
        if lead is None or supporting is None:
            return
        line.lead, others = self._leading(line, lead)
        if line.lead is None and not line.is_waiting and (line.project is None or lead):
            line.fault("lead_missing", "lead")
        named = list(dict.fromkeys([*others, *supporting]))
        if row.supporting or others:
            line.supporting = [each for each in named if each != line.lead]
        elif line.project is None:
            line.supporting = []

    def _named(self, line: Line, names: Sequence[str], column: str) -> list[Department] | None:
        """The departments of a list of names; None while one of them is open."""
        found: list[Department] = []
        is_open = False
        for name in names:
            group = self.directory.group(name)
            if group and column == "lead":
                line.fault("group_leads", column, name=name)
            known = group or self._department(line, name)
            is_open = is_open or known is None
            found += known or []
        return None if is_open else found

    def _department(self, line: Line, name: str) -> list[Department] | None:
        directory = self.directory
        known = [directory.department(part) for part in [name]]
        if known[0] is None:
            known = [directory.department(part) for part in AND.split(name)]
        if all(known):
            return [department for department in known if department is not None]
        near = directory.near_departments(name)
        options = {str(department.pk): department.name for department in near}
        options[NONE] = _("Leave it out")
        options |= {
            str(department.pk): department.name for department in directory.departments if department not in near
        }
        text = _("Which department is “%(name)s”?") % {"name": name}
        answer = self._ask(line, f"department:{plain_name(name)}", text, options, len(near))
        if not answer:
            return None
        return [] if answer == NONE else [directory.department_by_id[int(answer)]]

    def _leading(self, line: Line, named: Sequence[Department]) -> tuple[Department | None, list[Department]]:
        """The one that leads, and the others; asks if several are named."""
        if len(named) <= 1:
            return (named[0] if named else None), []
        names = "、".join(department.name for department in named)
        options = {str(department.pk): department.name for department in named}
        text = _("“%(names)s” stand together: who leads? The others support.") % {"names": names}
        answer = self._ask(line, f"lead:{'-'.join(options)}", text, options, len(options))
        if not answer:
            return None, []
        lead = self.directory.department_by_id[int(answer)]
        return lead, [department for department in named if department != lead]

    def _leader(self, line: Line) -> None:
        text = line.row.leader
        if not text:
            return
        line.leader = self.directory.leader(text)
        if line.leader is not None:
            return
        options = {NONE: _("Leave it out")}
        options |= {str(post.pk): f"{post.title} {post.holder or ''}".strip() for post in self.directory.leaders}
        question = _("Which leader's post is “%(text)s”?") % {"text": text}
        answer = self._ask(line, f"leader:{plain_name(text)}", question, options)
        line.leader = next((post for post in self.directory.leaders if str(post.pk) == answer), None)

    def _due(self, line: Line) -> None:
        text, year = line.row.deadline, self.directory.report.year
        if not text and line.project is not None:
            return
        phrase = read_deadline(text, year)
        if phrase.is_understood:
            line.due = Due(phrase.due_on)
        else:
            candidates = phrase.candidates if text else (date(year, 12, 31),)
            options, near = dates(candidates, year)
            question = (
                _("Until when is “%(text)s”?") % {"text": text}
                if text
                else _("Until when are the items without a deadline?")
            )
            answer = self._ask(line, f"deadline:{text}", question, options, near)
            if not answer:
                return
            line.due = Due(None if answer == NO_DATE else date.fromisoformat(answer))
        if line.due.on is not None and line.due.on < date(year, 1, 1) and not self._is_known(line):
            line.fault("other_year", "deadline", year=year)

    @staticmethod
    def _is_known(line: Line) -> bool:
        """Whether the project has this date already, as one that was carried over may."""
        project = line.project
        return project is not None and project.stage != Stage.DRAFTED and project.due_on == (line.due and line.due.on)
