"""What projects contribute to an indicator, by REST: rolled up, linked, at risk; and what it means for their lights."""

from datetime import date

from indicators.models import Indicator
from projects.models import IndicatorLink, ProgressReport, Project
from projects.services import standing
from tests import factories as make
from tests.clients import ClientOf
from tests.indicators.acting import act, error
from tests.personas import District


def link(project: Project, indicator: Indicator, planned: int | None, delivered: int | None) -> IndicatorLink:
    return IndicatorLink.objects.create(
        project=project, indicator=indicator, planned_contribution=planned, delivered_contribution=delivered
    )


def test_contributions_roll_up_and_a_difference_is_told(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    make.make_reading(persons, date(2024, 8, 1), 5400)
    link(district.led, persons, 5000, 3000)
    link(district.of_czj, persons, 2000, 2100)
    link(district.supported, persons, None, None)
    rolled = client_of(district.people.leader).get(f"/api/v1/indicators/{persons.pk}/").json()["roll_up"]
    totals = {name: rolled[name] for name in ("planned", "delivered", "difference", "shortfall")}
    assert totals == {"planned": "7000", "delivered": "5100", "difference": "300", "shortfall": "1000"}
    assert len(rolled["contributions"]) == 3
    of_head = client_of(district.people.department_head).get(f"/api/v1/indicators/{persons.pk}/").json()["roll_up"]
    assert {each["project"]["name"] if each["project"] else None for each in of_head["contributions"]} == {
        district.led.name, district.supported.name, None,
    }  # fmt: skip
    assert of_head["delivered"] == "5100"


def test_a_red_project_marks_the_indicator_it_feeds(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    link(district.led, persons, None, None)
    standing.recompute([district.led.pk])
    client = client_of(district.people.leader)
    rows = {row["code"]: row for row in client.get("/api/v1/indicators/").json()["results"]}
    assert rows["I066"]["is_at_risk"] is True
    (risk,) = rows["I066"]["risks"]
    assert risk["project"]["id"] == district.led.pk
    assert risk["reasons"][0]["text"]
    assert not any(row["is_at_risk"] for code, row in rows.items() if code != "I066")


def test_links_are_made_by_the_office_and_delivered_by_the_lead_department(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    office, head = client_of(district.people.supervisor), client_of(district.people.department_head)
    body = {"project": district.led.pk, "indicator": persons.pk, "planned_contribution": "500"}
    assert error(head.post("/api/v1/indicator-links/", body, format="json"))[0] == 403
    made = office.post("/api/v1/indicator-links/", body, format="json")
    assert made.status_code == 201, made.json()
    assert error(office.post("/api/v1/indicator-links/", body, format="json")) == (400, "invalid", "indicator")
    address = made["Location"]
    tag = {"If-Match": head.get(address)["ETag"]}
    assert error(head.patch(address, {"planned_contribution": "1"}, headers=tag, format="json"))[0] == 403
    given = head.patch(address, {"delivered_contribution": "120"}, headers=tag, format="json")
    assert (given.status_code, given.json()["delivered_contribution"]) == (200, "120")
    assert head.patch(address, {"delivered_contribution": "130"}, headers=tag, format="json").status_code == 412
    tag = {"If-Match": office.get(address)["ETag"]}
    assert error(office.patch(address, {"delivered_contribution": "-1"}, headers=tag, format="json"))[0] == 400
    assert office.delete(address, headers=tag).status_code == 204


def test_a_headline_figure_that_falls_behind_turns_its_projects_amber(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    Indicator.objects.filter(pk=persons.pk).update(is_headline=True)
    project = make.make_project(district.theme, "2024-1-700", lead=district.fgw, assigned_on=date(2024, 7, 1))
    for month in (7, 8):
        ProgressReport.objects.create(
            project=project, period=date(2024, month, 1), due_on=date(2024, month, 25), state="approved",
            submitted_on=date(2024, month, 20),
        )  # fmt: skip
    make.make_milestone(project, date(2024, 7, 10), completed_on=date(2024, 7, 9))
    make.make_milestone(project, date(2024, 12, 31))
    link(project, persons, None, None)
    standing.recompute([project.pk])
    project.refresh_from_db()
    before = {reason["code"] for reason in project.rag_reasons}
    row = make.make_reading(persons, date(2024, 8, 1), 100, state="submitted")
    assert act(client_of(district.people.supervisor), row.pk, "verify").status_code == 200
    project.refresh_from_db()
    after = {reason["code"] for reason in project.rag_reasons}
    assert (project.rag, after - before) == ("amber", {"headline_indicator_behind"})
