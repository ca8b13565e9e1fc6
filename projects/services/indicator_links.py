"""Which projects carry an indicator, and how much of it (DOMAIN §3 ``IndicatorLink``)."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require_supervisor
from accounts.errors import InvalidInput, StaleVersion
from accounts.models import User
from indicators.choices import Measure
from indicators.models import Indicator
from projects.access import require_lead
from projects.models import IndicatorLink, Project
from projects.services import standing
from projects.services.locking import lock_project


@transaction.atomic
def link(*, project_id: int, indicator_id: int, by: User, planned_contribution: Decimal | None = None) -> IndicatorLink:
    """The supervision office says that a project carries an indicator of the same report.

    Raises ``DoesNotExist``, AccessRefused, InvalidInput.
    """
    project = lock_project(project_id)
    require_supervisor(by, project.report.region_id)
    indicator = Indicator.objects.get(pk=indicator_id)
    if indicator.report_id != project.report_id:
        raise InvalidInput(_("The indicator belongs to another report than the project."), attr="indicator")
    if IndicatorLink.objects.filter(project=project, indicator=indicator).exists():
        raise InvalidInput(_("The project is linked to this indicator already."), attr="indicator")
    _require_fitting(indicator, planned_contribution, "planned_contribution")
    made = IndicatorLink.objects.create(project=project, indicator=indicator, planned_contribution=planned_contribution)
    standing.recompute([project.pk])
    return made


@transaction.atomic
def contribute(
    *,
    link_id: int,
    by: User,
    version: int | None = None,
    planned_contribution: Decimal | None = None,
    delivered_contribution: Decimal | None = None,
    changed: frozenset[str],
) -> IndicatorLink:
    """Say what is planned (the supervision office) or has been delivered (also the lead department).

    ``changed`` names which of the two are meant. Raises AccessRefused, StaleVersion, InvalidInput.
    """
    row, project = _locked(link_id, version)
    require_lead(by, project)
    if "planned_contribution" in changed:
        require_supervisor(by, project.report.region_id)
        _require_fitting(row.indicator, planned_contribution, "planned_contribution")
        row.planned_contribution = planned_contribution
    if "delivered_contribution" in changed:
        _require_fitting(row.indicator, delivered_contribution, "delivered_contribution")
        row.delivered_contribution = delivered_contribution
    row.save(update_fields=sorted(changed))
    row.refresh_from_db(fields=["version", "updated_at"])
    return row


@transaction.atomic
def unlink(*, link_id: int, by: User, version: int | None = None) -> None:
    """The supervision office takes a link away. Raises AccessRefused, StaleVersion."""
    row, project = _locked(link_id, version)
    require_supervisor(by, project.report.region_id)
    row.delete()
    standing.recompute([project.pk])


def _locked(link_id: int, version: int | None) -> tuple[IndicatorLink, Project]:
    project = lock_project(IndicatorLink.objects.values_list("project_id", flat=True).get(pk=link_id))
    row = IndicatorLink.objects.select_for_update(of=("self",)).select_related("indicator").get(pk=link_id)
    if version is not None and row.version != version:
        raise StaleVersion(current_version=row.version)
    return row, project


def _require_fitting(indicator: Indicator, value: Decimal | None, attr: str) -> None:
    if value is None:
        return
    if indicator.target is None:
        raise InvalidInput(_("The report names no figure for this indicator; nothing can be added up."), attr=attr)
    if indicator.measure == Measure.COUNT and value < 0:
        raise InvalidInput(_("A count is not negative."), attr=attr)
