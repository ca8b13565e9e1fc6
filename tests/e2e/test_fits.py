"""The shipped report with its long names on a phone, an old office screen and a desktop: nothing sticks out."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Model
from django.db.models.functions import Length

from accounts.models import User
from indicators.models import Indicator, Reading, SupervisionPolicy, WorkReport
from projects.models import Milestone, ProgressReport, Project, ReminderRule
from tests.committed import COMMITTED
from tests.e2e.conftest import Visit, Visitor
from tests.factories import PASSWORD
from tests.loading import load

pytestmark = [COMMITTED, pytest.mark.timeout(240)]

WIDTHS = (360, 1024, 1440)
LISTS = (
    "projects/project/", "projects/milestone/", "projects/progressreport/", "projects/stagechange/",
    "projects/reminderrule/", "projects/indicatorlink/", "indicators/indicator/", "indicators/reading/",
    "indicators/section/", "indicators/priorresult/", "indicators/workreport/", "accounts/department/",
    "accounts/post/", "accounts/notification/", "exports/", "bulletins/",
)  # fmt: skip


@pytest.fixture
def demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ``make run`` prepares."""
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    load()
    for command in ("create_demonstration_accounts", "simulate_demonstration"):
        call_command(command, stdout=StringIO())


def change(row: Model) -> str:
    """The address of a row's page."""
    return f"{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def pages_with_the_longest_words() -> Iterator[str]:
    """Pages of the supervision office, each with the row that needs most room."""
    yield from ("", "todo/", f"bulletins/of/{WorkReport.objects.earliest('pk').pk}/2024-9/")
    yield change(Project.objects.order_by(Length("name").desc(), "pk")[0])
    yield change(Project.objects.order_by(Length("source_anchor").desc(), "pk")[0])
    yield change(Indicator.objects.order_by(Length("name").desc(), "pk")[0])
    yield change(Indicator.objects.order_by(Length("target_text").desc(), "pk")[0])
    milestone = Milestone.objects.filter(completed_on=None).order_by(Length("title").desc(), "pk")[0]
    yield from (change(milestone), f"projects/milestone/{milestone.pk}/complete/")
    for model in (WorkReport, Reading, ProgressReport, ReminderRule, SupervisionPolicy):
        yield change(model._default_manager.order_by("pk")[0])


@pytest.mark.usefixtures("demonstration")
def test_no_page_of_the_shipped_report_scrolls_sideways(visitor: Visitor) -> None:
    visit = visitor(WIDTHS[0])
    visit.be("supervisor")
    wide = [fault for path in (*pages_with_the_longest_words(), *LISTS) for fault in found(visit, path)]
    visit.log_out()
    visit.be("secadmin")
    for path in ("accounts/user/", "accounts/user/add/", change(User.objects.order_by("pk")[0])):
        wide += found(visit, path)
    assert wide == []


def found(visit: Visit, path: str) -> list[str]:
    """Open a page on a phone and widen the window; what is too wide on it."""
    visit.page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    visit.go(path)
    faults = []
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{width} px: {fault}" for fault in visit.sticks_out()]
    return faults
