"""The breakdown lists (任务分解表) of the region's reports: template, upload, what became of each."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from unfold.widgets import UnfoldAdminFileFieldWidget

from accounts.access import Capability, require
from accounts.console import site
from accounts.console.base import explain
from accounts.console.reader import reader
from accounts.errors import Refusal
from accounts.models import User
from indicators.queries import reports_of_own_region
from indicators.rules.file_types import XLSX
from projects.console.brought_files import ReportForm, attached, file_as_it_came
from projects.queries.breakdown_sheets import breakdown_sheets_visible_to
from projects.work_report import breakdown
from projects.work_report.breakdown.template import file_name, template

READERS = (Capability.SUPERVISE,)
PER_PAGE = 30


class UploadForm(ReportForm):
    """A workbook and the report that it breaks down."""

    file = forms.FileField(
        label=gettext_lazy("breakdown list (xlsx)"), max_length=None,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose the workbook first."),
            "empty": gettext_lazy("The file is empty. Open it, check it and upload it again."),
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def sheets_page(request: HttpRequest) -> HttpResponse:
    """The lists, the newest first, and the form for another one."""
    user = reader(request)
    require(user, *READERS)
    reports = reports_of_own_region(user)
    form = UploadForm(request.POST or None, request.FILES or None, reports=reports)
    if request.method == "POST" and form.is_valid():
        sheet = _uploaded(form, user)
        if sheet is not None:
            return HttpResponseRedirect(reverse("console:breakdown_sheet", args=[sheet.pk]))
    sheets = breakdown_sheets_visible_to(user).select_related("report", "uploaded_by", "applied_by", "undone_by")
    context = {
        **site.each_context(request),
        "title": _("Breakdown lists"),
        "form": form,
        "reports": reports,
        "page": Paginator(sheets.defer("tables", "effects", "answers"), PER_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "console/breakdown_sheets.html", context, status=400 if form.errors else 200)


def _uploaded(form: UploadForm, user: User) -> Any:
    """The kept list, or None if the file was refused, which the form then says."""
    try:
        return breakdown.upload(by=user, report=form.cleaned_data["report"], upload=form.cleaned_data["file"])
    except (Refusal, ValidationError) as refusal:
        explain(form, refusal)
        return None


@require_safe
def sheet_template(request: HttpRequest, report_id: int) -> HttpResponse:
    """The workbook to fill in, with the region's departments and leaders to choose from."""
    user = reader(request)
    require(user, *READERS)
    report = get_object_or_404(reports_of_own_region(user), pk=report_id)
    return attached(template(user, report), file_name(report), XLSX.content_type)


@require_safe
def sheet_file(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """The uploaded workbook as it came, always as an attachment."""
    user = reader(request)
    require(user, *READERS)
    sheet = get_object_or_404(breakdown_sheets_visible_to(user).select_related("stored_file"), pk=sheet_id)
    return file_as_it_came(request, sheet.stored_file, sheet.name, back=reverse("console:breakdown_sheets"))


site.add_page("breakdown-sheets/", sheets_page, "breakdown_sheets")
site.add_page("breakdown-sheets/template/<int:report_id>/", sheet_template, "breakdown_sheet_template")
site.add_page("breakdown-sheets/<int:sheet_id>/file/", sheet_file, "breakdown_sheet_file")
