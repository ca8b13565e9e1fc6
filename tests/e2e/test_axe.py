"""Usable with a keyboard and a screen reader: axe finds no serious violation on the pages of the cycle."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.services import views
from indicators.models import SupervisionPolicy
from projects.models import Project
from projects.services import extensions, reporting_periods, standing
from tests import factories as make
from tests.committed import COMMITTED
from tests.e2e.conftest import Visit
from tests.indicators.acting import PERSONS
from tests.personas import District

pytestmark = [COMMITTED, pytest.mark.timeout(180)]
SERIOUS = {"serious", "critical"}


@pytest.fixture
def pages(district: District) -> dict[str, list[str]]:
    """By account: the project page, the to-do list, the monthly form, the queue and an item of it, assignment."""
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    reporting_periods.open_current()
    asked = extensions.request(
        project_id=district.led.pk, by=district.people.department_head, milestone_id=None, reason="雨季",
        new_due_on=date(2025, 1, 10),
    )  # fmt: skip
    project = f"projects/project/{district.led.pk}/change/"
    jobs = make.make_indicator(
        district.part, "I066", lead=district.fgw, baseline_match="same", baseline_value=12375, **PERSONS
    )
    make.make_reading(jobs, date(2024, 7, 1), 4700)
    indicator, curve = f"indicators/indicator/{jobs.pk}/change/", f"indicators/plan/{jobs.pk}/"
    policy = SupervisionPolicy.objects.create(
        report=district.report, effective_from=date(2024, 12, 1), red_overdue_workdays=99
    )
    views.save_view(by=district.people.supervisor, page="projects.project", name="红灯", query="rag__exact=red")
    return {
        "head_fgw": [project, "todo/", f"projects/project/{district.led.pk}/report/2024-9/",
                     f"step/project/{district.led.pk}/request-closure/", indicator, curve,
                     "indicators/entry/?month=2024-08"],
        "supervisor": [project, "indicators/indicator/", "year-comparison/", "review/", f"review/extension/{asked.pk}/",
                       f"projects/assign/?projects={district.draft.pk}", "projects/project/", "projects/milestone/",
                       "search/?s=2024", "health/", "reminders/preview/", "projects/reminderrule/"],
        "sysadmin": ["holidays/", "channels/", f"indicators/supervisionpolicy/{policy.pk}/change/",
                     "indicators/supervisionpolicy/"],
        "secadmin": ["roles/", "accounts/user/", f"accounts/user/{district.people.reporter.pk}/change/",
                     f"accounts/user/{district.people.reporter.pk}/password/"],
        "auditor": ["roles/", "pghistory/events/?kind=projects.project"],
    }  # fmt: skip


def test_axe_finds_no_serious_violation(pages: dict[str, list[str]], visit: Visit) -> None:
    found = {}
    for account, addresses in pages.items():
        visit.log_out()
        visit.be(account)
        for address in addresses:
            visit.go(address)
            assert visit.sticks_out() == []
            for violation in Axe().run(visit.page).response["violations"]:
                if violation["impact"] in SERIOUS:
                    nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                    found[f"{address} {violation['id']}"] = nodes
    assert found == {}
