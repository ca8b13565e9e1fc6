"""What two pages share on which the supervision office brings a file about a report: the choice of the report, and
the file as it came."""

import logging
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import WorkReport
from projects.models.reporting import StoredFile
from projects.services.stored_files import STORAGE_AWAY, evidence_storage

logger = logging.getLogger(__name__)


class ReportForm(forms.Form):
    """The report that something is about; the current one is proposed."""

    report = forms.ModelChoiceField(
        WorkReport.objects.none(), label=gettext_lazy("work report"), empty_label=None,
        widget=forms.Select(attrs={"class": "db-input"}),
        error_messages={"required": gettext_lazy("Choose the work report that this is about.")},
    )  # fmt: skip

    def __init__(self, *args: Any, reports: QuerySet[WorkReport], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["report"]
        field.queryset = reports
        field.initial = next((report.pk for report in reports if report.is_current), None)


def file_as_it_came(
    request: HttpRequest, stored: StoredFile, name: str, *, back: str, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """A kept file, attached under its name; a missing one is a 404, storage that is away leads ``back`` with a word."""
    try:
        with evidence_storage().open(str(stored.name)) as file:
            content = file.read()
    except FileNotFoundError:
        logger.exception("stored file %s is missing in storage", stored.pk)
        raise Http404(_("The file is missing in storage. Tell the operator, or upload it again.")) from None
    except STORAGE_AWAY:
        logger.exception("stored file %s: storage does not answer", stored.pk)
        messages.error(request, _("The storage of files does not answer. Try again in a few minutes."))
        return HttpResponseRedirect(back)
    return attached(content, name, stored.content_type, headers)


def attached(content: bytes, name: str, content_type: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A file that no browser shows in place and no cache keeps."""
    kept = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=content_type, headers={**kept, **(headers or {})})
