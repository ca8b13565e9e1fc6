"""Every number on the dashboard is the number of rows behind its link (CONSOLE.md)."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from projects.choices import Rag
from projects.models import Project
from projects.services import standing
from tests import factories as make
from tests.personas import District

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r'href="([^"]+)" data-number>(\d+)</a>')


@pytest.mark.parametrize("user", ["supervisor", "leader", "department_head", "reporter"])
def test_each_number_equals_the_length_of_the_list_it_links_to(district: District, client: Client, user: str) -> None:
    make.make_reading(district.indicator, date(2024, 7, 1), "6.2")
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    client.force_login(getattr(district.people, user))
    page = client.get(reverse("console:index")).content.decode()
    numbers = [(unescape(address), int(number)) for address, number in NUMBER.findall(page)]
    assert len(numbers) > 10
    for address, number in numbers:
        assert client.get(address).context["cl"].queryset.count() == number, address


def test_what_turned_red_is_named_with_its_reason_and_lead(district: District, client: Client) -> None:
    standing.recompute([district.led.pk])
    assert Project.objects.get(pk=district.led.pk).rag == Rag.RED
    client.force_login(district.people.leader)
    text = client.get(reverse("console:index")).content.decode()
    assert district.led.name in text
    assert "1个节点逾期" in text or "节点逾期" in text
    assert district.fgw.name in text
