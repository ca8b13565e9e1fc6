"""One search for everything that somebody may see."""

import pytest
from django.test import Client

from accounts.choices import Role
from tests import factories as make
from tests.personas import District

pytestmark = pytest.mark.django_db

SEARCH = "/console/search/"


def test_a_word_finds_projects_indicators_departments_and_pages(district: District, client: Client) -> None:
    client.force_login(district.people.supervisor)
    found = client.get(SEARCH, {"s": "厂房"}).context_data["found"]
    assert list(found.projects) == [district.led]
    found = client.get(SEARCH, {"s": "i00"}).context_data["found"]
    assert list(found.indicators) == [district.indicator, district.indicator_of_czj]
    page = client.get(SEARCH, {"s": "财政"})
    assert list(page.context_data["found"].departments) == [district.czj]
    assert "/console/review/" in client.get(SEARCH, {"s": "审核"}).content.decode()


def test_nobody_finds_what_they_may_not_see(district: District, client: Client) -> None:
    client.force_login(district.people.reporter)
    found = client.get(SEARCH, {"s": "2024-1"}).context_data["found"]
    assert set(found.projects) == {district.led, district.led_by_office, district.supported}
    client.force_login(district.people.supervisor_elsewhere)
    assert list(client.get(SEARCH, {"s": "2024-1"}).context_data["found"].projects) == [district.project_elsewhere]
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR):
        client.force_login(district.people.of(role))
        assert client.get(SEARCH, {"s": "厂房"}).context_data["found"].is_empty


@pytest.mark.parametrize("text", ["", "\0", "%", "_", "'", "x" * 5000, "没有的词", "<script>"])
def test_any_text_is_answered(district: District, client: Client, text: str) -> None:
    client.force_login(district.people.supervisor)
    page = client.get(SEARCH, {"s": text, "page": "abc", "extended": "1"})
    assert page.status_code == 200
    assert f'value="{text}"' not in page.content.decode() or "<" not in text


def test_more_than_a_page_of_results_leads_to_the_list(
    district: District, client: Client, django_assert_max_num_queries: object
) -> None:
    client.force_login(district.people.supervisor)
    for number in range(100, 130):
        make.make_project(district.theme, f"2024-1-{number}", lead=district.fgw, name="老旧小区改造")
    with django_assert_max_num_queries(8):  # type: ignore[operator]  # a context manager of pytest-django
        page = client.get(SEARCH, {"s": "老旧小区"})
    assert len(page.context_data["found"].projects) == 20
    assert "?q=%E8%80%81%E6%97%A7" in page.content.decode()
    listed = client.get(f"/console/projects/project/?{page.context_data['list_query']}")
    assert listed.context["cl"].result_count == 30


def test_the_search_stands_on_every_page(district: District, client: Client) -> None:
    client.force_login(district.people.auditor)
    for address in ("/console/", "/console/pghistory/events/", "/console/roles/"):
        assert 'action="/console/search/"' in client.get(address).content.decode()
