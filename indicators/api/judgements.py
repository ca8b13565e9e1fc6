"""Judgements as the API shows them; the judging itself is ``indicators.rules``."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rest_framework import serializers

from accounts.api.contract.rows import DecimalString
from accounts.api.contract.views import Shaped
from indicators.queries.judgements import Promise, judge_promises
from indicators.rules import Attainment, Forecast, Judgement, Pace, TargetSpec
from indicators.wording import ATTAINMENT_WORDS, PACE_WORDS, attainment_in_words, pace_in_words, reason_in_words

FOUR_DECIMALS = Decimal("0.0001")
PACE_CHOICES = [(pace.value, PACE_WORDS[pace]) for pace in Pace]
ATTAINMENT_CHOICES = [(attainment.value, ATTAINMENT_WORDS[attainment]) for attainment in Attainment]


class ReasonAnswer(serializers.Serializer):
    """Why: a stable code, and a sentence in the caller's language."""

    code = serializers.CharField()
    text = serializers.CharField()


class ForecastAnswer(serializers.Serializer):
    """Where the year will end at the present pace."""

    year_end = DecimalString()
    gap = DecimalString(help_text="Target minus forecast.")
    low = DecimalString(help_text="If the slower of the present pace and the year's average goes on.")
    high = DecimalString(help_text="If the faster of the two goes on.")
    required_per_month = DecimalString(allow_null=True, help_text="Needed from now on; null for rates and states.")


class JudgementAnswer(serializers.Serializer):
    """How an indicator stands as of the business date."""

    as_of = serializers.DateField()
    pace = serializers.ChoiceField(PACE_CHOICES)
    pace_label = serializers.CharField()
    attainment = serializers.ChoiceField(ATTAINMENT_CHOICES)
    attainment_label = serializers.CharField()
    reason = ReasonAnswer()
    period = serializers.DateField(allow_null=True, help_text="Period of the latest verified reading.")
    value = DecimalString(allow_null=True, help_text="The latest verified reading.")
    expected = DecimalString(allow_null=True, help_text="What should have been reached by then.")
    ratio = DecimalString(allow_null=True, help_text="Actual over expected; for a limit expected over actual.")
    forecast = ForecastAnswer(allow_null=True)


def attach_judgements(rows: Collection[Shaped], day: date) -> dict[int, Judgement]:
    """Add ``judgement`` as of a day to rows of indicators; returns the judgements by id. Three queries or so."""
    judged = judge_promises({row["id"]: _promise(row) for row in rows}, day)
    for row in rows:
        row["judgement"] = judgement_answer(judged[row["id"]], day)
    return judged


def _promise(row: Shaped) -> Promise:
    """From what the row shows, without reading the indicator again."""
    names = ("measure", "comparison", "direction", "aggregation", "target", "frequency")
    spec = TargetSpec(year=row["report"]["year"], **{name: row[name] for name in names})
    return Promise(spec, row["report"]["id"])


def judgement_answer(judged: Judgement, day: date) -> dict[str, Any]:
    """A judgement as of a day, in the caller's language."""
    latest = judged.latest
    return {
        "as_of": day,
        "pace": judged.pace.value,
        "pace_label": pace_in_words(judged),
        "attainment": judged.attainment.value,
        "attainment_label": attainment_in_words(judged),
        "reason": {"code": judged.reason, "text": reason_in_words(judged)},
        "period": latest.period if latest else judged.numbers.get("period"),
        "value": latest.value if latest else None,
        "expected": rounded(judged.expected),
        "ratio": rounded(judged.ratio),
        "forecast": _forecast(judged.forecast),
    }


def rounded(value: Decimal | None) -> Decimal | None:
    """To the four decimal places that values are stored with."""
    return None if value is None else value.quantize(FOUR_DECIMALS, ROUND_HALF_UP)


def _forecast(forecast: Forecast | None) -> Mapping[str, Decimal | None] | None:
    if forecast is None:
        return None
    return {
        "year_end": rounded(forecast.year_end),
        "gap": rounded(forecast.gap),
        "low": rounded(forecast.low),
        "high": rounded(forecast.high),
        "required_per_month": rounded(forecast.required_per_month),
    }
