"""One real item through its whole year by REST, as the five roles (323国道梅林大桥至沙石段改扩建)."""

from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.choices import PostKind, Role
from accounts.models import Department, Post, Region, User
from indicators.models import WorkReport
from projects.choices import Stage
from projects.models import Milestone, Project
from projects.services import department_records, reporting_periods
from tests import factories as make
from tests.clients import ClientOf
from tests.committed import COMMITTED
from tests.cycle.acting import act, add, attach, change, errors_of, read
from tests.cycle.conftest import Go
from tests.loading import load

SOURCE_CODE = "P076"
TIMELINE = [
    "督查室张科长：列入督办清单",
    "督查室张科长：新增节点“开工”，时限2024年3月15日",
    "督查室张科长：新增节点“主体完工”，时限2024年8月31日",
    "督查室张科长：新增节点“竣工通车”，时限2024年10月31日",
    "督查室张科长：阶段：已立项 → 已交办（章府办发〔2024〕1号）",
    "局长老王：阶段：已交办 → 办理中",
    (
        "填报员小李：提交2024年3月进度填报（20%）；完成节点“开工”（2024年3月12日）；亮灯：灰"
        "灯（未到期） → 黄灯（落后序时进度14.3个百分点：已完成20%，应完成34.3%；上月未"
        "填报）"
    ),
    "局长老王：单位负责人确认2024年3月进度填报",
    "督查室张科长：退回2024年3月进度填报（请补充征地进度）",
    "填报员小李：提交2024年3月进度填报（20%）",
    "局长老王：单位负责人确认2024年3月进度填报",
    "督查室张科长：审核通过2024年3月进度填报",
    "局长老王：申请将“项目”由2024年10月31日延期至2024年12月15日，共45天（连续强降雨，路面无法施工）",
    (
        "陈副区长：同意“项目”由2024年10月31日延期至2024年12月15日，共45天；亮灯"
        "：黄灯 → 红灯（落后序时进度44.5个百分点：已完成20%，应完成64.5%；最近连续4"
        "个月未填报）（同意，务必年内通车）"
    ),
    "陈副区长：批示：请说明主体工程滞后原因（2024年9月9日前回复）",
    "局长老王：区交通运输局回复：受降雨影响",
    "陈副区长：退回区交通运输局的回复（请给出赶工措施）",
    "局长老王：区交通运输局回复：增加两个作业面，9月底完成主体",
    "陈副区长：认可区交通运输局的回复",
    "陈副区长：办结批示：请说明主体工程滞后原因",
    "填报员小李：完成节点“主体完工”（2024年9月27日）",
    "局长老王：完成节点“竣工通车”（2024年12月8日）",
    "局长老王：上传佐证材料：竣工验收.pdf",
    "局长老王：阶段：办理中 → 申请办结",
    "督查室张科长：阶段：申请办结 → 办理中（请附交工验收报告）",
    "局长老王：上传佐证材料：交工验收报告.pdf",
    "局长老王：阶段：办理中 → 申请办结",
    "督查室张科长：阶段：申请办结 → 已办结；亮灯：红灯 → 蓝灯（已办结）（督查通报〔2024〕12号）",
]


pytestmark = COMMITTED


class Cast:
    """The five who act, and the item."""

    def __init__(self, client_of: ClientOf) -> None:
        self.region = Region.objects.get(code="360702")
        self.report = WorkReport.objects.get(region=self.region, is_current=True)
        self.item = Project.objects.get(source_code=SOURCE_CODE)
        assert self.item.lead_department is not None
        self.department: Department = self.item.lead_department
        self.department.needs_confirmation = True
        self.department.save()
        self.path = f"projects/{self.item.pk}"
        people = {
            Role.REPORTER: {"department": self.department, "name": "填报员小李"},
            Role.DEPARTMENT_HEAD: {"department": self.department, "name": "局长老王"},
            Role.SUPERVISOR: {"region": self.region, "name": "督查室张科长"},
            Role.LEADER: {"region": self.region, "name": "陈副区长"},
            Role.AUDITOR: {"name": "审计员"},
        }
        self.users: dict[Role, User] = {
            role: make.make_user(f"walk_{role}", role, **fields) for role, fields in people.items()
        }
        self.reporter, self.head, self.office, self.leader, self.auditor = (
            client_of(user) for user in self.users.values()
        )
        post = Post.objects.create(
            region=self.region, kind=PostKind.DISTRICT_LEADER, title="副区长", holder=self.users[Role.LEADER]
        )
        post.departments_in_charge.add(self.department)
        self.leader_post = post


