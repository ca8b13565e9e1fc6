"""All of a department's readings for a month on one page, saved while they are typed (issue "entry grid")."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import clock
from accounts.access import Capability, may, require
from accounts.console import site
from accounts.console.reader import reader
from accounts.errors import Refusal
from accounts.models import User
from indicators.access import MAY_ENTER
from indicators.console.entry_lines import LineForm, save, submit
from indicators.queries.entry import entered_by, entry_lines, last_month_over
from indicators.workbook import RefusedCells, import_workbook

MONTHS_OFFERED = 12


@require_http_methods(["GET", "POST"])
def entry_page(request: HttpRequest) -> HttpResponse:
    """Show the month; POST keeps drafts, hands in, or takes a workbook over. A script asks for JSON."""
    user = reader(request)
    require(user, *MAY_ENTER)
    month = _month(request.GET.get("month", ""))
    departments = _departments(user)
    department_id = next((pk for pk, _name in departments if str(pk) == request.GET.get("department")), None)
    lines = entry_lines(user, month, department_id=department_id)
    data = request.POST if request.method == "POST" and "workbook" not in request.POST else None
    rows = [LineForm(line, data) for line in lines]
    faults: list[str] = []
    if request.method == "POST":
        if request.headers.get("X-Autosave"):
            return _saved_quietly(rows, user)
        faults, is_done = _act(request, rows, user)
        if is_done:
            return HttpResponseRedirect(request.get_full_path())
    has_faults = bool(faults) or any(row.errors for row in rows if row.is_bound)
    context = {
        **site.each_context(request),
        "title": _("Readings for %(month)s") % {"month": date_format(month, "YEAR_MONTH_FORMAT")},
        "month": month,
        "months": _months(),
        "rows": rows,
        "departments": departments,
        "department_id": department_id,
        "workbook_faults": faults,
        "has_faults": has_faults,
    }
    return TemplateResponse(request, "console/entry.html", context, status=400 if has_faults else 200)


def _act(request: HttpRequest, rows: list[LineForm], user: User) -> tuple[list[str], bool]:
    """What is wrong with a workbook, and whether everything went well."""
    if "workbook" in request.POST:
        return _import(request, user)
    if "submit" in request.POST:
        count = submit(rows, user)
        if count is None:
            return [], False
        messages.success(request, ngettext("%(n)s value handed in.", "%(n)s values handed in.", count) % {"n": count})
        return [], True
    count = save(rows, user)
    messages.success(request, ngettext("%(n)s value kept.", "%(n)s values kept.", count) % {"n": count})
    return [], not any(row.errors for row in rows)


def _import(request: HttpRequest, user: User) -> tuple[list[str], bool]:
    upload = request.FILES.get("file")
    if upload is None:
        return [_("Choose the filled-in workbook first.")], False
    try:
        result = import_workbook(by=user, upload=upload)
    except RefusedCells as refused:
        told = [str(cell) for cell in refused.cells]
        return [*told, _("and %(count)s more") % {"count": refused.others}] if refused.others else told, False
    except Refusal as refusal:
        return [str(refusal.detail)], False
    except ValidationError as invalid:
        return invalid.messages, False
    words = _("%(entered)s values kept as drafts, %(unchanged)s known already. Look them over and hand them in.")
    messages.success(request, words % {"entered": result.entered, "unchanged": result.unchanged})
    return [], True


def _saved_quietly(rows: list[LineForm], user: User) -> JsonResponse:
    """What became of each line, for the script that saves while somebody types."""
    save(rows, user)
    answer: dict[str, Any] = {}
    for row in rows:
        if row.errors:
            answer[row.prefix or ""] = {
                "errors": {name: " ".join(map(str, errors)) for name, errors in row.errors.items()}
            }
        elif row.kept is not None:
            answer[row.prefix or ""] = {"state": row.kept.get_state_display()}
    return JsonResponse({"lines": answer, "at": clock.now().strftime("%H:%M")})


def _month(text: str) -> date:
    """The month that is asked for, else the last that is over."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return last_month_over(clock.today())


def _months() -> list[date]:
    """Months to choose from, the newest first."""
    newest = last_month_over(clock.today())
    first = newest.year * 12 + newest.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, first - MONTHS_OFFERED, -1)]


def _departments(user: User) -> list[tuple[int, str]]:
    """Departments to choose from, for those who enter for all."""
    if not may(user, Capability.SUPERVISE):
        return []
    named = entered_by(user).filter(lead_department__isnull=False).order_by("lead_department__position")
    return list(dict.fromkeys(named.values_list("lead_department_id", "lead_department__name")))


site.add_page("indicators/entry/", entry_page, "reading_entry")
