"""Readings: entered as drafts, submitted, verified or returned; a correction is a new revision (DOMAIN §2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.access import require_supervisor
from accounts.errors import InvalidInput, NotAllowedNow, Refusal, RefusedRows
from accounts.models import User
from indicators.access import require_entry
from indicators.choices import OPEN_READINGS, ReadingState, Verdict
from indicators.models import Indicator, Reading
from indicators.queries.judgements import target_spec
from indicators.rules.filings import READING
from indicators.rules.readings import period_fault, value_fault
from indicators.rules.units import UnitDoesNotFit, convert
from indicators.rules.values import Measured
from indicators.services.filing import next_state, require_reason
from indicators.services.locking import lock_indicator, lock_indicators, lock_reading
from indicators.wording import fault_in_words

EDITABLE = (ReadingState.DRAFT, ReadingState.RETURNED)


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody enters for a period; ``value`` stands in ``unit``, or in the indicator's if that is empty.

    A qualitative indicator has no value: ``source_note`` says how it stands.
    """

    period: date
    value: Decimal | None = None
    unit: str = ""
    source_note: str = ""
    correction_reason: str = ""


@transaction.atomic
def enter(*, indicator_id: int, by: User, entry: Entry) -> Reading:
    """Keep a value as a draft; what is not submitted yet is written over, what is verified gets a new revision.

    Raises ``Indicator.DoesNotExist``, AccessRefused, NotAllowedNow, InvalidInput, ValidationError.
    """
    return _enter(lock_indicator(indicator_id), by=by, entry=entry)


@transaction.atomic
def enter_many(*, by: User, entries: Sequence[tuple[int, Entry]], submit_them: bool = False) -> list[Reading]:
    """Keep several values, all or none; ``entries`` are (indicator id, entry).

    With ``submit_them`` they are handed in at once. Raises RefusedRows, which says by index what is wrong.
    """
    indicators = lock_indicators({indicator_id for indicator_id, _entry in entries})
    kept: list[Reading] = []
    refused: dict[int, Refusal | ValidationError] = {}
    seen: set[tuple[int, date]] = set()
    for index, (indicator_id, entry) in enumerate(entries):
        try:
            if (indicator_id, entry.period) in seen:
                raise InvalidInput(_("This indicator and period are given twice."), attr="period")
            seen.add((indicator_id, entry.period))
            if indicator_id not in indicators:
                raise InvalidInput(_("There is no such indicator."), attr="indicator")
            with transaction.atomic():
                reading = _enter(indicators[indicator_id], by=by, entry=entry)
                kept.append(_submit(reading) if submit_them else reading)
        except (Refusal, ValidationError) as refusal:
            refused[index] = refusal
    if refused:
        raise RefusedRows(refused)
    return kept


@transaction.atomic
def change(*, reading_id: int, by: User, version: int | None = None, changes: Mapping[str, Any]) -> Reading:
    """Change fields of :class:`Entry` in a draft, or in what was returned; a unit goes with a value.

    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput, ValidationError.
    """
    reading = lock_reading(reading_id, version=version)
    present: dict[str, Any] = {"source_note": reading.source_note, "correction_reason": reading.correction_reason}
    if "value" not in changes:
        is_converted = reading.entered_value is not None
        present["value"] = reading.entered_value if is_converted else reading.value
        present["unit"] = reading.entered_unit
    entry = Entry(period=reading.period, **{**present, **changes})
    if reading.state not in OPEN_READINGS:
        raise NotAllowedNow(_("This value is verified; to correct it, enter the period anew with the reason."))
    return _enter(reading.indicator, by=by, entry=entry)


@transaction.atomic
def submit(*, reading_id: int, by: User, version: int | None = None) -> Reading:
    """Hand a reading in for verification. Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput."""
    reading = lock_reading(reading_id, version=version)
    require_entry(by, reading.indicator)
    return _submit(reading)


@transaction.atomic
def verify(*, reading_id: int, by: User, version: int | None = None, verdict: str = "") -> Reading:
    """The supervision office takes a reading as true; it takes the place of the period's verified one.

    A qualitative indicator needs a ``verdict`` (:class:`Verdict`), any other must have none.
    Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput.
    """
    reading = lock_reading(reading_id, version=version)
    require_supervisor(by, reading.indicator.report.region_id)
    reading.state = next_state(READING, ReadingState, reading.state, "verify")
    _require_verdict(reading, verdict)
    _require_possible(reading)
    Reading.objects.filter(indicator=reading.indicator, period=reading.period, state=ReadingState.VERIFIED).update(
        state=ReadingState.SUPERSEDED
    )
    reading.verdict = verdict
    reading.reviewed_by, reading.reviewed_at = by, clock.now()
    reading.save(update_fields=["state", "verdict", "reviewed_by", "reviewed_at"])
    reading.refresh_from_db(fields=["version", "updated_at"])
    return reading


