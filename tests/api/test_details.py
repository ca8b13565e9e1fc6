"""Details show everything that the report and the data set say of an object."""

from datetime import date
from decimal import Decimal

from accounts.choices import PostKind
from indicators.models import Indicator, PlannedValue
from projects.models import IndicatorLink, Project
from tests import factories as make
from tests.clients import ClientOf
from tests.personas import District


def test_an_indicator_shows_target_baseline_source_and_assignment(district: District, client_of: ClientOf) -> None:
    result = make.make_prior_result(district.report, "R002", name="一般公共预算收入")
    indicator = make.make_indicator(
        district.theme, "I077", lead=district.fgw, supporting=[district.czj, district.fgw_office], unit="万吨",
        measure="level", comparison="at_least", direction="stable", aggregation="cumulative", frequency="quarterly",
        target=Decimal("2.38"), target_text="2.38万吨以上", modality="力争", numeral_text="二点三八",
        due_on=date(2024, 6, 30),
        baseline_value=Decimal("15.70"), baseline_text="增长15.7%", baseline_match="near", baseline_result=result,
        subset_of=district.indicator, is_assignment_illustrative=True, source_line=46, source_anchor="2.38万吨",
        note="口径不同", allows_over_100=True,
    )  # fmt: skip
    shown = client_of(district.people.supervisor).get(f"/api/v1/indicators/{indicator.pk}/").json()
    plain = {
        "code": "I077", "unit": "万吨", "measure": "level", "comparison": "at_least", "direction": "stable",
        "aggregation": "cumulative", "frequency": "quarterly", "target": "2.38", "target_text": "2.38万吨以上",
        "modality": "力争", "numeral_text": "二点三八", "due_on": "2024-06-30", "baseline_value": "15.7",
        "baseline_text": "增长15.7%", "baseline_match": "near", "is_assignment_illustrative": True, "source_line": 46,
        "source_anchor": "2.38万吨", "note": "口径不同", "allows_over_100": True, "is_headline": False,
    }  # fmt: skip
    assert {name: shown[name] for name in plain} == plain
    assert shown["subset_of"]["code"] == "I001"
    assert shown["baseline_result"] == {"id": result.pk, "code": "R002", "name": "一般公共预算收入"}
    assert shown["lead_department"]["code"] == "fgw"
    assert [department["code"] for department in shown["supporting_departments"]] == ["fgw-office", "czj"]
    assert shown["section"]["heading"] == "坚持创新引领"
    assert shown["report"]["year"] == 2024


def test_the_pace_of_a_cumulative_indicator_follows_its_plan_or_the_elapsed_share(
    district: District, client_of: ClientOf
) -> None:
    indicator = make.make_indicator(
        district.theme, "I050", measure="count", unit="个", aggregation="cumulative", comparison="exactly",
        target=Decimal(120), target_text="120个",
    )  # fmt: skip
    PlannedValue.objects.create(indicator=indicator, period=date(2024, 2, 1), value=15)
    make.make_reading(indicator, date(2024, 8, 1), 90, is_simulated=True)
    shown = client_of(district.people.supervisor).get(f"/api/v1/indicators/{indicator.pk}/pace/").json()
    points = {point["period"]: point for point in shown["points"]}
    assert len(points) == 12
    assert (points["2024-01-01"]["expected"], points["2024-02-01"]["expected"]) == ("10", "15")
    assert points["2024-08-01"] == {
        "period": "2024-08-01", "period_end": "2024-08-31", "expected": "80", "planned": None, "value": "90",
        "is_simulated": True,
    }  # fmt: skip
    judged = shown["judgement"]
    assert (judged["pace"], judged["pace_label"], judged["ratio"]) == ("on_pace", "符合序时进度", "1.125")
    assert judged["forecast"] == {
        "year_end": "135", "gap": "-15", "low": "135", "high": "135", "required_per_month": "7.5",
    }  # fmt: skip


def test_readings_come_with_every_revision(district: District, client_of: ClientOf) -> None:
    make.make_reading(
        district.indicator, date(2024, 8, 1), "6.1", state="superseded", entered_by=district.people.reporter
    )
    make.make_reading(
        district.indicator, date(2024, 8, 1), "6.4", revision=2, source_note="统计月报", is_simulated=True
    )
    client = client_of(district.people.supervisor)
    address = f"/api/v1/indicators/{district.indicator.pk}/readings/"
    rows = client.get(address).json()["results"]
    assert [(row["revision"], row["value"], row["state"]) for row in rows] == [
        (2, "6.4", "verified"),
        (1, "6.1", "superseded"),
    ]
    assert (rows[0]["source_note"], rows[0]["is_simulated"], rows[1]["entered_by"]["name"]) == (
        "统计月报", True, "reporter_fgw",
    )  # fmt: skip
    assert len(client.get(f"{address}?state=verified").json()["results"]) == 1


