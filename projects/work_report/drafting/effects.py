"""What applying created and changed, from which it is restored exactly; projects as the breakdown lists keep them."""

from collections.abc import Collection
from typing import Any

from indicators.models import Indicator, IndicatorSupport, Section
from projects.work_report.breakdown.effects import Columns, columns_of


def indicator_snapshot(ids: Collection[int]) -> dict[int, Columns]:
    """Indicators with their supporters, by id: ``columns``, ``supporting``."""
    found: dict[int, Columns] = {
        indicator.pk: {"columns": columns_of(indicator), "supporting": []}
        for indicator in Indicator.objects.filter(pk__in=ids)
    }
    supports = IndicatorSupport.objects.filter(indicator__in=ids).order_by("department_id")
    for indicator_id, department_id in supports.values_list("indicator_id", "department_id"):
        found[indicator_id]["supporting"].append(department_id)
    return found


def section_snapshot(ids: Collection[int]) -> dict[int, Columns]:
    """Sections by id: ``columns``."""
    return {section.pk: {"columns": columns_of(section)} for section in Section.objects.filter(pk__in=ids)}


def created(made: dict[int, Columns]) -> list[dict[str, Any]]:
    """Created rows as effects keep them."""
    return [{"id": pk, "after": after} for pk, after in made.items()]


def changed(before: dict[int, Columns], after: dict[int, Columns]) -> list[dict[str, Any]]:
    """Changed rows as effects keep them."""
    return [{"id": pk, "before": before[pk], "after": after[pk]} for pk in before]
