"""The indicator's page: readings and forecast as a reader would write them."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.personas import District

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(district: District, client: Client) -> str:
    """The page of an indicator with three readings, the last one simulated; without markup."""
    make.make_reading(district.indicator, date(2024, 5, 1), "6.5")
    make.make_reading(district.indicator, date(2024, 6, 1), "6.25")
    make.make_reading(district.indicator, date(2024, 7, 1), "6", is_simulated=True)
    client.force_login(district.people.supervisor)
    page = client.get(reverse("console:indicators_indicator_change", args=[district.indicator.pk])).content.decode()
    summary = page[page.index("db-summary") : page.index("</section>", page.index("db-summary"))]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", summary))


def test_each_reading_stands_beside_what_was_expected_without_idle_zeros(text: str) -> None:
    for month, value in ((5, "6.5%"), (6, "6.25%"), (7, "6%")):
        assert f"2024年{month}月 6.2 {value}" in text


def test_a_simulated_reading_is_marked_and_a_real_one_is_not(text: str) -> None:
    assert "6% 模拟" in text
    assert text.count("模拟") == 2, "once in the table of the chart, once among the revisions"


def test_the_forecast_is_told_with_its_unit(text: str) -> None:
    assert "年底预测 6%" in text