def test_a_project_shows_everything_that_is_known_of_it(district: District, client_of: ClientOf) -> None:
    contact = make.make_post(district.fgw, "综合科科长", holder=district.people.reporter)
    leader = district.people.leader.posts.get()
    project = make.make_project(
        district.theme, "2024-1-030", lead=district.fgw, supporting=[district.czj], nature="task", category="rural",
        commitment="改造提升", action="commission", modality="确保", quantity=Decimal("171.5"), unit="个",
        quantity_text="171.5个老旧小区", members=["通天寨路", "马鞍山路"], is_list_open=True,
        prior_status="前期工作完成",
        prior_status_line=13, source_line=47, source_anchor="老旧小区", source_code="P099", note="说明",
        carried_over_from=district.of_czj, committed_due_on=date(2024, 6, 30), due_text="上半年", contact=contact,
        responsible_leader=leader, investment_total=Decimal("1200.50"), investment_this_year=Decimal(300),
        investment_to_date=Decimal("12.30"), longitude=Decimal("114.93"), latitude=Decimal("25.85"),
        is_assignment_illustrative=True, is_simulated=True, started_on=date(2024, 3, 1), reported_progress=Decimal(40),
    )  # fmt: skip
    IndicatorLink.objects.create(
        project=project, indicator=district.indicator, planned_contribution=171, delivered_contribution=Decimal("60.5")
    )
    shown = client_of(district.people.supervisor).get(f"/api/v1/projects/{project.pk}/").json()
    plain = {
        "nature": "task", "category": "rural", "commitment": "改造提升", "action": "commission", "modality": "确保",
        "quantity": "171.5", "unit": "个", "quantity_text": "171.5个老旧小区", "members": ["通天寨路", "马鞍山路"],
        "is_list_open": True, "prior_status": "前期工作完成", "prior_status_line": 13, "source_line": 47,
        "source_anchor": "老旧小区", "source_code": "P099", "note": "说明", "committed_due_on": "2024-06-30",
        "due_text": "上半年", "due_on": "2024-12-31", "has_no_due_date": False, "assigned_on": "2024-02-01",
        "acknowledged_on": "2024-02-01", "started_on": "2024-03-01", "closed_on": None, "closing_statement": "",
        "investment_total": "1200.5", "investment_this_year": "300", "investment_to_date": "12.3",
        "longitude": "114.93", "latitude": "25.85", "is_assignment_illustrative": True, "is_simulated": True,
        "reported_progress": "40",
    }  # fmt: skip
    assert {name: shown[name] for name in plain} == plain
    assert shown["carried_over_from"]["code"] == "2024-1-004"
    assert shown["contact"]["title"] == "综合科科长"
    assert shown["contact"]["holder"]["name"] == "reporter_fgw"
    assert shown["contact"]["department"]["code"] == "fgw"
    assert (shown["responsible_leader"]["title"], shown["responsible_leader"]["department"]) == ("副区长", None)
    assert [department["code"] for department in shown["supporting_departments"]] == ["czj"]
    assert shown["indicator_links"] == [
        {
            "indicator": {"id": district.indicator.pk, "code": "I001", "name": "指标I001"},
            "planned_contribution": "171",
            "delivered_contribution": "60.5",
        }
    ]


def test_no_column_of_a_project_or_an_indicator_is_forgotten(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.supervisor)
    for model, address in (
        (Project, f"/api/v1/projects/{district.led.pk}/"),
        (Indicator, f"/api/v1/indicators/{district.indicator.pk}/"),
    ):
        shown = set(client.get(address).json())
        assert {field.name for field in model._meta.get_fields() if field.concrete} - shown == set()


def test_results_of_the_year_before_and_the_section_tree_are_served_whole(
    district: District, client_of: ClientOf
) -> None:
    make.make_prior_result(
        district.report, "R124", value=None, unit="", value_text="负增长", change_text="出现负增长",
        numeral_text="两个",
        section_number="0", source_line=18, source_anchor="两个指标下滑", note="未给数值",
    )  # fmt: skip
    client = client_of(district.people.leader)
    row = client.get(f"/api/v1/work-reports/{district.report.pk}/results/").json()["results"][0]
    assert {name: value for name, value in row.items() if name not in {"id", "version"}} == {
        "code": "R124", "name": "上年结果R124", "section_number": "0", "value": None, "unit": "",
        "value_text": "负增长",
        "change_text": "出现负增长", "numeral_text": "两个", "source_line": 18, "source_anchor": "两个指标下滑",
        "note": "未给数值",
    }  # fmt: skip
    parts = client.get(f"/api/v1/work-reports/{district.report.pk}/sections/").json()["results"]
    assert [(part["heading"], [theme["heading"] for theme in part["themes"]]) for part in parts] == [
        ("加快产业升级", ["坚持创新引领"])
    ]


def test_a_department_says_what_kind_it_is_and_that_it_is_an_example(district: District, client_of: ClientOf) -> None:
    town = make.make_department(
        district.region, "sxz", "水西镇", kind="town", is_illustrative=True, is_named_in_report=True, position=9
    )
    shown = client_of(district.people.leader).get(f"/api/v1/departments/{town.pk}/").json()
    assert (shown["kind"], shown["kind_label"]) == ("town", "镇")
    assert (shown["is_illustrative"], shown["is_named_in_report"]) == (True, True)


def test_a_post_s_duties_show_its_present_holder(district: District, client_of: ClientOf) -> None:
    post = make.make_post(district.fgw, "联络员", kind=PostKind.CONTACT, holder=district.people.reporter)
    Project.objects.filter(pk=district.led.pk).update(contact=post)
    client = client_of(district.people.supervisor)
    address = f"/api/v1/projects/{district.led.pk}/"
    before = client.get(address)
    post.holder = district.people.department_head
    post.save()
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["contact"]["holder"]["name"] == "head_fgw"
