"""The preview of a report's breakdown: text and drafts side by side; editing, applying, undoing."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.console import site
from accounts.console.base import explain
from accounts.console.reader import reader
from accounts.errors import Refusal, StaleVersion
from accounts.models import Department, User
from projects.choices import DraftDecision, DraftKind, ReportBreakdownState
from projects.console.breakdown_acts import act
from projects.console.breakdown_cards import DraftForm, SplitForm, card
from projects.console.breakdown_text import line_html, spans_of
from projects.console.report_breakdowns import READERS
from projects.models import BreakdownDraft, ReportBreakdown
from projects.queries.report_breakdowns import breakdown_drafts_visible_to, report_breakdowns_visible_to
from projects.work_report import drafting
from projects.work_report.drafting.plan import Plan

CARD = "console/report_breakdown_card.html"
SUMMARY = "console/report_breakdown_summary.html"
UNCOVERED = "console/report_breakdown_uncovered.html"
FORM = "console/report_breakdown_draft_form.html"
ASKED_BY_SCRIPT = "X-In-Place"
EFFECTS = (("indicators", "created"), ("indicators", "changed"), ("projects", "created"), ("projects", "changed"))


@require_http_methods(["GET", "POST"])
def preview_page(request: HttpRequest, breakdown_id: int) -> HttpResponse:
    """Show the text and its drafts; POST does one thing and answers with what has changed, or with the page."""
    user = reader(request)
    require(user, *READERS)
    breakdown = get_object_or_404(_breakdowns(user), pk=breakdown_id)
    if request.method == "POST":
        return _acted(request, user, breakdown)
    context = {**site.each_context(request), "title": breakdown.name, **_shown(breakdown, user)}
    return TemplateResponse(request, "console/report_breakdown.html", context)


def _breakdowns(user: User) -> QuerySet[ReportBreakdown]:
    relations = ("report__region", "stored_file", "started_by", "applied_by", "undone_by")
    return report_breakdowns_visible_to(user).select_related(*relations)


def _acted(request: HttpRequest, user: User, breakdown: ReportBreakdown) -> HttpResponse:
    here = reverse("console:report_breakdown", args=[breakdown.pk])
    is_in_place = ASKED_BY_SCRIPT in request.headers
    if request.POST.get("act") == "apply":
        return _applied(request, user, breakdown, here)
    before = drafting.plan_of(breakdown) if is_in_place else None
    try:
        told = act(request.POST, user, breakdown)
    except (Refusal, ValidationError) as refusal:
        words = _words(refusal)
        if before is not None:
            return JsonResponse({"error": words}, status=409)
        messages.error(request, words)
        return HttpResponseRedirect(here)
    if before is not None:
        return JsonResponse({"told": told, **_changes(breakdown, before)})
    messages.success(request, told)
    return HttpResponseRedirect(here)


def _applied(request: HttpRequest, user: User, breakdown: ReportBreakdown, here: str) -> HttpResponse:
    try:
        drafting.apply(by=user, breakdown_id=breakdown.pk, promised=request.POST.get("promised", ""))
    except (Refusal, ValidationError) as refusal:
        messages.error(request, _words(refusal))
    else:
        messages.success(request, _("The breakdown is applied; it can be undone."))
    return HttpResponseRedirect(here)


def _words(refusal: Refusal | ValidationError) -> str:
    return str(refusal.detail) if isinstance(refusal, Refusal) else " ".join(refusal.messages)


def _shown(breakdown: ReportBreakdown, user: User) -> dict[str, Any]:
    """What the page shows in the state that the breakdown is in."""
    context: dict[str, Any] = {
        "breakdown": breakdown,
        "other_year": breakdown.year_found and breakdown.year_found != breakdown.report.year,
        "effects": {f"{what}_{how}": len(breakdown.effects.get(what, {}).get(how, [])) for what, how in EFFECTS},
        "may_resume": breakdown.state == ReportBreakdownState.UNDONE,
        "may_undo": breakdown.state == ReportBreakdownState.APPLIED
        and drafting.latest_applied(breakdown.report_id) == breakdown,
    }
    if breakdown.read_at is None:
        return context
    plan = drafting.plan_of(breakdown)
    departments = _departments(user)
    names = {department.pk: department.name for department in departments}
    is_editable = breakdown.state == ReportBreakdownState.READ
    return {
        **context,
        **_summed_up(breakdown, plan),
        "is_editable": is_editable,
        "cards": [card(line, names) for line in plan.lines],
        "lines": _lines(breakdown, plan),
        "departments": departments,
        "kinds": DraftKind.choices,
        "decisions": DraftDecision.choices,
    }


def _departments(user: User) -> list[Department]:
    return list(Department.objects.filter(region=user.region_id, is_active=True).order_by("position", "pk"))


def _summed_up(breakdown: ReportBreakdown, plan: Plan) -> dict[str, Any]:
    decisions, outcomes = plan.decisions, plan.outcomes
    return {
        "breakdown": breakdown,
        "plan": plan,
        "is_editable": breakdown.state == ReportBreakdownState.READ,
        "tally": [(label, decisions[code]) for code, label in DraftDecision.choices if decisions[code]],
        "undecided": decisions[DraftDecision.OPEN],
        "outcomes": outcomes,
        "faulty": plan.faulty,
        "uncovered": [
            {**each, "words": breakdown.lines[each["line"] - 1][each["start"] : each["end"]]} for each in plan.uncovered
        ],
        "kinds": DraftKind.choices,
    }


def _lines(breakdown: ReportBreakdown, plan: Plan, only: set[int] | None = None) -> list[tuple[int, Any]]:
    """Number and text of each line, linked."""
    spans = spans_of(line.draft for line in plan.lines)
    uncovered = defaultdict(list)
    for each in plan.uncovered:
        uncovered[each["line"]].append(each)
    return [
        (number, line_html(text, spans.get(number, []), uncovered[number]))
        for number, text in enumerate(breakdown.lines, 1)
        if only is None or number in only
    ]


def _changes(breakdown: ReportBreakdown, before: Plan) -> dict[str, Any]:
    """What a script has to put in the place of what it shows, since ``before``."""
    plan = drafting.plan_of(breakdown)
    names = dict(Department.objects.filter(region=breakdown.report.region_id).values_list("pk", "name"))
    known = {line.draft.pk: line.digest for line in before.lines}
    changed = [line for line in plan.lines if known.get(line.draft.pk) != line.digest]
    present = {line.draft.pk for line in plan.lines}
    gone = [line.draft for line in before.lines if line.draft.pk not in present]
    touched = {line.draft.line for line in changed} | {draft.line for draft in gone}
    touched |= {place[0] for line in changed for place in line.draft.further}
    context = {"breakdown": breakdown, "is_editable": True}
    after = {line.draft.pk: plan.lines[index - 1].draft.pk for index, line in enumerate(plan.lines) if index}
    return {
        "cards": [
            {
                "id": line.draft.pk,
                "after": after.get(line.draft.pk),
                "html": render_to_string(CARD, {**context, "card": card(line, names)}),
            }
            for line in changed
        ],
        "gone": [draft.pk for draft in gone],
        "lines": dict(_lines(breakdown, plan, touched)),
        "summary": render_to_string(SUMMARY, _summed_up(breakdown, plan)),
        "uncovered": render_to_string(UNCOVERED, _summed_up(breakdown, plan)),
    }


@require_http_methods(["GET", "POST"])
def draft_page(request: HttpRequest, breakdown_id: int, draft_id: int) -> HttpResponse:
    """The form of one draft, in its place on the preview, or a page of its own without scripts.

    A script is always answered with 200: what the form says is no fault of the page.
    """
    user = reader(request)
    require(user, *READERS)
    drafts = breakdown_drafts_visible_to(user).select_related("breakdown__report__region")
    draft = get_object_or_404(drafts, pk=draft_id, breakdown=breakdown_id)
    departments = Department.objects.filter(region=user.region_id, is_active=True).order_by("position", "pk")
    is_split = "split" in request.POST
    form = DraftForm(None if is_split else request.POST or None, instance=draft, departments=departments)
    split = SplitForm(request.POST if is_split else None, draft=draft)
    used = split if is_split else form
    before = drafting.plan_of(draft.breakdown) if request.method == "POST" else None
    if before is not None and used.is_valid() and _kept(used, user, draft):
        if ASKED_BY_SCRIPT in request.headers:
            return JsonResponse({"told": _("Saved."), **_changes(draft.breakdown, before)})
        messages.success(request, _("Saved."))
        here = reverse("console:report_breakdown", args=[breakdown_id])
        return HttpResponseRedirect(f"{here}#d{draft_id}")
    return _form(request, draft, {"form": form, "split": split})


def _kept(form: Any, user: User, draft: BreakdownDraft) -> bool:
    """Whether the service took it; what it refuses the form says."""
    options = {"draft_id": draft.pk, "by": user, "version": form.cleaned_data["version"]}
    try:
        if isinstance(form, SplitForm):
            drafting.split(names=form.cleaned_data["names"], **options)
        else:
            drafting.edit(changes=form.changes(), **options)
    except StaleVersion:
        words = _("Somebody has changed this draft meanwhile. What you typed is still here: compare, then save again.")
        form.add_error(None, words)
        form.data = form.data.copy()
        form.data["version"] = BreakdownDraft.objects.values_list("version", flat=True).get(pk=draft.pk)
        return False
    except (Refusal, ValidationError) as refusal:
        explain(form, refusal)
        return False
    return True


def _form(request: HttpRequest, draft: BreakdownDraft, forms_shown: Mapping[str, Any]) -> HttpResponse:
    context = {"draft": draft, "breakdown": draft.breakdown, **forms_shown}
    has_errors = any(form.errors for form in forms_shown.values())
    if ASKED_BY_SCRIPT in request.headers:
        return JsonResponse({"form": render_to_string(FORM, context, request)})
    context |= {**site.each_context(request), "title": draft.name}
    return TemplateResponse(request, "console/report_breakdown_draft.html", context, status=400 if has_errors else 200)


class UndoForm(forms.Form):
    """Why the breakdown is undone."""

    reason = forms.CharField(
        label=gettext_lazy("reason for undoing"), max_length=500,
        widget=forms.Textarea(attrs={"class": "db-input db-text", "rows": 3}),
        error_messages={"required": gettext_lazy("Say why the breakdown is undone.")},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def undo_page(request: HttpRequest, breakdown_id: int) -> HttpResponse:
    """Ask for the reason, say what goes, undo."""
    user = reader(request)
    require(user, *READERS)
    breakdown = get_object_or_404(_breakdowns(user), pk=breakdown_id)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            drafting.undo(by=user, breakdown_id=breakdown_id, reason=form.cleaned_data["reason"])
        except (Refusal, ValidationError) as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("The breakdown is undone; everything is as it was before."))
            return HttpResponseRedirect(reverse("console:report_breakdown", args=[breakdown_id]))
    context = {
        **site.each_context(request),
        **_shown(breakdown, user),
        "title": _("Undo the breakdown"),
        "form": form,
    }
    return TemplateResponse(request, "console/report_breakdown_undo.html", context, status=400 if form.errors else 200)


@require_POST
def resume_page(request: HttpRequest, breakdown_id: int) -> HttpResponse:
    """Go on with an undone breakdown in a copy, and show that."""
    user = reader(request)
    require(user, *READERS)
    breakdown = get_object_or_404(_breakdowns(user), pk=breakdown_id)
    try:
        copy = drafting.resume(by=user, breakdown_id=breakdown.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return HttpResponseRedirect(reverse("console:report_breakdown", args=[breakdown_id]))
    messages.success(request, _("Every draft is as it was decided; correct what was wrong and apply again."))
    return HttpResponseRedirect(reverse("console:report_breakdown", args=[copy.pk]))


PAGE = "report-breakdowns/<int:breakdown_id>/"
site.add_page(PAGE, preview_page, "report_breakdown")
site.add_page(f"{PAGE}drafts/<int:draft_id>/", draft_page, "report_breakdown_draft")
site.add_page(f"{PAGE}undo/", undo_page, "report_breakdown_undo")
site.add_page(f"{PAGE}resume/", resume_page, "report_breakdown_resume")
