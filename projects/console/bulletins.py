"""Bulletins (通报): the list, a month's preview with the office's own text, issuing, and the files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import clock
from accounts.access import Capability, may, require
from accounts.console import site
from accounts.console.base import explain
from accounts.console.reader import reader
from accounts.errors import InvalidInput, Refusal
from accounts.models import User
from accounts.validators import LONGEST_TEXT
from indicators.models import WorkReport
from indicators.queries import reports_visible_to
from projects.choices import ExportFormat
from projects.exports import bulletin_wording as wording
from projects.exports.bulletin_tables import BulletinTable, shown, tables_of
from projects.exports.bulletins import BulletinContent, figures_of
from projects.exports.download import CONTENT_TYPES, HEADERS
from projects.models import Bulletin
from projects.queries.bulletin import Figures, bulletins_visible_to
from projects.rules.months import months_until
from projects.services import bulletins as services
from projects.wording import RANKING_RULE

READERS = (Capability.SEE_REGION,)
SHOWN_ROWS = 60


class TextForm(forms.Form):
    """What the office says itself; the figures are not typed."""

    title = forms.CharField(label=gettext_lazy("title"), max_length=120)
    assessment = forms.CharField(
        label=gettext_lazy("overall assessment"), max_length=LONGEST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    requirements = forms.CharField(
        label=gettext_lazy("requirements for the work"), max_length=LONGEST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.visible_fields():
            field.field.widget.attrs["class"] = "db-input"


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a bulletin on the page: sentences, and a table of which the first rows are shown."""

    table: BulletinTable
    sentences: Sequence[str]
    head: list[str]
    rows: list[list[tuple[str, str, str]]]
    more: int


@require_safe
def bulletins_page(request: HttpRequest) -> HttpResponse:
    """What has been issued, and for the supervision office the choice of a month."""
    user = reader(request)
    require(user, *READERS)
    seen = bulletins_visible_to(user).select_related("report", "issued_by", "corrects", "corrected_by")
    reports = reports_visible_to(user).filter(is_current=True).order_by("kind", "-year", "pk")
    context = {
        **site.each_context(request),
        "title": _("Bulletins"),
        "bulletins": seen.defer("content").order_by("-period", "-number"),
        "may_write": may(user, Capability.SUPERVISE),
        "choices": [(report, months_until(report.adopted_on, clock.today())) for report in reports],
    }
    return TemplateResponse(request, "console/bulletins.html", context)


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """From the form of the list to the page of the month that was chosen: ``of=<report>/<2024-09>``."""
    report, _slash, month = request.GET.get("of", "").partition("/")
    try:
        period = date.fromisoformat(f"{month}-01")
        address = reverse("console:bulletin_of_month", args=[int(report), period.year, period.month])
    except (ValueError, NoReverseMatch):
        messages.error(request, _("Choose a month."))
        address = reverse("console:bulletins")
    return HttpResponseRedirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
def month_page(request: HttpRequest, report_id: int, year: int, month: int) -> HttpResponse:
    """The preview of a month, and the text to be saved or issued with it."""
    user = reader(request)
    require(user, Capability.SUPERVISE)
    report, period = _month(user, report_id, year, month)
    seen = bulletins_visible_to(user).filter(report=report, period=period).select_related("report__region")
    known = list(seen.defer("content").order_by("-number"))
    issued = [bulletin for bulletin in known if bulletin.is_issued]
    draft = next((bulletin for bulletin in known if not bulletin.is_issued), None) or _new(report, period)
    form = TextForm(request.POST or None, initial=_initial(draft))
    if request.method == "POST" and form.is_valid() and (done := _save(request, form, report, period)) is not None:
        return done
    draft.assessment, draft.requirements = form["assessment"].value() or "", form["requirements"].value() or ""
    context = {**_context(request, draft, figures_of(draft, user)), "form": form, "issued": issued, "draft": draft}
    return TemplateResponse(request, "console/bulletin.html", context)