@pytest.fixture
def cast(client_of: ClientOf) -> Cast:
    """The report as it is shipped, each step a transaction of its own."""
    load()
    return Cast(client_of)


def file_month(cast: Cast, go_to: Go, day: date, *, percent: str, done: str, **fields: Any) -> dict[str, Any]:
    """Open the month, write and submit its report; two eyes look at it."""
    go_to(day.replace(day=1))
    reporting_periods.open_current()
    go_to(day)
    owed = cast.reporter.get("/api/v1/progress-reports/", {"due": "me", "project": cast.item.pk}).json()["results"]
    path = f"progress-reports/{owed[-1]['id']}"
    change(cast.reporter, path, percent=percent, done=done, next_steps="按计划推进", **fields)
    act(cast.reporter, path, "submit")
    return act(cast.head, path, "confirm")


def register_and_assign(cast: Cast, go_to: Go) -> None:
    """Drafted by the office from the report's words, planned, and handed over."""
    go_to(date(2024, 1, 15))
    item = cast.item
    drafted = add(
        cast.office, "projects", name=item.name, nature="project", section=item.section_id, category=item.category,
        action=item.action, commitment=item.commitment, responsible_leader=cast.leader_post.pk,
        source_line=item.source_line, source_anchor=item.source_anchor,
    )  # fmt: skip
    cast.path = f"projects/{drafted['id']}"
    cast.item = Project.objects.get(pk=drafted["id"])
    assert cast.reporter.get(f"/api/v1/{cast.path}/").status_code == 404, "a draft is the office's own affair"
    refused = act(cast.office, cast.path, "assign", 409, lead_department=cast.department.pk, due_on="2024-10-31")
    assert "节点" in refused["errors"][0]["detail"]
    steps = [("开工", "2024-03-15"), ("主体完工", "2024-08-31"), ("竣工通车", "2024-10-31")]
    for number, (title, due_on) in enumerate(steps):
        add(
            cast.office, f"{cast.path}/milestones", title=title, due_on=due_on,
            is_start=number == 0, is_final=number == 2,
        )  # fmt: skip
    act(
        cast.office, cast.path, "assign", lead_department=cast.department.pk, due_on="2024-10-31",
        document="章府办发〔2024〕1号",
    )  # fmt: skip
    go_to(date(2024, 1, 16))
    assert read(cast.head, cast.path)["allowed"] == ["acknowledge"]
    act(cast.head, cast.path, "acknowledge")


def told(client: APIClient, cast: Cast, language: str = "zh-hans") -> list[str]:
    """The timeline from the beginning, page by page, as a reader reads it."""
    lines: list[str] = []
    query: dict[str, Any] = {"page_size": 7}
    while True:
        answer = client.get(f"/api/v1/{cast.path}/timeline/", query, headers={"Accept-Language": language}).json()
        lines += [
            f"{row['who'].split('（')[0]}：{row['text']}" + (f"（{row['reason']}）" if row["reason"] else "")
            for row in answer["results"]
        ]
        if answer["next"] is None:
            return lines[::-1]
        query["before"] = answer["next"]


def milestone(cast: Cast, title: str) -> str:
    found = Milestone.objects.get(project=cast.item, title=title)
    return f"milestones/{found.pk}"


