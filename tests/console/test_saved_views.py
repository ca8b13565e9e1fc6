"""Views of lists: saved, shared, opened with, changed; a filter that is gone breaks nothing."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import DefaultView, SavedView, User
from tests import factories as make
from tests.personas import District

pytestmark = pytest.mark.django_db

PAGE = "projects.project"
LIST = "/console/projects/project/"
SAVE = f"/console/views/of/{PAGE}/save/"
OPEN_WITH = f"/console/views/of/{PAGE}/open-with/"


def save(client: Client, name: str = "红灯", **fields: str) -> SavedView:
    response = client.post(SAVE, {"name": name, "query": "rag__exact=red", "columns": "", **fields})
    assert response.status_code == 302, response.content.decode()
    return SavedView.objects.get(name=name)


def codes(client: Client, address: str) -> list[str]:
    return [project.code for project in client.get(address, follow=True).context["cl"].result_list]


def test_a_view_is_saved_and_its_chip_shows_the_same_rows(district: District, client: Client) -> None:
    make.make_project(district.theme, "2024-1-050", lead=district.fgw, rag="red")
    client.force_login(district.people.supervisor)
    view = save(client)
    page = client.get(LIST)
    [chip] = page.context["views"]["chips"]
    assert codes(client, LIST + chip.address) == codes(client, f"{LIST}?rag__exact=red") == ["2024-1-050"]
    opened = client.get(LIST + chip.address).context["views"]
    assert (opened["present"], opened["is_changed"], opened["is_own"]) == (view, False, True)


def test_an_order_means_the_same_column_to_a_reader_without_boxes_to_tick(district: District, client: Client) -> None:
    client.force_login(district.people.supervisor)
    descending = f"{LIST}?o=-2"  # the box to tick is column 0, the code column 2
    query = client.get(descending).context["views"]["query"]
    view = save(client, "按编号", query=query, is_shared="on")
    assert view.query == "order=-number"
    expected = codes(client, descending)
    client.force_login(district.people.leader)
    [chip] = client.get(LIST).context["views"]["chips"]
    assert codes(client, LIST + chip.address) == expected == sorted(expected, reverse=True)


def test_columns_are_hidden_kept_in_the_view_and_the_name_always_stays(district: District, client: Client) -> None:
    client.force_login(district.people.supervisor)
    chosen = client.get(LIST, {"choose_columns": "1", "column": ["light", "late"], "o": "-2.7", "q": "厂房"})
    asked = parse_qs(urlsplit(chosen["Location"]).query)
    assert asked == {"columns": ["light,title,late"], "q": ["厂房"], "view": ["all"], "o": ["3"]}, (
        "the code, which is hidden, orders no more; lateness is the third column now"
    )
    page = client.get(LIST + chosen["Location"])
    assert page.context["cl"].list_display == ["action_checkbox", "light", "title", "late"]
    view = save(client, "精简", query=page.context["views"]["query"], columns=page.context["views"]["columns"])
    assert view.columns == ["light", "title", "late"]
    assert client.get(LIST + client.get(LIST).context["views"]["chips"][0].address).context["cl"].list_display[1:] == [
        "light", "title", "late",
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["projects_milestone", "indicators_indicator"])
def test_milestones_and_indicators_have_views_and_columns_too(district: District, client: Client, page: str) -> None:
    client.force_login(district.people.supervisor)
    address = reverse(f"console:{page}_changelist")
    shown = client.get(address, {"choose_columns": "1", "column": ["late", "pace"]}, follow=True)
    assert shown.status_code == 200
    assert "name" in shown.context["cl"].list_display
    assert len(shown.context["cl"].list_display) <= 3


def test_a_list_opens_with_the_view_that_was_chosen_until_everything_is_asked_for(
    district: District, client: Client
) -> None:
    client.force_login(district.people.supervisor)
    view = save(client, opens="on")
    opened = client.get(LIST)
    assert (opened.status_code, opened["Location"]) == (302, f"?view={view.pk}&rag__exact=red")
    assert client.get(f"{LIST}?view=all").status_code == 200
    assert client.get(f"{LIST}?stage__exact=drafted").status_code == 200, "a link is followed as it is"
    client.post(OPEN_WITH, {"view": "all"})
    assert client.get(LIST).status_code == 200


def test_a_shared_view_is_offered_in_the_region_and_can_be_opened_with(district: District, client: Client) -> None:
    client.force_login(district.people.supervisor)
    view = save(client, is_shared="on")
    own = save(client, "自用")
    client.force_login(district.people.reporter)
    assert [chip.view for chip in client.get(LIST).context["views"]["chips"]] == [view]
    assert client.post(OPEN_WITH, {"view": view.pk}).status_code == 302
    assert client.get(LIST).status_code == 302
    assert client.post(OPEN_WITH, {"view": own.pk}).status_code == 404
    assert client.get(f"/console/views/{view.pk}/").status_code == 404, "only its owner changes it"
    client.force_login(district.people.supervisor_elsewhere)
    assert client.get(LIST).context["views"]["chips"] == []
    client.force_login(district.people.supervisor)
    client.post(f"/console/views/{view.pk}/", {"name": view.name, "position": "0"})
    assert not DefaultView.objects.exists(), "what is no longer shared opens nobody else's list"


def test_only_the_supervision_office_shares(district: District, client: Client) -> None:
    client.force_login(district.people.reporter)
    refused = client.post(SAVE, {"name": "我的", "query": "", "is_shared": "on"})
    assert refused.status_code == 400
    assert "只有督查室可以与全区共享视图" in refused.content.decode()
    assert 'value="我的"' in refused.content.decode(), "nothing typed is lost"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "必填"),
        ({"name": "红灯"}, "您已有同名视图"),
        ({"name": "x", "query": "colour__exact=red"}, "没有此筛选条件：colour__exact"),
        ({"name": "x", "query": "lead_department__id__exact=abc"}, "无法识别视图中的筛选条件"),
        ({"name": "x" * 41}, "不超过"),
        ({"name": "x", "query": "q=" + "x" * 1200}, "不超过"),
    ],
)
def test_what_cannot_be_saved_says_why(district: District, client: Client, fields: dict[str, str], says: str) -> None:
    client.force_login(district.people.supervisor)
    save(client)
    response = client.post(SAVE, {"query": "", "columns": "", **fields})
    assert response.status_code == 400
    assert says in response.content.decode()
    assert SavedView.objects.count() == 1


def test_own_views_are_renamed_replaced_moved_and_deleted(district: District, client: Client) -> None:
    client.force_login(district.people.supervisor)
    first, second = save(client), save(client, "黄灯", query="rag__exact=amber")
    assert (first.position, second.position) == (0, 1)
    page = f"/console/views/{second.pk}/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "红灯", "position": "0"}).status_code == 400, "the name is taken"
    client.post(page, {"name": "需关注", "position": "0", "is_shared": "on"})
    client.post(f"/console/views/{second.pk}/replace/", {"query": "stage__exact=drafted", "columns": "title,late"})
    second.refresh_from_db()
    assert (second.name, second.position, second.is_shared) == ("需关注", 0, True)
    assert (second.query, second.columns) == ("stage__exact=drafted", ["title", "late"])
    refused = client.post(f"/console/views/{second.pk}/replace/", {"query": "colour=red"}, follow=True)
    assert "没有此筛选条件" in refused.content.decode()
    client.post(page, {"action": "delete"})
    assert list(SavedView.objects.all()) == [first]


def test_a_view_whose_filter_is_gone_shows_the_rest_and_says_so(district: District, client: Client) -> None:
    client.force_login(district.people.supervisor)
    view = save(client, opens="on")
    SavedView.objects.filter(pk=view.pk).update(
        query="colour__exact=red&order=-tint&stage__exact=drafted", columns=["tint"]
    )
    page = client.get(LIST, follow=True)
    assert page.status_code == 200
    assert "本列表已没有以下筛选条件，已将其忽略：colour__exact" in page.content.decode()
    assert [project.code for project in page.context["cl"].result_list] == [district.draft.code]


@pytest.mark.parametrize("query", ["?lead_department__id__exact=abc", "?report__region__users__password__startswith=a"])
def test_a_filter_that_is_not_understood_is_left_out_and_the_reader_is_told(
    district: District, client: Client, query: str
) -> None:
    client.force_login(district.people.supervisor)
    page = client.get(LIST + query, follow=True)
    assert page.status_code == 200
    assert "筛选条件" in page.content.decode()


def test_views_of_lists_that_one_may_not_open_are_not_there(district: District, client: Client) -> None:
    client.force_login(district.people.auditor)
    assert client.post(SAVE, {"name": "x"}).status_code == 404
    client.force_login(district.people.supervisor)
    assert client.post("/console/views/of/accounts.user/save/", {"name": "x"}).status_code == 404
    assert client.post(OPEN_WITH, {"view": "9" * 40}).status_code == 404


def test_a_person_has_a_name_once_in_a_list_whatever_the_program_does(district: District) -> None:
    owner: User = district.people.supervisor
    SavedView.objects.create(owner=owner, page=PAGE, name="红灯")
    SavedView.objects.create(owner=owner, page="projects.milestone", name="红灯")
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(owner=owner, page=PAGE, name="红灯")


def test_views_cost_the_list_two_queries_however_many_there_are(
    district: District, client: Client, django_assert_max_num_queries: object
) -> None:
    client.force_login(district.people.supervisor)
    for number in range(20):
        save(client, f"视图{number}")
    with django_assert_max_num_queries(20):  # type: ignore[operator]  # a context manager of pytest-django
        client.get(LIST)
