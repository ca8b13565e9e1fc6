"""This year's targets against last year's results (年度对比)."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access import Capability, require
from accounts.console import site
from accounts.console.reader import reader
from indicators.console.cells import pace_cell
from indicators.queries import reports_visible_to
from indicators.queries.year_comparison import Compared, year_comparison

READERS = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)


@require_safe
def comparison_page(request: HttpRequest) -> HttpResponse:
    """Every indicator that last year's review reports, too; those that promise less than last year come first."""
    user = reader(request)
    require(user, *READERS)
    report = reports_visible_to(user).filter(is_current=True).order_by("-year").first()
    compared = year_comparison(user, report, clock.today()) if report else []
    context = {
        **site.each_context(request),
        "title": _("Year comparison"),
        "report": report,
        "last_year": report.year - 1 if report else None,
        "lines": [_line(each) for each in compared],
        "lower": [each.indicator for each in compared if each.is_below_last_year],
    }
    return TemplateResponse(request, "console/year_comparison.html", context)


def _line(compared: Compared) -> dict[str, object]:
    return {"compared": compared, "pace": pace_cell(compared.judgement)}


site.add_page("year-comparison/", comparison_page, "year_comparison")
