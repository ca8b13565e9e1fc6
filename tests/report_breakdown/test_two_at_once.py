"""Two officers at once: a breakdown is applied once, an edit and an application never mix."""

from projects.models import Project, ReportBreakdown
from projects.services import projects as project_services
from projects.work_report import drafting
from tests import factories as make
from tests.breakdown.test_two_at_once import race
from tests.committed import COMMITTED
from tests.personas import District
from tests.report_breakdown.texts import REASON, accept_all, apply, draft, read_breakdown


@COMMITTED
def test_one_breakdown_applied_four_times_at_once_is_applied_once(
    district: District, breakdown: ReportBreakdown
) -> None:
    by = district.people.supervisor
    promised = accept_all(breakdown, by).promised

    def once() -> object:
        return drafting.apply(by=by, breakdown_id=breakdown.pk, promised=promised)

    assert race(*[once] * 4) == ["NotAllowedNow"] * 3 + ["won"]
    assert Project.objects.filter(name="城东水厂").count() == 1


@COMMITTED
def test_of_two_breakdowns_of_the_same_text_one_is_applied_and_the_other_told(district: District) -> None:
    by = district.people.supervisor
    acts = []
    for breakdown in (read_breakdown(district), read_breakdown(district)):
        promised = accept_all(breakdown, by).promised
        acts.append(lambda pk=breakdown.pk, seen=promised: drafting.apply(by=by, breakdown_id=pk, promised=seen))
    assert race(*acts) == ["OvertakenRows", "won"]
    assert Project.objects.filter(name="城东水厂").count() == 1


@COMMITTED
def test_an_edit_and_an_application_at_once_never_mix(district: District, breakdown: ReportBreakdown) -> None:
    by, works = district.people.supervisor, draft(breakdown, "城东水厂")
    promised = accept_all(breakdown, by).promised

    def rename() -> object:
        return drafting.edit(draft_id=works.pk, by=by, version=None, changes={"name": "城西水厂"})

    outcome = race(lambda: drafting.apply(by=by, breakdown_id=breakdown.pk, promised=promised), rename)
    breakdown.refresh_from_db()
    assert outcome in (["NotAllowedNow", "won"], ["OvertakenRows", "won"])
    assert Project.objects.filter(name="城东水厂").exists() == (breakdown.state == "applied")
    assert not Project.objects.filter(name="城西水厂").exists()


@COMMITTED
def test_an_undoing_and_work_on_what_was_created_at_once_never_mix(district: District) -> None:
    by = district.people.supervisor
    make.make_project(district.theme, "2024-1-009", name="城东水厂")
    breakdown = read_breakdown(district)
    apply(breakdown, by)
    works = Project.objects.get(code="2024-1-009")

    def correct() -> object:
        return project_services.update(project_id=works.pk, by=by, version=None, changes={"due_text": "年底前"})

    outcome = race(lambda: drafting.undo(by=by, breakdown_id=breakdown.pk, reason=REASON), correct)
    works.refresh_from_db()
    assert outcome in (["OvertakenRows", "won"], ["won", "won"])
    assert works.due_text == "年底前"
