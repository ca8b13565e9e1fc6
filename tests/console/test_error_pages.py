"""What cannot be shown is explained in the reader's language, with a way back; programs get the API's shape."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from accounts.console import site
from tests.personas import District

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet(client: Client) -> Client:
    """A client that shows a fault as a browser would see it."""
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    "address", ["/console/no/such/page/", "/console/projects/project/999999/change/", "/console/step/project/1/dance/",
                "/console/projects/project/abc/change/", "/console/review/extension/999999/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found_inside_the_console(district: District, client: Client, address: str) -> None:
    client.force_login(district.people.supervisor)
    page = client.get(address)
    text = page.content.decode()
    assert page.status_code == 404
    assert "未找到此页面" in text
    assert 'id="nav-sidebar"' in text, "the menu is there"
    assert "Not Found" not in text


def test_another_department_s_page_is_as_if_it_were_not_there(district: District, client: Client) -> None:
    client.force_login(district.people.reporter)
    page = client.get(reverse("console:projects_project_change", args=[district.of_czj.pk]))
    assert page.status_code == 404
    assert district.of_czj.name not in page.content.decode()


def test_an_unknown_address_outside_says_so_without_the_menu(client: Client) -> None:
    page = client.get("/nothing/here", headers={"Accept-Language": "en"})
    text = page.content.decode()
    assert page.status_code == 404
    assert "This page was not found" in text
    assert "nav-sidebar" not in text


def test_an_expired_form_says_what_to_do(district: District) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(district.people.supervisor)
    page = client.post("/console/preferences/", {})
    assert page.status_code == 403
    assert "请返回并刷新页面后重新提交" in page.content.decode()


@pytest.mark.parametrize(("language", "says"), [("zh-hans", "一次提交的内容过多"), ("en", "This is too much at once")])
def test_too_much_at_once_is_told_in_the_reader_s_language(
    district: District, client: Client, settings: LazySettings, language: str, says: str
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client.force_login(district.people.supervisor)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.post("/console/preferences/", {"quiet_from": "x" * 500})
    assert (page.status_code, says in page.content.decode()) == (413, True)


def test_a_wrong_host_is_not_understood(client: Client) -> None:
    page = client.get("/console/", headers={"Host": "evil.example"})
    assert page.status_code == 400
    assert "无法识别此请求" in page.content.decode()


@pytest.fixture
def broken() -> Iterator[str]:
    """The address of a page with a fault of ours."""
    before = site.search_page

    def fail(request: object) -> None:
        raise RuntimeError("broken")

    site.search_page = fail
    yield "/console/search/"
    site.search_page = before


def test_a_fault_of_ours_asks_the_database_for_nothing_and_names_the_request(
    district: District, quiet: Client, broken: str
) -> None:
    quiet.force_login(district.people.supervisor)
    page = quiet.get(broken)
    text = page.content.decode()
    assert page.status_code == 500
    assert "系统出现故障" in text
    assert page["X-Request-ID"] in text
    assert "broken" not in text


def test_programs_get_errors_in_the_shape_of_the_api(
    district: District, client: Client, settings: LazySettings
) -> None:
    unknown = client.get("/api/v1/nothing/")
    assert unknown.json()["errors"][0]["code"] == "not_found"
    wrong = client.get("/api/v1/projects/", headers={"Host": "evil.example"})
    assert (wrong.status_code, wrong.json()["type"]) == (400, "client_error")
