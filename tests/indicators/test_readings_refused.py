"""Who may enter and verify readings, and what is refused of one and of many (DOMAIN §§2, 6)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from accounts.errors import AccessRefused, InvalidInput, Refusal, RefusedRows
from accounts.models import User
from indicators.choices import Verdict
from indicators.models import Indicator
from indicators.services import readings
from indicators.services.readings import Entry
from tests import factories as make
from tests.indicators.steps import AUGUST, JULY, SEPTEMBER, entered, estates_of, exports_of, handed_in, held
from tests.personas import District


@pytest.fixture
def estates(district: District) -> Indicator:
    return estates_of(district)


@pytest.fixture
def exports(district: District) -> Indicator:
    return exports_of(district)


@pytest.mark.parametrize(
    "who",
    ["reporter_elsewhere", "supervisor_elsewhere", "leader", "system_admin", "security_admin", "auditor"],
)
def test_only_the_lead_department_and_its_office_of_supervision_enter(
    district: District, estates: Indicator, who: str
) -> None:
    outsider, reading = getattr(district.people, who), entered(district, estates, "100")
    attempts: list[Callable[[], object]] = [
        lambda: readings.enter(indicator_id=estates.pk, by=outsider, entry=Entry(JULY, Decimal(1))),
        lambda: readings.change(reading_id=reading.pk, by=outsider, changes={"value": Decimal(1)}),
        lambda: readings.submit(reading_id=reading.pk, by=outsider),
        lambda: readings.discard(reading_id=reading.pk, by=outsider),
    ]
    for attempt in attempts:
        with pytest.raises(AccessRefused):
            attempt()
    assert held(estates) == [(1, 100, "draft")]


@pytest.mark.parametrize("who", ["reporter", "department_head", "supervisor"])
def test_the_lead_department_and_the_office_of_supervision_enter(
    district: District, estates: Indicator, who: str
) -> None:
    person: User = getattr(district.people, who)
    reading = readings.enter(indicator_id=estates.pk, by=person, entry=Entry(AUGUST, Decimal(100)))
    assert readings.submit(reading_id=reading.pk, by=person).state == "submitted"
    assert reading.entered_by == person


@pytest.mark.parametrize("who", ["reporter", "department_head", "leader", "supervisor_elsewhere", "auditor"])
def test_only_the_regions_office_of_supervision_verifies_and_returns(
    district: District, estates: Indicator, who: str
) -> None:
    person, reading = getattr(district.people, who), handed_in(district, estates, "100")
    with pytest.raises(AccessRefused):
        readings.verify(reading_id=reading.pk, by=person)
    with pytest.raises(AccessRefused):
        readings.send_back(reading_id=reading.pk, by=person, reason="再核")
    assert held(estates) == [(1, 100, "submitted")]


def test_no_figure_is_entered_where_the_report_names_none(district: District, exports: Indicator) -> None:
    with pytest.raises(InvalidInput) as refused:
        entered(district, exports, "5", source_note="海关数据")
    assert refused.value.attr == "value"
    assert held(exports) == []


def test_a_figure_is_needed_where_the_report_names_one_and_no_verdict(district: District, estates: Indicator) -> None:
    with pytest.raises(InvalidInput) as refused:
        entered(district, estates, None, source_note="进展顺利")
    assert refused.value.attr == "value"
    reading = handed_in(district, estates, "100")
    with pytest.raises(InvalidInput) as refused:
        readings.verify(reading_id=reading.pk, by=district.people.supervisor, verdict=Verdict.ATTAINED)
    assert refused.value.attr == "verdict"


@pytest.mark.parametrize(
    ("entry", "attr", "code"),
    [
        (Entry(SEPTEMBER, Decimal("100")), "period", "period_not_over"),
        (Entry(date(2023, 8, 1), Decimal("100")), "period", "no_such_period_monthly"),
        (Entry(date(2024, 8, 2), Decimal("100")), "period", "no_such_period_monthly"),
        (Entry(AUGUST, Decimal("-1")), "value", "count_negative"),
        (Entry(AUGUST, Decimal("99")), "value", "count_shrinks"),
        (Entry(date(2024, 6, 1), Decimal("101")), "value", "count_shrinks_later"),
        (Entry(AUGUST, Decimal("100.5")), "value", "count_not_whole"),
        (Entry(AUGUST, Decimal("NaN")), "value", "too_large"),
        (Entry(AUGUST, Decimal("110"), "户"), "unit", "invalid"),
    ],
)
def test_what_cannot_be_is_refused_with_the_place_and_the_reason(
    district: District, estates: Indicator, entry: Entry, attr: str, code: str
) -> None:
    make.make_reading(estates, JULY, 100)
    with pytest.raises(InvalidInput) as refused:
        readings.enter(indicator_id=estates.pk, by=district.people.reporter, entry=entry)
    assert (refused.value.attr, refused.value.code) == (attr, code)
    assert held(estates) == [(1, 100, "verified")]


def test_what_was_possible_when_entered_is_looked_at_again_when_verified(
    district: District, estates: Indicator
) -> None:
    reading = handed_in(district, estates, "100")
    make.make_reading(estates, JULY, 120)
    with pytest.raises(InvalidInput) as refused:
        readings.verify(reading_id=reading.pk, by=district.people.supervisor)
    assert refused.value.code == "count_shrinks"
    assert held(estates)[-1] == (1, 100, "submitted")


def test_many_are_kept_and_handed_in_together(district: District, estates: Indicator, exports: Indicator) -> None:
    entries = [
        (estates.pk, Entry(JULY, Decimal(90))),
        (exports.pk, Entry(JULY, source_note="海关数据")),
        (estates.pk, Entry(AUGUST, Decimal(100))),
    ]
    kept = readings.enter_many(by=district.people.reporter, entries=entries, submit_them=True)
    assert [(reading.indicator_id, reading.period) for reading in kept] == [(pk, entry.period) for pk, entry in entries]
    assert held(estates) == [(1, 90, "submitted"), (1, 100, "submitted")]
    assert held(exports) == [(1, None, "submitted")]


def test_of_many_one_refused_row_keeps_all_out_and_each_is_named(
    district: District, estates: Indicator, exports: Indicator
) -> None:
    entered(district, estates, "80", JULY)
    entries = [
        (estates.pk, Entry(JULY, Decimal(90))),
        (estates.pk, Entry(SEPTEMBER, Decimal(100))),
        (district.indicator_of_czj.pk, Entry(AUGUST, Decimal(6))),
        (estates.pk, Entry(AUGUST, Decimal(100))),
        (estates.pk, Entry(AUGUST, Decimal(101))),
        (0, Entry(AUGUST, Decimal(1))),
        (exports.pk, Entry(AUGUST)),
    ]
    with pytest.raises(RefusedRows) as refused:
        readings.enter_many(by=district.people.reporter, entries=entries, submit_them=True)
    rows = refused.value.rows
    assert sorted(rows) == [1, 2, 4, 5, 6]
    assert isinstance(rows[2], AccessRefused)
    attrs = {index: row.attr for index, row in rows.items() if isinstance(row, Refusal)}
    assert attrs == {1: "period", 2: None, 4: "period", 5: "indicator", 6: "source_note"}
    assert held(estates) == [(1, 80, "draft")], "nothing was changed"
    assert held(exports) == []
