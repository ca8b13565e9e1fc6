"""Acting from the console: the services decide, refusals stay at the form, nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import SupervisionPolicy
from projects.choices import Rag, Stage
from projects.models import Milestone, Project
from projects.services import standing
from tests import factories as make
from tests.personas import District

pytestmark = pytest.mark.django_db


def complete_page(milestone: Milestone) -> str:
    return reverse("console:complete_milestone", args=[milestone.pk])


def version_of(row: Milestone | Project) -> int:
    row.refresh_from_db()
    return row.version


@pytest.mark.parametrize("user", ["reporter", "department_head", "supervisor"])
def test_completing_a_milestone_turns_the_project_s_light(district: District, client: Client, user: str) -> None:
    SupervisionPolicy.objects.update(red_missing_reports=99)
    standing.recompute([district.led.pk])
    assert Project.objects.get(pk=district.led.pk).rag == Rag.RED
    client.force_login(getattr(district.people, user))
    data = {"completed_on": "2024-09-19", "note": "已完工", "version": version_of(district.overdue)}
    response = client.post(complete_page(district.overdue), data, follow=True)
    assert response.redirect_chain == [(reverse("console:projects_project_change", args=[district.led.pk]), 302)]
    project = Project.objects.get(pk=district.led.pk)
    assert (project.rag != Rag.RED, project.milestones_done) == (True, 1)
    assert project.get_rag_display() in response.content.decode()


def test_a_date_in_the_future_is_refused_at_the_field_and_the_note_is_kept(district: District, client: Client) -> None:
    client.force_login(district.people.reporter)
    data = {"completed_on": "2024-09-21", "note": "我写的说明", "version": version_of(district.overdue)}
    response = client.post(complete_page(district.overdue), data)
    text = response.content.decode()
    assert response.status_code == 400
    assert "完成日期不能晚于今天（2024年9月20日）" in text
    assert "我写的说明" in text
    district.overdue.refresh_from_db()
    assert district.overdue.completed_on is None


def test_a_form_that_somebody_overtook_is_refused_and_the_note_is_kept(district: District, client: Client) -> None:
    client.force_login(district.people.reporter)
    seen = version_of(district.overdue)
    Milestone.objects.filter(pk=district.overdue.pk).update(title="改名")
    data = {"completed_on": "2024-09-19", "note": "我写的说明", "version": seen}
    text = client.post(complete_page(district.overdue), data).content.decode()
    assert "已被他人修改" in text
    assert "我写的说明" in text


@pytest.mark.parametrize("day", ["", "20240919", "2024-02-30", "昨天"])
def test_nonsense_for_a_date_comes_back_with_an_error(district: District, client: Client, day: str) -> None:
    client.force_login(district.people.reporter)
    data = {"completed_on": day, "note": "我写的说明", "version": version_of(district.overdue)}
    response = client.post(complete_page(district.overdue), data)
    assert (response.status_code, "我写的说明" in response.content.decode()) == (400, True)


def test_a_leader_is_told_that_this_is_not_for_his_role(district: District, client: Client) -> None:
    client.force_login(district.people.leader)
    data = {"completed_on": "2024-09-19", "version": version_of(district.overdue)}
    assert "您的角色无权进行此操作" in client.post(complete_page(district.overdue), data).content.decode()


def test_another_department_s_milestone_is_not_found(district: District, client: Client) -> None:
    client.force_login(district.people.reporter)
    assert client.get(complete_page(district.milestone_of_czj)).status_code == 404


def test_a_head_acknowledges_from_the_project_page(district: District, client: Client) -> None:
    project = make.make_project(district.theme, "2024-1-050", lead=district.fgw, stage=Stage.ASSIGNED)
    client.force_login(district.people.department_head)
    page = reverse("console:projects_project_change", args=[project.pk])
    assert "签收" in client.get(page).content.decode()
    step = reverse("console:step", args=["project", project.pk, "acknowledge"])
    client.post(step, {"version": version_of(project)})
    project.refresh_from_db()
    assert project.stage == Stage.IN_PROGRESS


def test_the_office_corrects_a_description_and_a_stale_form_is_refused(district: District, client: Client) -> None:
    client.force_login(district.people.supervisor)
    page = reverse("console:projects_project_change", args=[district.led.pk])
    data = {
        "name": "改过的名字", "category": "transport", "commitment": "年底前建成", "action": "advance", "note": "",
        "responsible_leader": "", "contact": "", "investment_total": "", "investment_this_year": "",
        "seen_version": version_of(district.led),
    }  # fmt: skip
    assert client.post(page, data).status_code == 302
    district.led.refresh_from_db()
    assert (district.led.name, district.led.category) == ("改过的名字", "transport")
    response = client.post(page, data | {"name": "又改一次"})
    text = response.content.decode()
    assert "已被他人修改" in text
    assert "又改一次" in text


def test_the_history_of_a_project_tells_who_changed_what(district: District, client: Client) -> None:
    client.force_login(district.people.reporter)
    data = {"completed_on": "2024-09-19", "note": "", "version": version_of(district.overdue)}
    client.post(complete_page(district.overdue), data)
    text = client.get(reverse("console:projects_milestone_history", args=[district.overdue.pk])).content.decode()
    assert "完成日期：— → 2024年9月19日" in text
    assert "reporter_fgw" in text
