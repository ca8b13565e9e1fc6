"""Indicators for which the shipped report names no figure: a verifier judges them, and nobody invents a number."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import Region, User
from indicators.choices import Verdict
from indicators.models import Indicator
from indicators.rules import Attainment, Judgement, JudgingPolicy, Measured, Pace, judge
from indicators.rules.values import Verdict as Finding
from indicators.services import readings
from tests import factories as make
from tests.clients import device_of
from tests.indicators.test_every_target import NUMERIC, QUALITATIVE, RECORDS, promise_of
from tests.loading import kept_for_many_tests, load

AUGUST = date(2024, 8, 1)
SAYS = {
    Verdict.ATTAINED: ("attained", "attained"),
    Verdict.ON_TRACK: ("open", "on_pace"),
    Verdict.SLIGHTLY_BEHIND: ("open", "slightly_behind"),
    Verdict.BEHIND: ("open", "behind"),
    Verdict.NOT_ATTAINED: ("not_attained", "behind"),
}


def judged(code: str, *findings: Finding, as_of: date = make.TODAY) -> Judgement:
    return judge(promise_of(RECORDS[code]), [], [], as_of, JudgingPolicy(), verdicts=findings)


def numbers_of(judgement: Judgement) -> list[object]:
    """Whatever a reader could take for a figure."""
    figures = [number for number in judgement.numbers.values() if not isinstance(number, date)]
    return [*figures, *(n for n in (judgement.latest, judgement.expected, judgement.ratio, judgement.forecast) if n)]


@pytest.mark.parametrize("code", QUALITATIVE)
def test_without_a_verdict_it_is_not_judged_and_has_no_number(code: str) -> None:
    for as_of in (date(2024, 1, 1), make.TODAY, date(2025, 6, 1)):
        seen = judged(code, as_of=as_of)
        assert (seen.attainment, seen.pace) == (Attainment.NOT_JUDGED, Pace.NOT_JUDGED)
        assert numbers_of(seen) == []


@pytest.mark.parametrize("code", QUALITATIVE)
def test_a_number_given_all_the_same_is_not_judged(code: str) -> None:
    stray = [Measured(AUGUST, Decimal(100))]
    seen = judge(promise_of(RECORDS[code]), stray, [], make.TODAY, JudgingPolicy())
    assert seen.pace is Pace.NOT_JUDGED
    assert numbers_of(seen) == []


@pytest.mark.parametrize("code", QUALITATIVE)
@pytest.mark.parametrize("verdict", Verdict.values)
def test_it_stands_as_the_verifier_finds(code: str, verdict: str) -> None:
    seen = judged(code, Finding(AUGUST, verdict))
    assert (seen.attainment, seen.pace) == SAYS[Verdict(verdict)]
    assert numbers_of(seen) == []


def test_the_latest_verdict_counts_and_none_from_after_the_day() -> None:
    findings = [Finding(date(2024, 7, 1), "behind"), Finding(AUGUST, "on_track"), Finding(date(2024, 3, 1), "attained")]
    paces = [judged(QUALITATIVE[0], *findings, as_of=day).pace for day in (date(2024, 8, 30), date(2024, 8, 31))]
    assert paces == [Pace.BEHIND, Pace.ON_PACE]


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    """The supervision office of the shipped report's district, where nothing has been read yet."""
    with kept_for_many_tests(django_db_blocker):
        load()
        yield make.make_user("supervisor", Role.SUPERVISOR, region=Region.objects.get())


@pytest.fixture
def client(office: User, db: None) -> APIClient:
    return device_of(office)


def find(office: User) -> dict[str, Verdict]:
    """Every indicator without a number gets a verdict for August, each kind of verdict twice or more: by code."""
    found = {code: list(Verdict)[position % len(Verdict)] for position, code in enumerate(QUALITATIVE)}
    for indicator in Indicator.objects.filter(target=None):
        entry = readings.Entry(period=AUGUST, source_note="市局通报")
        reading = readings.enter(indicator_id=indicator.pk, by=office, entry=entry)
        readings.submit(reading_id=reading.pk, by=office)
        readings.verify(reading_id=reading.pk, by=office, verdict=found[indicator.code])
    return found


def shown(client: APIClient) -> dict[str, dict[str, Any]]:
    """Code → judgement, as the list shows it; the page of each qualitative indicator says the same."""
    rows = {row["code"]: row for row in client.get("/api/v1/indicators/?page_size=100").json()["results"]}
    assert sorted(rows) == sorted(NUMERIC + QUALITATIVE)
    for code in QUALITATIVE:
        page = client.get(f"/api/v1/indicators/{rows[code]['id']}/").json()
        assert page["judgement"] == rows[code]["judgement"]
    return {code: row["judgement"] for code, row in rows.items()}


def test_the_api_judges_none_of_the_11_and_shows_no_number(client: APIClient) -> None:
    judgements = shown(client)
    for code in QUALITATIVE:
        seen = judgements[code]
        assert (seen["attainment"], seen["pace"]) == ("not_judged", "not_judged"), code
        assert [seen[name] for name in ("value", "expected", "ratio", "forecast")] == [None] * 4, code
        assert not any(letter.isdigit() for letter in seen["reason"]["text"]), code
    assert {judgements[code]["pace"] for code in NUMERIC} == {"no_data"}


def test_the_api_shows_the_verifiers_verdict_and_still_no_number(client: APIClient, office: User) -> None:
    found = find(office)
    judgements = shown(client)
    for code, verdict in found.items():
        seen = judgements[code]
        assert (seen["attainment"], seen["pace"]) == SAYS[verdict], code
        assert seen["reason"]["code"] == f"verdict_{verdict}"
        assert [seen[name] for name in ("value", "expected", "ratio", "forecast")] == [None] * 4, code
    assert {judgements[code]["pace"] for code in NUMERIC} == {"no_data"}
