"""Exports on the console: the button above a list, one's own exports with their progress, the files."""

import logging
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ALL_VAR, ORDER_VAR, PAGE_VAR, ChangeList
from django.core.exceptions import ObjectDoesNotExist, SuspiciousOperation
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.console import site
from accounts.console.reader import reader
from accounts.errors import InvalidInput, Refusal
from accounts.models import User
from indicators.models import Indicator
from projects.choices import UNFINISHED_EXPORT_STATES, ExportKind
from projects.exports import jobs
from projects.exports.download import attachment
from projects.exports.lists import Narrowed, register
from projects.models import DepartmentRecord, Export, Milestone, Project
from projects.queries.exports import exports_of
from projects.services.exports import READERS
from projects.services.stored_files import STORAGE_AWAY

SHOWN = 50
LONGEST_QUERY = 2000
LISTS: dict[str, type[Model]] = {
    ExportKind.PROJECTS: Project,
    ExportKind.MILESTONES: Milestone,
    ExportKind.INDICATORS: Indicator,
    ExportKind.DEPARTMENT_RECORDS: DepartmentRecord,
}
logger = logging.getLogger(__name__)


def narrow(kind: str, user: User, query: str) -> Narrowed:
    """The rows that a list of the console gives for a query string, and its filters in words.

    Raises InvalidInput for a query that the list refuses.
    """
    request = HttpRequest()
    request.method, request.user = "GET", user
    request.GET = _filters_of(query)  # type: ignore[assignment]  # nobody changes it
    pages = site.get_model_admin(LISTS[kind])
    try:
        changelist: ChangeList = admin.ModelAdmin.get_changelist_instance(pages, request)
    except (IncorrectLookupParameters, SuspiciousOperation) as refused:
        said = _("This list does not know one of the filters. Choose them anew.")
        raise InvalidInput(said, attr="query") from refused
    words = [words for spec in changelist.filter_specs if (words := _filter_in_words(spec))]
    if changelist.query:
        words.append(_("search: %(text)s") % {"text": changelist.query})
    return Narrowed(changelist.queryset, words)


def _filters_of(query: str) -> QueryDict:
    """A list's query string without what only says which page of it is shown, and in which order."""
    given = QueryDict(query, mutable=True)
    for name in (PAGE_VAR, ALL_VAR, ORDER_VAR):
        given.pop(name, None)
    return given


def _filter_in_words(spec: Any) -> str:
    """What a filter is set to; empty for one that is not set."""
    values = []
    for given in spec.used_parameters.values():
        values += given if isinstance(given, list) else [given]
    if not values:
        return ""
    field: Any = getattr(spec, "field", None)
    known: Any = getattr(spec, "lookup_choices", None) or getattr(field, "flatchoices", ())
    labels = {str(value): str(label) for value, label in known}
    return f"{spec.title}：{'、'.join(labels.get(str(value), str(value)) for value in values)}"


@require_safe
@never_cache
def exports_page(request: HttpRequest) -> HttpResponse:
    """One's own exports, the newest first."""
    require(reader(request), *READERS)
    rows = list(exports_of(reader(request))[:SHOWN])
    context = {
        **site.each_context(request),
        "title": _("Exports"),
        "exports": rows,
        "has_unfinished": any(export.is_unfinished for export in rows),
    }
    return TemplateResponse(request, "console/exports.html", context)


@require_safe
@never_cache
def progress(request: HttpRequest) -> JsonResponse:
    """How far one's unfinished exports are, for the page's script."""
    require(reader(request), *READERS)
    waiting = exports_of(reader(request)).filter(state__in=UNFINISHED_EXPORT_STATES)
    return JsonResponse(
        {
            "exports": [
                {"id": export.pk, "percent": export.percent, "words": progress_in_words(export)} for export in waiting
            ]
        }
    )


def progress_in_words(export: Export) -> str:
    """State and rows: 正在生成，已写 500/10000 行."""
    if not export.rows_done:
        return export.get_state_display()
    values = {"state": export.get_state_display(), "done": export.rows_done, "total": export.rows_total}
    return _("%(state)s, %(done)s of %(total)s rows") % values


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the list that the reader looks at; a small one is fetched at once."""
    kind = request.POST.get("kind", "")
    if kind not in LISTS:
        return HttpResponseRedirect(reverse("console:exports"))
    query = _filters_of(request.POST.get("query", "")).urlencode()
    back = f"{reverse(_changelist(kind))}?{query}"
    if len(query) > LONGEST_QUERY:
        messages.error(request, _("The filters of this list are too long for an export. Leave some of them out."))
        return HttpResponseRedirect(back)
    return _asked(request, back, kind=kind, parameters={"source": "console", "query": query})


@require_POST
def ask_again(request: HttpRequest, export_id: int) -> HttpResponse:
    """The same export once more."""
    export = get_object_or_404(exports_of(reader(request)), pk=export_id)
    wanted = {"kind": export.kind, "file_format": export.format, "parameters": export.parameters}
    return _asked(request, reverse("console:exports"), **wanted)


@require_safe
@never_cache
def content(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """The file; a page that says so once its time is over."""
    export = get_object_or_404(exports_of(reader(request)), pk=export_id)
    if export.is_ready:
        try:
            return attachment(export)
        except FileNotFoundError:
            logger.exception("export %s: its file is missing in storage", export.pk)
        except STORAGE_AWAY:
            logger.exception("export %s: storage does not answer", export.pk)
            messages.error(request, _("The storage of files does not answer. Try again in a few minutes."))
            return HttpResponseRedirect(reverse("console:exports"))
    if export.is_unfinished:
        return HttpResponseRedirect(reverse("console:exports"))
    context = {**site.each_context(request), "title": _("This file is not there any more"), "export": export}
    return TemplateResponse(request, "console/export_gone.html", context, status=410)


def _asked(request: HttpRequest, back: str, **wanted: Any) -> HttpResponse:
    try:
        export = jobs.ask(by=reader(request), language=get_language() or "zh-hans", **wanted)
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return HttpResponseRedirect(back)
    except ObjectDoesNotExist:
        messages.error(request, _("What was asked for is not there any more, or not for you."))
        return HttpResponseRedirect(back)
    if export.is_ready:
        return HttpResponseRedirect(reverse("console:export_content", args=[export.pk]))
    return HttpResponseRedirect(reverse("console:exports"))


def _changelist(kind: str) -> str:
    meta = LISTS[kind]._meta
    return f"console:{meta.app_label}_{meta.model_name}_changelist"


register("console", narrow)
site.add_page("exports/", exports_page, "exports")
site.add_page("exports/ask/", ask, "ask_for_export")
site.add_page("exports/progress/", progress, "export_progress")
site.add_page("exports/<int:export_id>/again/", ask_again, "ask_for_export_again")
site.add_page("exports/<int:export_id>/content/", content, "export_content")
