"""One line of the entry page: what is typed for an indicator, and what became of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.console.base import explain
from accounts.errors import Refusal, RefusedRows
from accounts.models import User
from accounts.validators import LONGEST_TEXT
from indicators.choices import ReadingState
from indicators.models import Reading
from indicators.queries.entry import EntryLine
from indicators.services.readings import Entry, enter, enter_many

FIELDS = ("value", "source_note", "correction_reason")


class LineForm(forms.Form):
    """What may be typed for one indicator; a refusal is shown at its field."""

    value = forms.DecimalField(
        label=_("value of this period"), required=False, max_digits=22, decimal_places=8,
        error_messages={"invalid": _("Enter a number, without its unit.")},
        widget=forms.TextInput(attrs={"class": "db-input", "inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    source_note = forms.CharField(
        label=_("source or description"), required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "db-input", "rows": 1}),
    )  # fmt: skip
    correction_reason = forms.CharField(
        label=_("reason for the correction"), required=False, max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"class": "db-input"}),
    )  # fmt: skip

    def __init__(self, line: EntryLine, data: Any = None) -> None:
        self.line = line
        self.kept = line.open
        present = line.open or line.verified
        super().__init__(data, prefix=f"i{line.indicator.pk}", initial=_initial(present, is_open=line.open is not None))
        if line.indicator.is_qualitative:
            del self.fields["value"]
        if line.verified is None:
            del self.fields["correction_reason"]
        if self.is_locked:
            for field in self.fields.values():
                field.disabled = True

    @property
    def is_locked(self) -> bool:
        """Whether the value waits for the verifier."""
        return self.line.open is not None and self.line.open.state == ReadingState.SUBMITTED

    @property
    def is_filled(self) -> bool:
        """Whether there is anything to keep."""
        return self.cleaned_data.get("value") is not None or bool(self.cleaned_data.get("source_note"))

    @property
    def waits(self) -> bool:
        """Whether it can be handed in: a draft, what was returned, or what has just been typed."""
        return not self.is_locked and self.is_filled and (self.has_changed() or self.line.open is not None)

    def entry(self) -> Entry:
        """As the services take it."""
        values = {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}
        return Entry(period=self.line.period, **values)


def save(forms_: Sequence[LineForm], user: User) -> int:
    """Keep every changed line that can be kept, each by itself; how many. The others say why not."""
    kept = 0
    for form in forms_:
        if form.is_valid() and form.has_changed() and form.is_filled and not form.is_locked:
            try:
                form.kept = enter(indicator_id=form.line.indicator.pk, by=user, entry=form.entry())
                kept += 1
            except (Refusal, ValidationError) as refusal:
                explain(form, refusal)
    return kept


def submit(forms_: Sequence[LineForm], user: User) -> int | None:
    """Hand in every line that is filled in, all or none; how many, or None if lines were refused."""
    if [form for form in forms_ if not form.is_valid()]:
        return None
    waiting = [form for form in forms_ if form.waits]
    try:
        enter_many(by=user, entries=[(form.line.indicator.pk, form.entry()) for form in waiting], submit_them=True)
    except RefusedRows as refused:
        for index, refusal in refused.rows.items():
            explain(waiting[index], refusal)
        return None
    return len(waiting)


def _initial(present: Reading | None, *, is_open: bool) -> dict[str, Any]:
    if present is None:
        return {}
    return {
        "value": None if present.value is None else present.value.normalize(),
        "source_note": present.source_note,
        "correction_reason": present.correction_reason if is_open else "",
    }
