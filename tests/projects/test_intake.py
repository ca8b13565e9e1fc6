"""Many items at once are registered and assigned by the rules that hold for one."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import InvalidInput
from projects.choices import MilestoneOrigin, Nature, Stage
from projects.models import Milestone, Project, StageChange
from projects.services.intake import Item, take_in
from tests.factories import ASSIGNED_ON, YEAR_END, make_project
from tests.personas import District


def item(district: District, name: str = "新项目", **changes: Any) -> Item:
    values: dict[str, Any] = {
        "section": district.theme,
        "description": {"name": name, "nature": Nature.TASK, "source_line": 30, "source_anchor": name},
        "goal": "完成年度任务",
        "due_on": YEAR_END,
        "origin": MilestoneOrigin.YEAR_END,
        "lead_department": district.fgw,
        "supporting_departments": [district.czj],
        "is_illustrative": True,
        **changes,
    }
    return Item(**values)


def take(district: District, *items: Item) -> list[Project]:
    return take_in(report=district.report, items=items, assigned_on=ASSIGNED_ON, document="报告")


def test_items_get_the_next_codes_of_their_part_in_order(district: District) -> None:
    first, second = take(district, item(district, "甲"), item(district, "乙", section=district.part))
    assert (first.code, second.code) == ("2024-1-006", "2024-1-007")


def test_the_thousandth_item_of_a_part_is_followed_by_the_next(district: District) -> None:
    for code in ("2024-1-999", "2024-1-1000"):
        make_project(district.theme, code)
    (project,) = take(district, item(district))
    assert project.code == "2024-1-1001"


def test_items_are_assigned_with_their_final_milestone_and_a_recorded_move(district: District) -> None:
    (project,) = take(district, item(district, due_on=date(2024, 6, 30), origin=MilestoneOrigin.REPORT))
    project.refresh_from_db()
    assert (project.stage, project.assigned_on, project.due_on) == (Stage.ASSIGNED, ASSIGNED_ON, date(2024, 6, 30))
    assert project.lead_department == district.fgw
    assert list(project.supporting_departments.all()) == [district.czj]
    milestone = project.milestones.get()
    assert (milestone.is_final, milestone.due_on, milestone.baseline_due_on) == (True, project.due_on, project.due_on)
    move = StageChange.objects.get(project=project)
    assert (move.from_stage, move.to_stage, move.made_on, move.document) == (
        Stage.DRAFTED,
        Stage.ASSIGNED,
        ASSIGNED_ON,
        "报告",
    )
    assert project.standing_on is not None
    assert project.next_milestone == milestone


def test_history_shows_that_each_item_was_drafted_first(district: District) -> None:
    (project,) = take(district, item(district))
    events = project.events.order_by("pgh_id").values_list("stage", flat=True)
    assert list(events)[:2] == [Stage.DRAFTED, Stage.ASSIGNED]


@pytest.mark.parametrize("wrong", ["lead supports", "no name", "unknown field"])
def test_one_wrong_item_and_none_is_written(district: District, wrong: str) -> None:
    before = (Project.objects.count(), Milestone.objects.count())
    spoilt = {
        "lead supports": item(district, supporting_departments=[district.fgw]),
        "no name": item(district, name=""),
        "unknown field": item(district, description={"rag": "green"}),
    }[wrong]
    with pytest.raises((InvalidInput, ValidationError)):
        take(district, item(district), spoilt)
    assert (Project.objects.count(), Milestone.objects.count()) == before


def test_ten_items_take_as_many_queries_as_two(district: District) -> None:
    with CaptureQueriesContext(connection) as few:
        take(district, *(item(district, f"少{n}") for n in range(2)))
    with CaptureQueriesContext(connection) as many:
        take(district, *(item(district, f"多{n}") for n in range(10)))
    assert len(many) == len(few)
