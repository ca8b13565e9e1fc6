"""Which reports, sections and indicators a user sees (DOMAIN §6)."""

from django.db.models import Q

from accounts.access import Capability, may, own_department_ids, works_in
from accounts.errors import AccessRefused
from accounts.models import User
from indicators.models import Indicator, IndicatorSupport

NOTHING = Q(pk__in=[])
MAY_ENTER = (Capability.FILE_PROGRESS, Capability.SUPERVISE)


def visible_reports(user: User) -> Q:
    """Reports of the user's region, for everyone who works with them."""
    if may(user, Capability.SEE_REGION) or may(user, Capability.SEE_OWN_WORK):
        return Q(region_id=user.region_id)
    return NOTHING


def visible_indicators(user: User) -> Q:
    """The whole region for supervisor and leader; own lead or support for a department."""
    if may(user, Capability.SEE_REGION):
        return Q(report__region_id=user.region_id)
    if may(user, Capability.SEE_OWN_WORK):
        own = own_department_ids(user)
        supports = Q(pk__in=IndicatorSupport.objects.filter(department__in=own).values("indicator"))
        return Q(report__region_id=user.region_id) & (Q(lead_department__in=own) | supports)
    return NOTHING


def enters(user: User, indicator: Indicator) -> bool:
    """Whether the user enters readings: the lead department's own people, and the region's supervision office."""
    if may(user, Capability.SUPERVISE):
        return bool(indicator.report.region_id == user.region_id)
    return works_in(user, indicator.lead_department_id, Capability.FILE_PROGRESS)


def require_entry(user: User, indicator: Indicator) -> None:
    """Raise :class:`AccessRefused` unless :func:`enters`."""
    if not enters(user, indicator):
        raise AccessRefused()