@require_safe
def bulletin_page(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """An issued bulletin as it stands; a draft leads to the page of its month."""
    user = reader(request)
    require(user, *READERS)
    bulletin = _seen(user, bulletin_id)
    if not bulletin.is_issued:
        return HttpResponseRedirect(_month_address(bulletin))
    return TemplateResponse(request, "console/bulletin.html", _context(request, bulletin, figures_of(bulletin, user)))


@require_safe
def bulletin_file(request: HttpRequest, bulletin_id: int, file_format: str) -> HttpResponse:
    """A bulletin as paper or workbook."""
    user = reader(request)
    require(user, *READERS)
    bulletin = _seen(user, bulletin_id)
    return _file(BulletinContent(bulletin, figures_of(bulletin, user), _format(file_format)))


@require_safe
def month_file(request: HttpRequest, report_id: int, year: int, month: int, file_format: str) -> HttpResponse:
    """What the bulletin of a month would be now, as paper or workbook."""
    user = reader(request)
    require(user, Capability.SUPERVISE)
    report, period = _month(user, report_id, year, month)
    draft = Bulletin.objects.select_related("report__region").filter(report=report, period=period, issued_on=None)
    bulletin = draft.first() or _new(report, period)
    return _file(BulletinContent(bulletin, figures_of(bulletin, user), _format(file_format)))


@require_POST
def discard(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Throw a draft away."""
    draft = _seen(reader(request), bulletin_id)
    try:
        services.discard(bulletin_id=draft.pk, by=reader(request))
        messages.success(request, _("The draft has been thrown away."))
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
    return HttpResponseRedirect(reverse("console:bulletins"))


def _save(request: HttpRequest, form: TextForm, report: WorkReport, period: date) -> HttpResponse | None:
    """Save the text, and issue it if asked; None if a service refused, which the form says."""
    user, wants_issue = reader(request), "issue" in request.POST
    try:
        with transaction.atomic():
            saved = services.save_draft(by=user, report_id=report.pk, period=period, **form.cleaned_data)
            if wants_issue:
                services.issue(bulletin_id=saved.pk, by=user, as_correction="as_correction" in request.POST)
    except (Refusal, ValidationError) as refusal:
        explain(form, refusal)
        return None
    if not wants_issue:
        messages.success(request, _("The draft has been saved."))
        return HttpResponseRedirect(request.path)
    messages.success(request, _("The bulletin has been issued; leaders and heads of departments have been told."))
    return HttpResponseRedirect(reverse("console:bulletin", args=[saved.pk]))


def _context(request: HttpRequest, bulletin: Bulletin, figures: Figures) -> dict[str, Any]:
    return {
        **site.each_context(request),
        "title": _("Bulletin of %(month)s") % {"month": date_format(bulletin.period, "YEAR_MONTH_FORMAT")},
        "bulletin": bulletin,
        "office": _("%(region)s supervision office") % {"region": bulletin.report.region.name},
        "number": wording.number_or_draft(bulletin),
        "parts": _parts(figures),
        "is_simulated": figures["is_simulated"],
        "docx": _file_address(bulletin, ExportFormat.DOCX),
        "xlsx": _file_address(bulletin, ExportFormat.XLSX),
    }


def _parts(figures: Figures) -> dict[str, Shown]:
    sentences = {
        "total": [wording.overall(figures)],
        "headline": [wording.indicators(figures)],
        "ranking": [str(RANKING_RULE)],
        "not_reported": [wording.reporting(figures)],
    }
    return {name: _shown(table, sentences.get(name, [])) for name, table in tables_of(figures).items()}


def _shown(table: BulletinTable, sentences: Sequence[str]) -> Shown:
    head = [str(column.heading) for column in table.columns]
    rows = [
        [
            (heading, shown(column.value(row), column.look), column.tone(row) if column.tone else "")
            for heading, column in zip(head, table.columns, strict=True)
        ]
        for row in table.rows[:SHOWN_ROWS]
    ]
    return Shown(table, sentences, head, rows, max(len(table.rows) - SHOWN_ROWS, 0))


def _initial(draft: Bulletin) -> dict[str, Any]:
    return {
        "title": draft.title,
        "assessment": draft.assessment,
        "requirements": draft.requirements,
        "version": draft.version if draft.pk else 0,
    }


def _seen(user: User, bulletin_id: int) -> Bulletin:
    return get_object_or_404(bulletins_visible_to(user).select_related("report__region"), pk=bulletin_id)


def _month(user: User, report_id: int, year: int, month: int) -> tuple[WorkReport, date]:
    """The report that the reader sees and the first day of the month; 404 unless there is such a month."""
    report = get_object_or_404(reports_visible_to(user).select_related("region"), pk=report_id)
    try:
        period = date(year, month, 1)
        services.require_month(report, period)
    except (ValueError, OverflowError, InvalidInput) as error:
        raise Http404 from error
    return report, period


def _new(report: WorkReport, period: date) -> Bulletin:
    return Bulletin(report=report, period=period, title=wording.default_title(period))


def _month_address(bulletin: Bulletin) -> str:
    period = bulletin.period
    return reverse("console:bulletin_of_month", args=[bulletin.report_id, period.year, period.month])


def _file_address(bulletin: Bulletin, file_format: str) -> str:
    if bulletin.is_issued:
        return reverse("console:bulletin_file", args=[bulletin.pk, file_format])
    period = bulletin.period
    return reverse("console:bulletin_month_file", args=[bulletin.report_id, period.year, period.month, file_format])


def _format(text: str) -> ExportFormat:
    if text not in ExportFormat.values:
        raise Http404
    return ExportFormat(text)


def _file(content: BulletinContent) -> HttpResponse:
    with TemporaryDirectory(prefix="duban-bulletin-") as folder:
        path = Path(folder) / "file"
        content.write(path, lambda _done: None)
        response = HttpResponse(path.read_bytes(), content_type=CONTENT_TYPES[content.file_format], headers=HEADERS)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(content.file_name)}"
    return response


site.add_page("bulletins/", bulletins_page, "bulletins")
site.add_page("bulletins/choose/", choose, "choose_bulletin")
site.add_page("bulletins/<int:bulletin_id>/", bulletin_page, "bulletin")
site.add_page("bulletins/<int:bulletin_id>/discard/", discard, "discard_bulletin")
site.add_page("bulletins/<int:bulletin_id>/<str:file_format>/", bulletin_file, "bulletin_file")
MONTH = "bulletins/of/<int:report_id>/<int:year>-<int:month>/"
site.add_page(MONTH, month_page, "bulletin_of_month")
site.add_page(f"{MONTH}<str:file_format>/", month_file, "bulletin_month_file")
