"""This year's targets against last year's results (年度对比)."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.access import Capability, require
from accounts.console import site
from accounts.console.plots import Kind, Plot, Series, plot
from accounts.console.reader import reader
from indicators.console.cells import pace_cell
from indicators.queries import current_report
from indicators.queries.year_comparison import Compared, year_comparison

READERS = (Capability.SEE_REGION, Capability.SEE_OWN_WORK)


@require_safe
def comparison_page(request: HttpRequest) -> HttpResponse:
    """Every indicator that last year's review reports, too; those that promise less than last year come first."""
    user = reader(request)
    require(user, *READERS)
    report = current_report(user)
    compared = year_comparison(user, report, clock.today()) if report else []
    context = {
        **site.each_context(request),
        "title": _("Year comparison"),
        "report": report,
        "last_year": report.year - 1 if report else None,
        "lines": [_line(each) for each in compared],
        "rates_plot": _rates_plot([each for each in compared if each.is_in_points]),
        "changes_plot": _changes_plot([each for each in compared if not each.is_in_points]),
        "lower": [each.indicator for each in compared if each.is_below_last_year],
    }
    return TemplateResponse(request, "console/year_comparison.html", context)


def _line(compared: Compared) -> dict[str, object]:
    return {"compared": compared, "pace": pace_cell(compared.judgement, compared.indicator.unit)}


def _rates_plot(compared: Sequence[Compared]) -> Plot:
    """Rates and shares have one scale: what was, what is promised, what is."""
    return plot(
        Kind.SIDE_BY_SIDE,
        _("Rates and shares in percent: last year's result, target, latest; the table has the numbers."),
        [each.indicator.name for each in compared],
        [
            Series(_("last year's result"), "grey", [each.result for each in compared]),
            Series(_("target"), "blue", [each.target for each in compared]),
            Series(_("latest"), "green", [each.latest for each in compared]),
        ],
    )


def _changes_plot(compared: Sequence[Compared]) -> Plot:
    """Everything else has its own unit each, but a change in percent."""
    return plot(
        Kind.SIDE_BY_SIDE,
        _("Change from last year's result in percent: target and latest; the table has the numbers."),
        [each.indicator.name for each in compared],
        [
            Series(_("target"), "blue", [each.change for each in compared]),
            Series(_("latest"), "green", [each.latest_change for each in compared]),
        ],
    )


site.add_page("year-comparison/", comparison_page, "year_comparison")