def test_a_real_item_walks_through_its_year(cast: Cast, go_to: Go) -> None:
    register_and_assign(cast, go_to)

    report = file_month(
        cast, go_to, date(2024, 3, 20), percent="20", done="路基开工",
        completions=[{"milestone": int(milestone(cast, "开工").split("/")[1]), "completed_on": "2024-03-12"}],
    )  # fmt: skip
    returned = act(cast.office, f"progress-reports/{report['id']}", "return", reason="请补充征地进度")
    assert (returned["state"], returned["times_returned"]) == ("returned", 1)
    change(cast.reporter, f"progress-reports/{report['id']}", problems="征地完成80%")
    act(cast.reporter, f"progress-reports/{report['id']}", "submit")
    act(cast.head, f"progress-reports/{report['id']}", "confirm")
    approved = act(cast.office, f"progress-reports/{report['id']}", "approve")
    assert approved["state"] == "approved"
    assert approved["project"]["milestones_done"] == 1
    assert approved["project"]["progress"] == "20"

    go_to(date(2024, 8, 20))
    asked = add(
        cast.head, "extensions", project=cast.item.pk, new_due_on="2024-12-15", reason="连续强降雨，路面无法施工"
    )
    assert asked["days"] == 45
    assert asked["needs_leader"] is True
    act(cast.office, f"extensions/{asked['id']}", "approve", 403)
    act(cast.leader, f"extensions/{asked['id']}", "approve", note="同意，务必年内通车")
    moved = read(cast.head, milestone(cast, "竣工通车"))
    assert (moved["due_on"], moved["baseline_due_on"], moved["slippage_days"]) == ("2024-12-15", "2024-10-31", 45)

    go_to(date(2024, 9, 2))
    given = add(cast.leader, "instructions", projects=[cast.item.pk], text="请说明主体工程滞后原因")
    assert given["reply_due_on"] == "2024-09-09", "five working days by the calendar"
    assert [row["code"] for row in given["departments"]] == [cast.department.code]
    todo = cast.head.get("/api/v1/todo/").json()["results"]
    assert (todo[0]["kind"], todo[0]["subject_id"]) == ("instruction_reply", given["id"]), "it outranks all else"
    first = add(cast.head, f"instructions/{given['id']}/replies", text="受降雨影响")
    act(cast.leader, f"instruction-replies/{first['id']}", "send-back", reason="请给出赶工措施")
    second = add(cast.head, f"instructions/{given['id']}/replies", text="增加两个作业面，9月底完成主体")
    act(cast.leader, f"instruction-replies/{second['id']}", "accept")
    assert act(cast.leader, f"instructions/{given['id']}", "close")["state"] == "closed"

    go_to(date(2024, 9, 28))
    act(cast.reporter, milestone(cast, "主体完工"), "complete", completed_on="2024-09-27")
    refused = act(cast.head, cast.path, "request-closure", 409, statement="全线通车")
    assert "竣工通车" in refused["errors"][0]["detail"]
    go_to(date(2024, 12, 10))
    act(cast.head, milestone(cast, "竣工通车"), "complete", completed_on="2024-12-08")
    no_proof = act(cast.head, cast.path, "request-closure", 400, statement="全线通车")
    assert list(errors_of(no_proof)) == ["evidence"]
    attach(cast.head, cast.item.pk, is_for_closure="true")
    act(cast.head, cast.path, "request-closure", statement="全线建成通车")
    back = act(cast.office, cast.path, "return", reason="请附交工验收报告")
    assert back["stage"] == "in_progress"
    attach(cast.head, cast.item.pk, name="交工验收报告.pdf", is_for_closure="true")
    act(cast.head, cast.path, "request-closure", statement="全线建成通车，已交工验收")
    go_to(date(2024, 12, 12))
    closed = act(cast.office, cast.path, "close", document="督查通报〔2024〕12号")
    assert (closed["stage"], closed["rag"], closed["closed_on"]) == ("closed", "blue", "2024-12-12")
    assert cast.auditor.get(f"/api/v1/{cast.path}/").status_code == 404, "an auditor reads history, not business"
    assert told(cast.office, cast) == TIMELINE
    assert len(told(cast.office, cast, language="en")) == len(TIMELINE)


def test_the_record_of_a_month_counts_what_was_late_missing_and_returned(cast: Cast, go_to: Go) -> None:
    register_and_assign(cast, go_to)
    report = file_month(cast, go_to, date(2024, 3, 28), percent="10", done="路基开工")
    assert report["is_late"] is True, "due on Monday the 25th"
    act(cast.office, f"progress-reports/{report['id']}", "return", reason="请补充")
    department_records.record_current()
    answer = cast.head.get("/api/v1/department-records/", {"period": "2024-03-01"}).json()["results"]
    (record,) = [row for row in answer if row["department"]["id"] == cast.department.pk]
    assert (record["on_time"], record["late"], record["returned"]) == (0, 1, 1)
    assert record["missing"] == record["reports_due"] - 1
    assert record["items"] == record["red"] + record["amber"] + record["green"] + grey_items(cast)
    everyone = cast.office.get("/api/v1/department-records/", {"period": "2024-03-01"}).json()["results"]
    assert len(everyone) > 30
    assert sorted(row["rank"] for row in everyone)[0] == 1


def grey_items(cast: Cast) -> int:
    active = (Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.CLOSURE_REQUESTED)
    return Project.objects.filter(lead_department=cast.department, stage__in=active, rag="grey").count()
