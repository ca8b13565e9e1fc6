"""The breakdown lists (任务分解表) of the region's reports: template, upload, what became of each."""

import logging
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
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
from indicators.models import WorkReport
from indicators.queries import reports_visible_to
from indicators.rules.file_types import XLSX
from projects.queries.breakdown_sheets import breakdown_sheets_visible_to
from projects.services.stored_files import STORAGE_AWAY, evidence_storage
from projects.work_report import breakdown
from projects.work_report.breakdown.template import file_name, template

READERS = (Capability.SUPERVISE,)
PER_PAGE = 30
logger = logging.getLogger(__name__)


class UploadForm(forms.Form):
    """A workbook and the report that it breaks down; the current one is proposed."""

    report = forms.ModelChoiceField(
        WorkReport.objects.none(), label=gettext_lazy("work report"), empty_label=None,
        widget=forms.Select(attrs={"class": "db-input"}),
        error_messages={"required": gettext_lazy("Choose the work report that the list breaks down.")},
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("breakdown list (xlsx)"), max_length=None,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose the workbook first."),
            "empty": gettext_lazy("The file is empty. Open it, check it and upload it again."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, reports: QuerySet[WorkReport], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["report"]
        field.queryset = reports
        field.initial = next((report.pk for report in reports if report.is_current), None)


@require_http_methods(["GET", "POST"])
def sheets_page(request: HttpRequest) -> HttpResponse:
    """The lists, the newest first, and the form for another one."""
    user = reader(request)
    require(user, *READERS)
    reports = _reports(user)
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


def _reports(user: User) -> QuerySet[WorkReport]:
    return (
        reports_visible_to(user).filter(region=user.region_id).select_related("region").order_by("-is_current", "-year")
    )


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
    report = get_object_or_404(_reports(user), pk=report_id)
    return _attached(template(user, report), file_name(report))


@require_safe
def sheet_file(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """The uploaded workbook as it came, always as an attachment."""
    user = reader(request)
    require(user, *READERS)
    sheet = get_object_or_404(breakdown_sheets_visible_to(user).select_related("stored_file"), pk=sheet_id)
    try:
        with evidence_storage().open(str(sheet.stored_file.name)) as file:
            content = file.read()
    except FileNotFoundError:
        logger.exception("breakdown sheet %s: its file is missing in storage", sheet.pk)
        raise Http404(_("The file is missing in storage. Tell the operator, or upload it again.")) from None
    except STORAGE_AWAY:
        logger.exception("breakdown sheet %s: storage does not answer", sheet.pk)
        messages.error(request, _("The storage of files does not answer. Try again in a few minutes."))
        return HttpResponseRedirect(reverse("console:breakdown_sheets"))
    return _attached(content, sheet.name)


def _attached(content: bytes, name: str) -> HttpResponse:
    """A workbook that no browser shows in place and no cache keeps."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=XLSX.content_type, headers=headers)


site.add_page("breakdown-sheets/", sheets_page, "breakdown_sheets")
site.add_page("breakdown-sheets/template/<int:report_id>/", sheet_template, "breakdown_sheet_template")
site.add_page("breakdown-sheets/<int:sheet_id>/file/", sheet_file, "breakdown_sheet_file")
