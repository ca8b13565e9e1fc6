"""Report texts that are broken down (报告分解): bring one, see how far each is, fetch the file."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from unfold.widgets import UnfoldAdminFileFieldWidget

from accounts.access import Capability, require
from accounts.console import site
from accounts.console.base import explain
from accounts.console.reader import reader
from accounts.errors import Refusal
from accounts.models import User
from indicators.queries import reports_of_own_region
from projects.console.brought_files import ReportForm, file_as_it_came
from projects.models import ReportBreakdown
from projects.queries.report_breakdowns import report_breakdowns_visible_to
from projects.work_report import drafting
from projects.work_report.drafting.starting import LONGEST_PASTED

READERS = (Capability.SUPERVISE,)
PER_PAGE = 30
LARGE = ("lines", "sentences", "effects")
# A page of HTML that was brought runs nothing, wherever it is opened.
IN_NO_PLACE = {"Content-Security-Policy": "sandbox; default-src 'none'"}


class StartForm(ReportForm):
    """A report, and its text as a file or pasted."""

    file = forms.FileField(
        label=gettext_lazy("text of the report (.txt, .docx, .html)"), max_length=None, required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".txt,.docx,.html,.htm"}),
        error_messages={"empty": gettext_lazy("The file is empty. Open it, check it and upload it again.")},
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("or paste the text"), required=False, max_length=LONGEST_PASTED, strip=False,
        widget=forms.Textarea(attrs={"class": "db-input db-text", "rows": 8}),
    )  # fmt: skip
    is_traditional = forms.BooleanField(
        label=gettext_lazy("it is in traditional characters"), required=False,
        widget=forms.CheckboxInput(attrs={"class": "db-check"}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def breakdowns_page(request: HttpRequest) -> HttpResponse:
    """The breakdowns, the newest first, and the form for another one."""
    user = reader(request)
    require(user, *READERS)
    form = StartForm(request.POST or None, request.FILES or None, reports=reports_of_own_region(user))
    if request.method == "POST" and form.is_valid():
        breakdown = _started(form, user)
        if breakdown is not None:
            return HttpResponseRedirect(reverse("console:report_breakdown", args=[breakdown.pk]))
    rows = report_breakdowns_visible_to(user).select_related("report", "started_by", "applied_by", "undone_by")
    context = {
        **site.each_context(request),
        "title": _("Report breakdown"),
        "form": form,
        "page": Paginator(rows.defer(*LARGE), PER_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "console/report_breakdowns.html", context, status=400 if form.errors else 200)


def _started(form: StartForm, user: User) -> ReportBreakdown | None:
    """The kept text, or None if it was refused, which the form then says."""
    said = form.cleaned_data
    options = {
        "by": user,
        "report": said["report"],
        "language": get_language() or "zh-hans",
        "is_traditional": said["is_traditional"],
    }
    try:
        if said["file"]:
            return drafting.start(upload=said["file"], **options)
        return drafting.start_pasted(text=said["text"], **options)
    except (Refusal, ValidationError) as refusal:
        explain(form, refusal)
        return None


@require_safe
@never_cache
def breakdown_progress(request: HttpRequest, breakdown_id: int) -> JsonResponse:
    """Whether a text is still unread, for the page's script."""
    user = reader(request)
    require(user, *READERS)
    breakdown = get_object_or_404(report_breakdowns_visible_to(user).defer(*LARGE), pk=breakdown_id)
    return JsonResponse({"is_unread": breakdown.is_unread, "words": breakdown.get_state_display()})


@require_safe
def breakdown_file(request: HttpRequest, breakdown_id: int) -> HttpResponse:
    """The text as it came, always as an attachment that no browser shows in place."""
    user = reader(request)
    require(user, *READERS)
    rows = report_breakdowns_visible_to(user).defer(*LARGE).select_related("stored_file")
    breakdown = get_object_or_404(rows, pk=breakdown_id)
    back = reverse("console:report_breakdowns")
    return file_as_it_came(request, breakdown.stored_file, breakdown.name, back=back, headers=IN_NO_PLACE)


site.add_page("report-breakdowns/", breakdowns_page, "report_breakdowns")
site.add_page("report-breakdowns/<int:breakdown_id>/progress/", breakdown_progress, "report_breakdown_progress")
site.add_page("report-breakdowns/<int:breakdown_id>/file/", breakdown_file, "report_breakdown_file")
