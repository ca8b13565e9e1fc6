"""What a breakdown list may refer to: the region's departments and leaders, the report's sections and projects."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rapidfuzz import fuzz, process

from accounts.choices import PostKind
from accounts.models import Department, Post
from indicators.models import Section, WorkReport
from projects.models import Milestone, Project, ProjectSupport
from projects.work_report.sheet.names import canonical_name, group_kinds, plain_name, plain_title

NEAREST = 5
NEAR_ENOUGH = 50  # of 100, for a name to be offered
SIMILAR = 80  # of 100, for a project to be asked about
# What a list is compared with; a project has many more columns, long texts among them.
OF_A_PROJECT = (
    "report", "code", "name", "commitment", "note", "stage", "due_on", "has_no_due_date",
    "section", "lead_department", "responsible_leader",
)  # fmt: skip


@dataclass(frozen=True)
class Directory:
    """Read once for a preview, in a constant number of queries. ``final_dates``: of final milestones, by project."""

    report: WorkReport
    departments: Sequence[Department]
    leaders: Sequence[Post]
    sections: Sequence[Section]
    projects: Sequence[Project]
    supporters: dict[int, frozenset[int]]
    final_dates: dict[int, date]

    @cached_property
    def _by_name(self) -> dict[str, list[Department]]:
        found = defaultdict(list)
        for department in self.departments:
            found[canonical_name(department.name, self.report.region.name)].append(department)
        return found

    @cached_property
    def department_by_id(self) -> dict[int, Department]:
        """Active departments."""
        return {department.pk: department for department in self.departments}

    @cached_property
    def project_by_code(self) -> dict[str, Project]:
        """Projects of the report."""
        return {project.code: project for project in self.projects}

    @cached_property
    def projects_by_name(self) -> dict[str, list[Project]]:
        """Projects of the report by their name's letters."""
        found = defaultdict(list)
        for project in self.projects:
            found[plain_name(project.name)].append(project)
        return found

    def department(self, name: str) -> Department | None:
        """The one department that the name means, exactly or in its long or short form."""
        exact = [department for department in self.departments if department.name == name]
        found = exact or self._by_name.get(canonical_name(name, self.report.region.name), [])
        return found[0] if len(found) == 1 else None

    def group(self, name: str) -> list[Department]:
        """All departments of a group such as 各镇街道; empty if the name is none."""
        kinds = group_kinds(name)
        return [department for department in self.departments if department.kind in kinds]

    def near_departments(self, name: str) -> list[Department]:
        """Departments whose names come near, the nearest first."""
        region = self.report.region.name
        names = {each.pk: canonical_name(each.name, region) for each in self.departments}
        found = process.extract(
            canonical_name(name, region), names, scorer=fuzz.ratio, limit=NEAREST, score_cutoff=NEAR_ENOUGH
        )
        return [self.department_by_id[pk] for _name, _score, pk in found]

    def leader(self, text: str) -> Post | None:
        """The one district leader's post that the text names, by its title or its holder."""
        plain = plain_name(text)
        by_holder = [post for post in self.leaders if post.holder and plain_name(post.holder.name) in plain]
        by_title = [post for post in self.leaders if plain_name(post.title) == plain]
        found = by_holder or by_title
        return found[0] if len(found) == 1 else None

    def section(self, heading: str) -> Section | None:
        """The one section of the report with this heading; its number does not count."""
        plain = plain_title(heading)
        found = [section for section in self.sections if plain_title(section.heading) == plain]
        return found[0] if len(found) == 1 else None

    def similar_projects(self, name: str) -> list[Project]:
        """Projects whose names are so near that they may be the same."""
        found = process.extract(plain_name(name), self._names, scorer=fuzz.ratio, limit=NEAREST, score_cutoff=SIMILAR)
        return [self.projects[index] for _name, _score, index in found]

    @cached_property
    def _names(self) -> list[str]:
        return [plain_name(project.name) for project in self.projects]


def directory_of(report: WorkReport) -> Directory:
    """Nine queries. ``report`` has its region selected.

    What projects point to is fetched once for all of them, since a joined row would be made for each.
    """
    region_id = report.region_id
    supporters: dict[int, set[int]] = defaultdict(set)
    support = ProjectSupport.objects.filter(project__report=report).values_list("project_id", "department_id")
    for project_id, department_id in support:
        supporters[project_id].add(department_id)
    leaders = Post.objects.filter(region=region_id, kind=PostKind.DISTRICT_LEADER).select_related("holder")
    final = Milestone.objects.filter(project__report=report, is_final=True)
    projects = report.projects.only(*OF_A_PROJECT).prefetch_related("section", "lead_department", "responsible_leader")
    return Directory(
        report=report,
        departments=list(Department.objects.filter(region=region_id, is_active=True).order_by("position", "pk")),
        leaders=list(leaders.order_by("pk")),
        sections=list(report.sections.select_related("parent").order_by("position")),
        projects=list(projects.order_by("code")),
        supporters={project_id: frozenset(found) for project_id, found in supporters.items()},
        final_dates=dict(final.values_list("project_id", "due_on")),
    )