@transaction.atomic
def send_back(*, reading_id: int, by: User, version: int | None = None, reason: str) -> Reading:
    """Return a reading with a reason. Raises AccessRefused, StaleVersion, NotAllowedNow, InvalidInput."""
    reading = lock_reading(reading_id, version=version)
    require_supervisor(by, reading.indicator.report.region_id)
    require_reason(reason, "reason")
    reading.state = next_state(READING, ReadingState, reading.state, "return")
    reading.return_reason = reason
    _check_texts(reading, "return_reason")
    reading.reviewed_by, reading.reviewed_at = by, clock.now()
    reading.save(update_fields=["state", "return_reason", "reviewed_by", "reviewed_at"])
    reading.refresh_from_db(fields=["version", "updated_at"])
    return reading


@transaction.atomic
def discard(*, reading_id: int, by: User, version: int | None = None) -> None:
    """Throw a draft away. Raises AccessRefused, StaleVersion, NotAllowedNow."""
    reading = lock_reading(reading_id, version=version)
    require_entry(by, reading.indicator)
    if reading.state != ReadingState.DRAFT:
        raise NotAllowedNow(_("Only a draft can be thrown away."))
    reading.delete()


def _enter(indicator: Indicator, *, by: User, entry: Entry) -> Reading:
    require_entry(by, indicator)
    reading = _open_reading(indicator, entry)
    reading.indicator = indicator
    reading.value = _value_of(indicator, entry)
    is_converted = entry.value is not None and entry.unit not in ("", indicator.unit)
    reading.entered_value = entry.value if is_converted else None
    reading.entered_unit = entry.unit if is_converted else ""
    reading.source_note, reading.correction_reason = entry.source_note, entry.correction_reason
    reading.entered_by = by
    reading.is_simulated = False
    _check_texts(reading, "source_note", "correction_reason")
    _require_possible(reading)
    reading.save()
    reading.refresh_from_db(fields=["version", "created_at", "updated_at"])
    return reading


def _open_reading(indicator: Indicator, entry: Entry) -> Reading:
    """The period's reading that can still be changed, or a new one; it is not saved."""
    of_period = Reading.objects.filter(indicator=indicator, period=entry.period)
    present = of_period.filter(state__in=OPEN_READINGS).first()
    if present is not None:
        if present.state not in EDITABLE:
            raise NotAllowedNow(
                _("The value of this period is submitted; it can change once it is verified or returned."),
                attr="period",
            )
        return present
    newest = of_period.aggregate(newest=Max("revision"))["newest"] or 0
    if newest and not entry.correction_reason.strip():
        verified = of_period.filter(state=ReadingState.VERIFIED).first()
        raise InvalidInput(
            _("This period has a verified value already: %(value)s. To correct it, give the reason.")
            % {"value": verified.shown_value if verified else "—"},
            attr="correction_reason",
            code="verified_already",
        )
    return Reading(indicator=indicator, period=entry.period, revision=newest + 1)


def _submit(reading: Reading) -> Reading:
    reading.state = next_state(READING, ReadingState, reading.state, "submit")
    if reading.indicator.is_qualitative and not reading.source_note.strip():
        raise InvalidInput(_("Say how this stands; the verifier judges by it."), attr="source_note")
    _require_possible(reading)
    reading.submitted_at = clock.now()
    reading.save(update_fields=["state", "submitted_at"])
    reading.refresh_from_db(fields=["version", "updated_at"])
    return reading


def _value_of(indicator: Indicator, entry: Entry) -> Decimal | None:
    """The value in the indicator's unit. Raises InvalidInput."""
    if indicator.is_qualitative:
        if entry.value is not None:
            raise InvalidInput(_("The report names no figure for this; describe it in words."), attr="value")
        return None
    if entry.value is None:
        raise InvalidInput(_("Enter a number."), attr="value")
    try:
        return convert(entry.value, entry.unit or indicator.unit, indicator.unit)
    except UnitDoesNotFit as misfit:
        raise InvalidInput(
            _("“%(unit)s” does not fit; give the value in one of: %(fitting)s.")
            % {"unit": misfit.unit, "fitting": "、".join(misfit.fitting)},
            attr="unit",
        ) from misfit


def _require_possible(reading: Reading) -> None:
    """Raise InvalidInput where the period or the value cannot be."""
    indicator, spec = reading.indicator, target_spec(reading.indicator)
    if fault := period_fault(spec, reading.period, clock.today()):
        raise InvalidInput(fault_in_words(fault), attr="period", code=fault.code)
    if reading.value is None:
        return
    handed_in = Reading.objects.filter(
        indicator=indicator, state__in=(ReadingState.SUBMITTED, ReadingState.VERIFIED)
    ).exclude(period=reading.period)
    others = [Measured(other.period, other.value) for other in handed_in if other.value is not None]
    allows_over_100 = indicator.allows_over_100
    if fault := value_fault(spec, reading.period, reading.value, others, allows_over_100=allows_over_100):
        raise InvalidInput(fault_in_words(fault), attr="value", code=fault.code)


def _require_verdict(reading: Reading, verdict: str) -> None:
    if reading.value is not None and verdict:
        raise InvalidInput(_("The figure speaks for itself; leave the verdict empty."), attr="verdict")
    if reading.value is None and verdict not in Verdict.values:
        raise InvalidInput(_("Say how it stands: the report names no figure to judge by."), attr="verdict")


def _check_texts(reading: Reading, *names: str) -> None:
    exclude = {field.name for field in Reading._meta.fields} - set(names)
    reading.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
