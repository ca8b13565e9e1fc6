"""The life of a reading: entered, handed in, verified or returned, corrected (DOMAIN §2)."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.errors import InvalidInput, NotAllowedNow, StaleVersion
from indicators.choices import Verdict
from indicators.models import Indicator
from indicators.queries import judgements
from indicators.rules import Pace
from indicators.services import readings
from tests import factories as make
from tests.indicators.steps import AUGUST, JULY, entered, estates_of, exports_of, handed_in, held, history_of, verified
from tests.personas import District


@pytest.fixture
def estates(district: District) -> Indicator:
    return estates_of(district)


@pytest.fixture
def exports(district: District) -> Indicator:
    return exports_of(district)


def test_a_draft_is_written_over_and_each_time_noted(district: District, estates: Indicator) -> None:
    first = entered(district, estates, "90", source_note="住建局台账")
    second = entered(district, estates, "100")
    assert second.pk == first.pk
    assert held(estates) == [(1, 100, "draft")]
    assert second.source_note == ""
    assert history_of(first.pk) == [("insert", "draft", 90), ("update", "draft", 100)]


def test_a_draft_says_nothing_until_it_is_verified(district: District, estates: Indicator) -> None:
    def pace() -> str:
        return judgements(Indicator.objects.filter(pk=estates.pk).select_related("report"), make.TODAY)[estates.pk].pace

    reading = entered(district, estates, "114")
    assert pace() is Pace.NO_DATA
    readings.submit(reading_id=reading.pk, by=district.people.reporter)
    assert pace() is Pace.NO_DATA
    readings.verify(reading_id=reading.pk, by=district.people.supervisor)
    assert pace() is Pace.ON_PACE, "114 is eight twelfths of 171"


def test_what_is_handed_in_cannot_be_edited_thrown_away_or_handed_in_again(
    district: District, estates: Indicator
) -> None:
    reporter, reading = district.people.reporter, handed_in(district, estates, "100")
    attempts: list[Callable[[], object]] = [
        lambda: entered(district, estates, "101"),
        lambda: readings.change(reading_id=reading.pk, by=reporter, changes={"value": Decimal(101)}),
        lambda: readings.submit(reading_id=reading.pk, by=reporter),
        lambda: readings.discard(reading_id=reading.pk, by=reporter),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowedNow):
            attempt()
    assert held(estates) == [(1, 100, "submitted")]


def test_every_step_is_noted_with_who_took_it(district: District, estates: Indicator) -> None:
    reading = verified(district, estates, "100")
    steps = [("insert", "draft", 100), ("update", "submitted", 100), ("update", "verified", 100)]
    assert history_of(reading.pk) == steps
    assert (reading.entered_by, reading.reviewed_by) == (district.people.reporter, district.people.supervisor)
    assert None not in (reading.submitted_at, reading.reviewed_at)
    assert reading.version == 3


def test_a_correction_needs_a_reason(district: District, estates: Indicator) -> None:
    verified(district, estates, "100")
    for reason in ("", "  "):
        with pytest.raises(InvalidInput) as refused:
            entered(district, estates, "98", correction_reason=reason)
        assert (refused.value.attr, refused.value.code) == ("correction_reason", "verified_already")
        assert "100" in str(refused.value.detail)
    assert held(estates) == [(1, 100, "verified")]


def test_a_correction_is_a_new_revision_that_supersedes_once_verified(district: District, estates: Indicator) -> None:
    old = verified(district, estates, "100")
    new = handed_in(district, estates, "98", correction_reason="重复计入两个小区")
    assert held(estates) == [(1, 100, "verified"), (2, 98, "submitted")], "the old one counts until then"
    readings.verify(reading_id=new.pk, by=district.people.supervisor)
    assert held(estates) == [(1, 100, "superseded"), (2, 98, "verified")]
    assert history_of(old.pk)[-1] == ("update", "superseded", 100)
    third = verified(district, estates, "99", correction_reason="复核")
    assert third.revision == 3
    assert held(estates) == [(1, 100, "superseded"), (2, 98, "superseded"), (3, 99, "verified")]


def test_a_returned_correction_leaves_the_verified_value_as_it_is(district: District, estates: Indicator) -> None:
    verified(district, estates, "100")
    new = handed_in(district, estates, "98", correction_reason="重复计入")
    readings.send_back(reading_id=new.pk, by=district.people.supervisor, reason="请附台账")
    assert held(estates) == [(1, 100, "verified"), (2, 98, "returned")]
    readings.change(reading_id=new.pk, by=district.people.reporter, changes={"value": Decimal(97)})
    assert held(estates) == [(1, 100, "verified"), (2, 97, "returned")]


def test_the_database_admits_one_verified_value_per_month(district: District, estates: Indicator) -> None:
    verified(district, estates, "100")
    with pytest.raises(IntegrityError, match="one_verified_reading_per_period"), transaction.atomic():
        make.make_reading(estates, AUGUST, 98, revision=2)


def test_what_is_returned_keeps_the_reason_and_is_handed_in_again(district: District, estates: Indicator) -> None:
    reading, office = handed_in(district, estates, "100"), district.people.supervisor
    for blank in ("", " \n"):
        with pytest.raises(InvalidInput) as refused:
            readings.send_back(reading_id=reading.pk, by=office, reason=blank)
        assert refused.value.attr == "reason"
    back = readings.send_back(reading_id=reading.pk, by=office, reason="与台账不符")
    assert (back.state, back.return_reason, back.reviewed_by) == ("returned", "与台账不符", office)
    mended = entered(district, estates, "95")
    assert (mended.pk, mended.state, mended.return_reason) == (reading.pk, "returned", "与台账不符")
    readings.submit(reading_id=reading.pk, by=district.people.reporter)
    last = readings.verify(reading_id=reading.pk, by=office)
    assert (last.revision, last.value, last.return_reason) == (1, 95, "与台账不符")
    assert [state for _label, state, _value in history_of(reading.pk)] == [
        "draft", "submitted", "returned", "returned", "submitted", "verified",
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "returned", "verified", "superseded"])
def test_only_what_is_handed_in_is_verified_or_returned(district: District, estates: Indicator, state: str) -> None:
    more = {"return_reason": "与台账不符"} if state == "returned" else {}
    reading, office = make.make_reading(estates, AUGUST, 100, state=state, **more), district.people.supervisor
    with pytest.raises(NotAllowedNow) as refused:
        readings.verify(reading_id=reading.pk, by=office)
    assert refused.value.allowed == (("submit",) if state in {"draft", "returned"} else ())
    with pytest.raises(NotAllowedNow):
        readings.send_back(reading_id=reading.pk, by=office, reason="再核")
    assert [event[0] for event in history_of(reading.pk)] == ["insert"]


def test_only_a_draft_is_thrown_away_and_that_is_noted_too(district: District, estates: Indicator) -> None:
    reading = entered(district, estates, "100")
    readings.discard(reading_id=reading.pk, by=district.people.department_head)
    assert held(estates) == []
    assert history_of(reading.pk) == [("insert", "draft", 100), ("delete", "draft", 100)]
    returned = make.make_reading(estates, JULY, 90, state="returned", return_reason="再核")
    with pytest.raises(NotAllowedNow):
        readings.discard(reading_id=returned.pk, by=district.people.reporter)


def test_what_somebody_else_has_changed_meanwhile_is_not_verified_unseen(
    district: District, estates: Indicator
) -> None:
    reading, office = handed_in(district, estates, "100"), district.people.supervisor
    readings.send_back(reading_id=reading.pk, by=office, reason="再核", version=reading.version)
    for step in (
        lambda: readings.submit(reading_id=reading.pk, by=district.people.reporter, version=reading.version),
        lambda: readings.verify(reading_id=reading.pk, by=office, version=reading.version),
    ):
        with pytest.raises(StaleVersion) as refused:
            step()
        assert refused.value.current_version == reading.version + 1


def test_without_a_figure_a_verdict_is_needed_and_words_to_judge_by(district: District, exports: Indicator) -> None:
    office, reading = district.people.supervisor, entered(district, exports, None)
    with pytest.raises(InvalidInput) as refused:
        readings.submit(reading_id=reading.pk, by=district.people.reporter)
    assert refused.value.attr == "source_note"
    handed_in(district, exports, None, source_note="海关数据")
    for verdict in ("", "splendid"):
        with pytest.raises(InvalidInput) as refused:
            readings.verify(reading_id=reading.pk, by=office, verdict=verdict)
        assert refused.value.attr == "verdict"
    done = readings.verify(reading_id=reading.pk, by=office, verdict=Verdict.ON_TRACK)
    assert (done.state, done.verdict, done.value) == ("verified", "on_track", None)


def test_a_figure_in_another_unit_keeps_how_it_was_typed(district: District, estates: Indicator) -> None:
    reading = entered(district, estates, "0.01", unit="万个")
    assert (reading.value, reading.entered_value, reading.entered_unit) == (100, Decimal("0.01"), "万个")
    plain = entered(district, estates, "100", unit="个")
    assert (plain.value, plain.entered_value, plain.entered_unit) == (100, None, "")
