"""A draft as the preview shows it: its face in words, its form, and what may be done with it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from projects.choices import DraftDecision, DraftKind
from projects.models import BreakdownDraft
from projects.work_report.drafting.editing import BY_HAND
from projects.work_report.drafting.fields import edited_fields
from projects.work_report.drafting.plan import Line, Outcome
from projects.work_report.drafting.wording import (
    OUTCOMES,
    difference_in_words,
    edited_in_words,
    faults_in_words,
    figure,
)

BADGES = {
    DraftDecision.OPEN: "db-badge-warn",
    DraftDecision.ACCEPTED: "db-badge-good",
    DraftDecision.REJECTED: "db-badge-plain",
    DraftDecision.SPLIT: "db-badge-plain",
    DraftDecision.MERGED: "db-badge-plain",
}
OUTCOME_BADGES = {Outcome.NEW: "db-badge-plain", Outcome.CHANGED: "db-badge-note", Outcome.SAME: "db-badge-good"}
BOTH = ("kind", "name")
OF_TARGET = ("comparison", "value", "unit", "baseline_value", "baseline_text")
OF_PROJECT = ("commitment", "action", "category", "value", "unit", "members", "is_list_open")
LAST = ("due_on", "due_text", "lead_department", "supporting_departments")
INPUT, LONG = {"class": "db-input"}, {"class": "db-input db-text", "rows": 2}


def card(line: Line, departments: Mapping[int, str]) -> dict[str, Any]:
    """What the template needs of one draft, in words."""
    draft = line.draft
    edited = [edited_in_words(field, *values) for field, values in edited_fields(draft).items() if field != "kind"]
    return {
        "draft": draft,
        "digest": line.digest if line.is_accepted else "",
        "percent": int(draft.confidence * 100),
        "figure": figure(draft),
        "badge": BADGES[DraftDecision(draft.decision)],
        "outcome": OUTCOMES[line.outcome],
        "outcome_code": line.outcome,
        "outcome_badge": OUTCOME_BADGES[line.outcome],
        "present": line.present,
        "present_is_indicator": draft.kind == DraftKind.TARGET,
        "differences": [difference_in_words(each, dict(departments)) for each in line.differences],
        "faults": faults_in_words(line),
        "edited": edited,
        "section": " › ".join(draft.sections[-2:]),
        "by_hand": draft.rule == BY_HAND,
        "supporting": "、".join(each.name for each in draft.supporting_departments.all()),
        "is_open": draft.decision == DraftDecision.OPEN,
        "may_accept": draft.decision in (DraftDecision.OPEN, DraftDecision.REJECTED),
        "may_reject": draft.decision in (DraftDecision.OPEN, DraftDecision.ACCEPTED),
    }


class DraftForm(forms.ModelForm):
    """The fields of a draft of its kind."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    members = forms.CharField(
        label=_("members, one on a line"), required=False, widget=forms.Textarea(attrs={**LONG, "rows": 3})
    )

    class Meta:
        model = BreakdownDraft
        fields = (*BOTH, *dict.fromkeys((*OF_TARGET, *OF_PROJECT)), *LAST)
        widgets = {
            "kind": forms.Select(attrs=INPUT),
            "name": forms.TextInput(attrs=INPUT),
            "comparison": forms.Select(attrs=INPUT),
            "value": forms.TextInput(attrs={**INPUT, "inputmode": "decimal"}),
            "unit": forms.TextInput(attrs=INPUT),
            "baseline_value": forms.TextInput(attrs={**INPUT, "inputmode": "decimal"}),
            "baseline_text": forms.TextInput(attrs=INPUT),
            "commitment": forms.Textarea(attrs=LONG),
            "action": forms.Select(attrs=INPUT),
            "category": forms.Select(attrs=INPUT),
            "is_list_open": forms.CheckboxInput(attrs={"class": "db-check"}),
            "due_on": forms.DateInput(attrs={"class": "db-input db-input-short", "type": "date"}, format="%Y-%m-%d"),
            "due_text": forms.TextInput(attrs=INPUT),
            "lead_department": forms.Select(attrs=INPUT),
            "supporting_departments": forms.SelectMultiple(attrs={**INPUT, "size": 6}),
        }

    def __init__(self, *args: Any, departments: QuerySet[Department], **options: Any) -> None:
        super().__init__(*args, **options)
        draft: BreakdownDraft = self.instance
        # Names of fields repeat from draft to draft on one page, so do their ids unless the draft is in them.
        self.auto_id = f"draft-{draft.pk}-%s"
        kind = OF_TARGET if draft.kind == DraftKind.TARGET else OF_PROJECT
        for name in set(self.fields) - {"version", *BOTH, *kind, *LAST}:
            del self.fields[name]
        for name in ("lead_department", "supporting_departments"):
            field: Any = self.fields[name]
            field.queryset = departments
        lead: Any = self.fields["lead_department"]
        lead.empty_label = _("— none yet —")
        self.fields["value"].label = _("figure")
        self.fields["version"].initial = draft.version
        for name in {"value", "baseline_value"}.intersection(self.fields):
            value = getattr(draft, name)
            self.initial[name] = value if value is None else f"{value.normalize():f}"
        # What was shown goes along: only what the person has changed is written, whatever happened to the draft since.
        for name in set(self.fields) - {"version"}:
            self.fields[name].show_hidden_initial = True
        if "members" in self.fields:
            self.initial["members"] = "\n".join(draft.members)

    def clean_members(self) -> list[str]:
        """A name from each line."""
        return [name for line in self.cleaned_data["members"].splitlines() if (name := line.strip())]

    def changes(self) -> dict[str, Any]:
        """What is to be corrected: fields that were changed."""
        values = {name: self.cleaned_data[name] for name in self.changed_data if name != "version"}
        if "supporting_departments" in values:
            values["supporting_departments"] = list(values["supporting_departments"])
        return values

    def _post_clean(self) -> None:
        """Nothing is put into the draft here: the service does, on the locked row."""


class SplitForm(forms.Form):
    """Names of the pieces."""

    names = forms.CharField(
        label=_("names of the pieces, one on a line"), widget=forms.Textarea(attrs={**LONG, "rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: BreakdownDraft, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = f"split-{draft.pk}-%s"
        self.fields["version"].initial = draft.version
        self.fields["names"].initial = "\n".join(draft.members or [draft.name])

    def clean_names(self) -> list[str]:
        """A name from each line."""
        return [name for line in self.cleaned_data["names"].splitlines() if (name := line.strip())]
