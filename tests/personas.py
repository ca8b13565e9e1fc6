"""A small district: two departments, one account per role, and items that each role sees differently."""

from dataclasses import dataclass
from datetime import date

from accounts.choices import Role
from accounts.models import Department, Region, User
from indicators.models import Indicator, Section, WorkReport
from projects.models import Milestone, Project
from tests import factories as make


@dataclass(frozen=True)
class Personas:
    """One account per role; reporter and head belong to the development commission (fgw).

    The two foreigners are the same roles elsewhere: another department, another region.
    """

    reporter: User
    department_head: User
    supervisor: User
    leader: User
    system_admin: User
    security_admin: User
    auditor: User
    reporter_elsewhere: User
    supervisor_elsewhere: User

    def of(self, role: Role | str) -> User:
        """The account of a role."""
        return getattr(self, str(role))


@dataclass(frozen=True)
class District:
    """What the fixture ``district`` makes. Business date of the tests: 20 September 2024."""

    region: Region
    elsewhere: Region
    fgw: Department
    fgw_office: Department
    czj: Department
    department_elsewhere: Department
    people: Personas
    report: WorkReport
    report_elsewhere: WorkReport
    part: Section
    theme: Section
    indicator: Indicator
    indicator_of_czj: Indicator
    led: Project
    led_by_office: Project
    supported: Project
    of_czj: Project
    draft: Project
    project_elsewhere: Project
    overdue: Milestone
    due_later: Milestone
    milestone_of_czj: Milestone


def make_people(region: Region, fgw: Department, czj: Department, department_elsewhere: Department) -> Personas:
    return Personas(
        reporter=make.make_user("reporter_fgw", Role.REPORTER, department=fgw),
        department_head=make.make_user("head_fgw", Role.DEPARTMENT_HEAD, department=fgw),
        supervisor=make.make_user("supervisor", Role.SUPERVISOR, region=region),
        leader=make.make_user("leader", Role.LEADER, region=region),
        system_admin=make.make_user("sysadmin", Role.SYSTEM_ADMIN),
        security_admin=make.make_user("secadmin", Role.SECURITY_ADMIN),
        auditor=make.make_user("auditor", Role.AUDITOR),
        reporter_elsewhere=make.make_user("reporter_czj", Role.REPORTER, department=czj),
        supervisor_elsewhere=make.make_user(
            "supervisor_elsewhere", Role.SUPERVISOR, region=department_elsewhere.region
        ),
    )


def make_district() -> District:
    region, elsewhere = make.make_region(), make.make_region("360703", "南康区")
    fgw = make.make_department(region, "fgw", "区发改委", position=1)
    fgw_office = make.make_department(region, "fgw-office", "区重点项目办", parent=fgw, position=2)
    czj = make.make_department(region, "czj", "区财政局", position=3)
    department_elsewhere = make.make_department(elsewhere, "fgw", "南康区发改委")
    people = make_people(region, fgw, czj, department_elsewhere)
    make.make_leader_post(region, people.leader, in_charge_of=[fgw])
    report = make.make_report(region)
    part = make.make_part(report, "1", "加快产业升级")
    theme = make.make_theme(part, "坚持创新引领")
    report_elsewhere = make.make_report(elsewhere)
    part_elsewhere = make.make_part(report_elsewhere, "1", "南康的产业")
    led = make.make_project(theme, "2024-1-001", lead=fgw, name="在建厂房")
    of_czj = make.make_project(theme, "2024-1-004", lead=czj)
    return District(
        region=region,
        elsewhere=elsewhere,
        fgw=fgw,
        fgw_office=fgw_office,
        czj=czj,
        department_elsewhere=department_elsewhere,
        people=people,
        report=report,
        report_elsewhere=report_elsewhere,
        part=part,
        theme=theme,
        indicator=make.make_indicator(part, "I001", lead=fgw, supporting=[czj], is_headline=True),
        indicator_of_czj=make.make_indicator(part, "I002", lead=czj),
        led=led,
        led_by_office=make.make_project(theme, "2024-1-002", lead=fgw_office),
        supported=make.make_project(theme, "2024-1-003", lead=czj, supporting=[fgw]),
        of_czj=of_czj,
        draft=make.make_project(theme, "2024-1-005"),
        project_elsewhere=make.make_project(part_elsewhere, "2024-1-001", lead=department_elsewhere),
        overdue=make.make_milestone(led, date(2024, 6, 30), title="开工", is_start=True),
        due_later=make.make_milestone(led, date(2024, 12, 31), title="竣工", is_final=True),
        milestone_of_czj=make.make_milestone(of_czj, date(2024, 12, 31), is_final=True),
    )
