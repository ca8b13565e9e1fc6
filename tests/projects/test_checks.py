"""Warnings of ``manage.py check``."""

from datetime import date

import pytest
from django.db import OperationalError

from accounts.choices import HolidayKind
from accounts.models import Holiday
from projects.checks import working_days_are_announced

pytestmark = pytest.mark.django_db


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> list[str]:
    monkeypatch.setattr("accounts.clock.today", lambda: day)
    return [str(warning.msg) for warning in working_days_are_announced()]


def test_the_operator_is_warned_of_a_year_without_announced_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    (warning,) = at(monkeypatch, date(2090, 6, 1))
    assert "2090" in warning


def test_december_looks_one_year_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(at(monkeypatch, date(2090, 12, 1))) == 2


def test_a_year_whose_notice_was_entered_by_hand_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    Holiday.objects.create(day=date(2090, 1, 2), kind=HolidayKind.DAY_OFF, name="元旦")
    assert at(monkeypatch, date(2090, 6, 1)) == []


def test_without_a_database_the_library_alone_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("away")

    monkeypatch.setattr("projects.checks.years_without_holidays", away)
    assert len(at(monkeypatch, date(2090, 6, 1))) == 1


def test_an_announced_year_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert at(monkeypatch, date(2024, 9, 20)) == []
