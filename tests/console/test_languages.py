"""Each page speaks one language: Chinese or English, whatever the data are written in; the choice is kept."""

from datetime import date
from zoneinfo import available_timezones

import pytest
from django.conf import LazySettings, settings
from django.contrib.auth import SESSION_KEY
from django.test import Client

from accounts.choices import Role
from accounts.console import site
from projects.models import Project
from projects.rules.reminder_texts import PLACEHOLDERS
from projects.services import extensions, reporting_periods, standing
from tests import factories as make
from tests.console.test_pages import OPENED_BY, filled, filled_once, list_page  # noqa: F401  (fixtures)
from tests.console.visible_text import CHINESE, WORDS, left_over, stored_text
from tests.factories import PASSWORD
from tests.personas import District

pytestmark = pytest.mark.django_db

NAMES = frozenset(
    {"Duban", "English", "Ctrl", "esc", "MiB", "hans", "SMTP", "localhost", "JSON", "SMS", "GATEWAY", "URL", "https"}
    | {"http", "xlsx", "Excel", "PDF", "PNG", "JPEG", "Office", "WPS", "docx", "SHA", "docs", "reminders", "duban"}
    | {"example", "nothing", "all"}
)
# Names that are the same in every language, examples of Chinese names, and what a test itself has typed.
KNOWN = {
    "zh-hans": NAMES | {word for name in available_timezones() for word in WORDS.findall(name)},
    "en": frozenset({"简体中文", *CHINESE.findall(" ".join(PLACEHOLDERS.values()))}),
}
PAGES = {
    Role.SUPERVISOR: ["", "todo/", "review/", "year-comparison/", "reminders/preview/?on=2024-09-20", "escalations/",
                      "preferences/", "holidays/", "health/", "search/?s=2024", "search/?s=nothing-at-all", "nowhere/",
                      "projects/assign/?projects={draft}", "step/project/{led}/remind/", "step/project/{led}/suspend/",
                      "views/of/projects.project/save/", "accounts/user/", "password_change/"],
    Role.DEPARTMENT_HEAD: ["", "todo/", "indicators/entry/?month=2024-08", "projects/project/{led}/report/2024-9/",
                           "projects/project/{led}/change/", "projects/milestone/{overdue}/complete/",
                           "step/project/{led}/request-closure/", "projects/project/{led}/extend/"],
    Role.LEADER: ["", "todo/", "projects/project/{led}/instruct/", "projects/project/{led}/change/", "escalations/"],
    Role.SYSTEM_ADMIN: ["", "channels/", "holidays/", "health/", "accounts/endpoint/add/", "accounts/holiday/add/",
                        "indicators/supervisionpolicy/add/"],
    Role.SECURITY_ADMIN: ["", "roles/", "accounts/user/add/", "accounts/post/add/", "accounts/department/add/",
                          "accounts/user/{reporter}/change/", "accounts/user/{reporter}/password/"],
    Role.AUDITOR: ["", "roles/", "pghistory/events/?kind=projects.project", "pghistory/events/?kind=accounts.user"],
}  # fmt: skip


def speaks(client: Client, address: str, language: str, data: str) -> list[str]:
    """What a page says in the other language."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(address, follow=True)
    assert page.status_code in {200, 403, 404}, address
    return left_over(page.content.decode(), data, language=language, known=KNOWN[language])


@pytest.fixture
def told(filled: District) -> tuple[District, str]:  # noqa: F811
    """The filled district, judged and with a month open, and every text in its database."""
    standing.recompute(list(Project.objects.values_list("pk", flat=True)))
    reporting_periods.open_current()
    extensions.request(
        project_id=filled.led.pk, by=filled.people.department_head, milestone_id=None, reason="雨季",
        new_due_on=date(2025, 1, 10),
    )  # fmt: skip
    make.make_milestone(filled.led, date(2024, 10, 1), title="封顶")
    return filled, stored_text()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("role", PAGES)
def test_pages_say_nothing_in_the_other_language(
    told: tuple[District, str], client: Client, role: Role, language: str
) -> None:
    district, data = told
    client.force_login(district.people.of(role))
    ids = {name: getattr(district, name).pk for name in ("led", "draft", "overdue")}
    addresses = [f"/console/{page.format(**ids, reporter=district.people.reporter.pk)}" for page in PAGES[role]]
    found = {address: words for address in addresses if (words := speaks(client, address, language, data))}
    assert found == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_lists_and_rows_say_nothing_in_the_other_language(
    told: tuple[District, str], client: Client, language: str
) -> None:
    district, data = told
    found = {}
    for model in site._registry:
        readers = OPENED_BY.get(model._meta.label, {Role.SUPERVISOR})
        client.force_login(district.people.of(next(role for role in Role if role in readers)))
        addresses = [list_page(model)]
        if model._meta.label != "pghistory.Events":
            rows = model._default_manager.order_by("pk").values_list("pk", flat=True)[:1]
            addresses += [f"{list_page(model)}{pk}/change/" for pk in rows]
            addresses += [f"{list_page(model)}{pk}/history/" for pk in rows]
        for address in addresses:
            if words := speaks(client, address, language, data):
                found[address] = words
    assert found == {}


def switch(client: Client, language: str, **data: str) -> str:
    response = client.post("/i18n/setlang/", {"language": language, **data})
    assert response.status_code == 302
    return response["Location"]


def test_the_language_is_switched_on_the_page_where_one_is_and_kept_in_the_account(
    district: District, client: Client
) -> None:
    reporter = district.people.reporter
    client.force_login(reporter)
    assert switch(client, "en", next="/console/todo/") == "/console/todo/"
    assert "To do" in client.get("/console/todo/").content.decode()
    reporter.refresh_from_db()
    assert reporter.language == "en"
    other_computer = Client()
    other_computer.post("/console/login/", {"username": reporter.username, "password": PASSWORD})
    assert "To do" in other_computer.get("/console/todo/").content.decode()


def test_the_language_chosen_before_logging_in_stays_and_another_person_s_does_not(
    district: District, client: Client
) -> None:
    assert "English" in client.get("/console/login/").content.decode()
    switch(client, "en", next="/console/login/")
    assert "Log in" in client.get("/console/login/").content.decode()
    client.post("/console/login/", {"username": "reporter_fgw", "password": PASSWORD})
    district.people.reporter.refresh_from_db()
    assert district.people.reporter.language == "en"
    client.post("/console/logout/")
    assert SESSION_KEY not in client.session
    client.post("/console/login/", {"username": "head_fgw", "password": PASSWORD})
    assert "待办" in client.get("/console/todo/").content.decode(), "this account reads Chinese"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_switching_leads_to_no_other_site(district: District, client: Client, target: str) -> None:
    client.force_login(district.people.reporter)
    assert switch(client, "en", next=target) == "/"


def test_switching_needs_the_form_s_token_and_a_language_that_there_is(district: District) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(district.people.reporter)
    assert client.post("/i18n/setlang/", {"language": "en"}).status_code == 403
    client = Client()
    client.force_login(district.people.reporter)
    switch(client, "tlh")
    district.people.reporter.refresh_from_db()
    assert district.people.reporter.language == "zh-hans"


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "2024年12月31日"), ("en", "31 December 2024")])
def test_dates_are_written_as_the_language_does(
    district: District, client: Client, settings: LazySettings, language: str, shown: str
) -> None:
    client.force_login(district.people.supervisor)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(f"/console/projects/project/{district.led.pk}/change/")
    assert shown in page.content.decode()
