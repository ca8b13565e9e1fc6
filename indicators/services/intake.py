"""Many indicators at once, as the breakdown of a report brings them: registered or corrected, in few statements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.access import require_supervisor
from accounts.errors import InvalidInput
from accounts.models import Department, User
from indicators.models import Indicator, IndicatorSupport, Section, WorkReport
from indicators.services.locking import lock_indicators

BATCH = 500
PREFIX = "I"
DESCRIPTION = frozenset(
    {
        "name", "unit", "measure", "comparison", "direction", "aggregation", "target", "target_text", "due_on",
        "is_headline", "allows_over_100", "baseline_value", "baseline_text", "source_line", "source_anchor", "note",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewIndicator:
    """An indicator to be: ``description`` holds fields of :data:`DESCRIPTION`."""

    section: Section
    description: Mapping[str, Any]
    lead_department: Department | None = None
    supporting_departments: Collection[Department] = ()


@dataclass(frozen=True, slots=True)
class IndicatorCorrection:
    """One indicator's ``changes`` (fields of :data:`DESCRIPTION`); a lead department of None stays as it is."""

    indicator_id: int
    changes: Mapping[str, Any]
    lead_department: Department | None = None


@transaction.atomic
def register_many(*, report: WorkReport, rows: Sequence[NewIndicator], by: User) -> list[Indicator]:
    """Register indicators in their order, with the next codes of the report.

    Raises AccessRefused, InvalidInput, ValidationError (per field); then nothing is written.
    """
    require_supervisor(by, report.region_id)
    WorkReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    codes = next_codes(report)
    indicators = []
    for row in rows:
        if row.section.report_id != report.pk:
            raise InvalidInput(_("This section belongs to another report."), attr="section")
        _require_departments(report, row.lead_department, row.supporting_departments)
        indicator = Indicator(report=report, section=row.section, code=next(codes), lead_department=row.lead_department)
        _describe(indicator, row.description)
        indicators.append(indicator)
    indicators = Indicator.objects.bulk_create(indicators, batch_size=BATCH)
    IndicatorSupport.objects.bulk_create(
        [
            IndicatorSupport(indicator=indicator, department=department)
            for indicator, row in zip(indicators, rows, strict=True)
            for department in row.supporting_departments
        ],
        batch_size=BATCH,
    )
    return indicators


@transaction.atomic
def correct_many(*, report: WorkReport, corrections: Sequence[IndicatorCorrection], by: User) -> None:
    """Correct indicators of a report, all or none.

    Raises AccessRefused, ``Indicator.DoesNotExist``, InvalidInput, ValidationError (per field).
    """
    require_supervisor(by, report.region_id)
    locked = lock_indicators([row.indicator_id for row in corrections])
    fields: set[str] = set()
    for row in corrections:
        indicator = locked.get(row.indicator_id)
        if indicator is None or indicator.report_id != report.pk:
            raise Indicator.DoesNotExist
        _describe(indicator, row.changes)
        fields |= set(row.changes)
        if row.lead_department is not None:
            _require_departments(report, row.lead_department)
            indicator.lead_department = row.lead_department
            fields.add("lead_department")
    if fields:
        Indicator.objects.bulk_update(locked.values(), sorted(fields), batch_size=BATCH)


def next_codes(report: WorkReport) -> Iterator[str]:
    """The free codes of a report from the next one on, as ``I078``; the caller holds the report's row."""
    present = report.indicators.filter(code__regex=rf"^{PREFIX}[0-9]+$")
    last = present.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    first = int(last.removeprefix(PREFIX)) + 1 if last else 1
    return (f"{PREFIX}{number:03d}" for number in count(first))


def _describe(indicator: Indicator, values: Mapping[str, Any]) -> None:
    for name in sorted(set(values) - DESCRIPTION):
        raise InvalidInput(_("This field cannot be changed here."), attr=name)
    for name, value in values.items():
        setattr(indicator, name, value)
    indicator.full_clean(
        exclude={field.name for field in Indicator._meta.fields} - set(values),
        validate_unique=False,
        validate_constraints=False,
    )


def _require_departments(report: WorkReport, lead: Department | None, supporting: Collection[Department] = ()) -> None:
    """Active departments of the report's region, of which the lead is none of the others. Raises InvalidInput."""
    if lead is not None and lead in supporting:
        raise InvalidInput(_("The lead department cannot support itself."), attr="supporting_departments")
    for department in [*([lead] if lead is not None else []), *supporting]:
        if department.region_id != report.region_id or not department.is_active:
            raise InvalidInput(
                _("“%(department)s” is not an active department of this region.") % {"department": department.name},
                attr="lead_department" if department == lead else "supporting_departments",
            )
