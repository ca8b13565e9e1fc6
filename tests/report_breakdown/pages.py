"""Addresses of the pages of a breakdown, and what a script gets of them."""

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from projects.models import BreakdownDraft, ReportBreakdown


def page_of(breakdown: ReportBreakdown) -> str:
    """The preview."""
    return reverse("console:report_breakdown", args=[breakdown.pk])


def form_of(draft: BreakdownDraft) -> str:
    """The form of one draft."""
    return reverse("console:report_breakdown_draft", args=[draft.breakdown_id, draft.pk])


def in_place(office: Client, path: str, **body: Any) -> Any:
    """What a script asks for; the status and the answer."""
    response = office.post(path, body, headers={"X-In-Place": "1"})
    return response.status_code, json.loads(response.content)
