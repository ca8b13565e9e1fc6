"""What a breakdown list would change: questions, faults and differences; applying it, and undoing that."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.console import site
from accounts.console.base import explain
from accounts.console.reader import reader
from accounts.errors import Refusal
from accounts.models import User
from projects.choices import BreakdownSheetState
from projects.console.breakdown_sheets import READERS
from projects.models import BreakdownSheet
from projects.queries.breakdown_sheets import breakdown_sheets_visible_to
from projects.work_report import breakdown
from projects.work_report.breakdown.comparing import day, names
from projects.work_report.breakdown.lines import Line, LineKind
from projects.work_report.breakdown.wording import COLUMNS, KINDS, remark_in_words, remark_of_sheet

PER_PAGE = 50
QUESTIONS_PER_PAGE = 30
MISSING_SHOWN = 50
TOLD = 20
ANSWER = "answer:"
BADGES = {
    LineKind.FAULTY: "db-badge-bad",
    LineKind.OPEN: "db-badge-warn",
    LineKind.CHANGED: "db-badge-note",
    LineKind.NEW: "db-badge-good",
}


@require_http_methods(["GET", "POST"])
def preview_page(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Show what is asked, wrong and different; POST keeps answers or applies the list."""
    user = reader(request)
    require(user, *READERS)
    sheet = get_object_or_404(_sheets(user), pk=sheet_id)
    here = reverse("console:breakdown_sheet", args=[sheet_id])
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, _acted(request, user, sheet_id))
        except Refusal as refusal:
            messages.error(request, str(refusal.detail))
            status = 409
        except ValidationError as invalid:
            messages.error(request, " ".join(invalid.messages))
            status = 400
        else:
            return HttpResponseRedirect(here)
        sheet = get_object_or_404(_sheets(user), pk=sheet_id)
    context = {**site.each_context(request), "title": sheet.name, "sheet": sheet, **_shown(request, sheet)}
    return TemplateResponse(request, "console/breakdown_sheet.html", context, status=status)


def _sheets(user: User) -> Any:
    relations = ("report__region", "stored_file", "uploaded_by", "applied_by", "undone_by")
    return breakdown_sheets_visible_to(user).select_related(*relations)


def _acted(request: HttpRequest, user: User, sheet_id: int) -> str:
    """Do what was asked for; what to tell of it."""
    if "apply" in request.POST:
        sheet = breakdown.apply(by=user, sheet_id=sheet_id, promised=request.POST.get("promised", ""))
        counts = {name: len(sheet.effects[name]) for name in ("created", "changed")}
        return _("The list is applied: %(created)s items drafted, %(changed)s changed.") % counts
    given = {name.removeprefix(ANSWER): str(value) for name, value in request.POST.items() if name.startswith(ANSWER)}
    breakdown.answer(by=user, sheet_id=sheet_id, given=given)
    return _("Your answers are kept.")


def _shown(request: HttpRequest, sheet: BreakdownSheet) -> dict[str, Any]:
    """The preview while the list waits; afterwards what it did."""
    if sheet.state != BreakdownSheetState.UPLOADED:
        latest = breakdown.latest_applied(sheet.report_id)
        effects = {name: len(sheet.effects.get(name, [])) for name in ("created", "changed")}
        return {"effects": effects, "may_undo": latest == sheet}
    plan = breakdown.plan_of(sheet)
    page = Paginator(plan.by_attention, PER_PAGE).get_page(request.GET.get("page"))
    remarks = [remark_of_sheet(name, remark) for name, remark in plan.remarks]
    return {
        "plan": plan,
        "faults": [remark_of_sheet(name, remark) for name, remark in plan.faults],
        "remarks": remarks[:TOLD],
        "more_remarks": len(remarks[TOLD:]),
        "tally": [(KINDS[kind], plan.counts[kind], BADGES.get(kind, "db-badge-plain")) for kind in LineKind],
        "questions": plan.questions[:QUESTIONS_PER_PAGE],
        "more_questions": len(plan.questions[QUESTIONS_PER_PAGE:]),
        "page": page,
        "rows": [_row(line) for line in page],
        "missing": plan.missing[:MISSING_SHOWN],
        "more_missing": len(plan.missing[MISSING_SHOWN:]),
    }


def _row(line: Line) -> dict[str, Any]:
    """A line as the page shows it: values in words, remarks with their place."""
    written = line.row
    return {
        "line": line,
        "kind": KINDS[line.kind],
        "badge": BADGES.get(line.kind, "db-badge-plain"),
        "section": line.section or written.heading,
        "lead": line.lead or "、".join(written.lead or written.undecided),
        "supporting": names(line.supporting) if line.supporting else "、".join(written.supporting),
        "deadline": day(line.due.on) if line.due else written.deadline,
        "written_deadline": written.deadline,
        "leader": line.leader.title if line.leader else written.leader,
        "faults": [remark_in_words(remark, line.table) for remark in line.faults],
        "remarks": [remark_in_words(remark, line.table) for remark in line.remarks],
        "differences": [(COLUMNS[each.column], each.before, each.after) for each in line.differences],
    }


class UndoForm(forms.Form):
    """Why the list is undone."""

    reason = forms.CharField(
        label=gettext_lazy("reason for undoing"), max_length=500,
        widget=forms.Textarea(attrs={"class": "db-input db-text", "rows": 3}),
        error_messages={"required": gettext_lazy("Say why the list is undone.")},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def undo_page(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Ask for the reason, say what goes, undo."""
    user = reader(request)
    require(user, *READERS)
    sheet = get_object_or_404(_sheets(user), pk=sheet_id)
    here = reverse("console:breakdown_sheet", args=[sheet_id])
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            breakdown.undo(by=user, sheet_id=sheet_id, reason=form.cleaned_data["reason"])
        except (Refusal, ValidationError) as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("The list is undone; everything is as it was before."))
            return HttpResponseRedirect(here)
    context = {
        **site.each_context(request),
        "title": _("Undo the list"),
        "sheet": sheet,
        "form": form,
        "effects": {name: len(sheet.effects.get(name, [])) for name in ("created", "changed")},
    }
    status = 400 if form.errors else 200
    return TemplateResponse(request, "console/breakdown_undo.html", context, status=status)


site.add_page("breakdown-sheets/<int:sheet_id>/", preview_page, "breakdown_sheet")
site.add_page("breakdown-sheets/<int:sheet_id>/undo/", undo_page, "breakdown_sheet_undo")
