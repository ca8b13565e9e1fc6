"""Two officers apply at once: one list is taken over once, and the other officer is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections
from django.utils import translation

from accounts.errors import Refusal
from accounts.models import Department
from projects.models import Project
from projects.services import projects as project_services
from projects.work_report import breakdown
from tests.breakdown.sheets import Reads, item, rows_of
from tests.committed import COMMITTED
from tests.personas import District


def race(*acts: Callable[[], object]) -> list[str]:
    """The acts at once, each in a thread with a connection of its own: what became of each."""
    barrier = Barrier(len(acts))

    def attempt(act: Callable[[], object]) -> str:
        barrier.wait(timeout=30)
        try:
            with translation.override("zh-hans"):
                act()
        except Refusal as refusal:
            return type(refusal).__name__
        else:
            return "won"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(attempt, acts))


@COMMITTED
def test_one_list_applied_twice_at_once_is_applied_once(
    district: District, departments: dict[str, Department], reads: Reads
) -> None:
    preview = reads(rows_of(*(item(number=n, item=f"第{n}件事项") for n in range(1, 30))))
    assert race(*[preview.apply] * 4) == ["NotAllowedNow"] * 3 + ["won"]
    assert Project.objects.filter(name__endswith="件事项").count() == 29


@COMMITTED
def test_of_two_lists_with_the_same_items_one_is_applied_and_the_other_told(
    district: District, departments: dict[str, Department], reads: Reads
) -> None:
    previews = [reads(rows_of(*(item(number=n, item=f"第{n}件事项") for n in range(1, 30)))) for _ in range(2)]
    assert race(*(preview.apply for preview in previews)) == ["OvertakenRows", "won"]
    assert Project.objects.filter(name__endswith="件事项").count() == 29


@COMMITTED
def test_a_correction_and_a_list_at_once_never_mix(
    district: District, departments: dict[str, Department], reads: Reads
) -> None:
    preview = reads(rows_of(("2024-1-001", "在建厂房", "厂房封顶", "", "", "", "", "")))
    by = district.people.supervisor

    def correct() -> None:
        changes = {"commitment": "别人改的"}
        project_services.update(project_id=district.led.pk, by=by, version=None, changes=changes)

    outcome = race(preview.apply, correct)
    district.led.refresh_from_db()
    preview.sheet.refresh_from_db()
    assert outcome in (["OvertakenRows", "won"], ["won", "won"])
    assert district.led.commitment == "别人改的"
    if preview.sheet.state == "applied":
        (effect,) = preview.sheet.effects["changed"]
        assert effect["before"]["columns"]["commitment"] == "年底前建成"


@COMMITTED
def test_undone_twice_at_once_is_undone_once(
    district: District, departments: dict[str, Department], reads: Reads
) -> None:
    sheet = reads(rows_of(item())).apply()
    by = district.people.supervisor

    def undo() -> None:
        breakdown.undo(by=by, sheet_id=sheet.pk, reason="用错了版本")

    assert race(undo, undo) == ["NotAllowedNow", "won"]
    assert not Project.objects.filter(name="改造老旧小区").exists()
