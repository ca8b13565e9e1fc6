"""Bad bodies, each with its answer: a clear error at the field, in the reader's language, and never a 500."""

from datetime import date
from typing import Any

import pytest

from accounts.choices import Role
from projects.models import ProgressReport
from tests import factories as make
from tests.clients import ClientOf
from tests.cycle.acting import errors_of
from tests.personas import District

HUGE = "长" * 4_000_000
MARKUP = "<script>alert(1)</script>"

# what is sent, by whom, where; then the field and words of the answer
BAD: dict[str, tuple[Role, str, str, Any, str, str]] = {
    "text of 4 MB": (Role.REPORTER, "patch", "report", {"done": HUGE}, "done", "5000"),
    "script in a text": (Role.REPORTER, "patch", "report", {"done": MARKUP}, "done", "纯文字"),
    "html in a text": (Role.REPORTER, "patch", "report", {"problems": "<b>无</b>"}, "problems", "纯文字"),
    "control characters": (Role.REPORTER, "patch", "report", {"next_steps": "a\x08b"}, "next_steps", "无法显示"),
    "null character": (Role.REPORTER, "patch", "report", {"done": "a\x00b"}, "done", ""),
    "percent above 100": (Role.REPORTER, "patch", "report", {"percent": "101"}, "percent", "100"),
    "negative percent": (Role.REPORTER, "patch", "report", {"percent": "-1"}, "percent", "0"),
    "percent in words": (Role.REPORTER, "patch", "report", {"percent": "一半"}, "percent", ""),
    "percent not a number": (Role.REPORTER, "patch", "report", {"percent": "NaN"}, "percent", ""),
    "percent beyond all": (Role.REPORTER, "patch", "report", {"percent": "1e400"}, "percent", ""),
    "negative investment": (Role.REPORTER, "patch", "report", {"investment_to_date": "-5"}, "investment_to_date", "0"),
    "unknown field": (Role.REPORTER, "patch", "report", {"state": "approved"}, "state", ""),
    "a list for a text": (Role.REPORTER, "patch", "report", {"done": ["a"]}, "done", ""),
    "a foreign milestone": (
        Role.REPORTER,
        "patch",
        "report",
        {"completions": [{"milestone": 999_999, "completed_on": "2024-09-01"}]},
        "completions.0.milestone",
        "",
    ),
    "a date that is none": (
        Role.REPORTER,
        "patch",
        "report",
        {"completions": [{"milestone": "own", "completed_on": "2024-02-30"}]},
        "completions.0.completed_on",
        "",
    ),
    "the year 1": (
        Role.REPORTER,
        "patch",
        "report",
        {"completions": [{"milestone": "own", "completed_on": "0001-01-01"}]},
        "completions.0.completed_on",
        "",
    ),
    "a list instead of an object": (Role.REPORTER, "patch", "report", [], "non_field_errors", ""),
    "nothing done": (Role.REPORTER, "post", "submit", {"done": " "}, "done", "本月工作"),
    "progress going down unexplained": (
        Role.REPORTER,
        "post",
        "submit",
        {"done": "停工", "percent": "10"},
        "percent_explanation",
        "降至",
    ),
    "progress far from the milestones": (
        Role.REPORTER,
        "post",
        "submit",
        {"done": "完成", "percent": "90"},
        "percent_explanation",
        "差异",
    ),
    "a completion in the future": (
        Role.REPORTER,
        "post",
        "complete",
        {"completed_on": "2024-09-21"},
        "completed_on",
        "2024年9月20日",
    ),
    "a completion before the assignment": (
        Role.REPORTER,
        "post",
        "complete",
        {"completed_on": "2024-01-31"},
        "completed_on",
        "交办日期",
    ),
    "a second report on a month": (
        Role.REPORTER,
        "post",
        "progress-reports",
        {"period": "2024-09-01"},
        "period",
        "已有填报",
    ),
    "a month to come": (Role.REPORTER, "post", "progress-reports", {"period": "2024-10-01"}, "period", "尚未开始"),
    "half a month": (Role.REPORTER, "post", "progress-reports", {"period": "2024-09-15"}, "period", "第一天"),
    "an earlier date": (
        Role.DEPARTMENT_HEAD,
        "post",
        "extensions",
        {"new_due_on": "2024-12-01", "reason": "雨季"},
        "new_due_on",
        "晚于",
    ),
    "no reason": (
        Role.DEPARTMENT_HEAD,
        "post",
        "extensions",
        {"new_due_on": "2025-01-10", "reason": "  "},
        "reason",
        "",
    ),
    "a reply due yesterday": (
        Role.LEADER,
        "post",
        "instructions",
        {"text": "请办", "reply_due_on": "2024-09-19"},
        "reply_due_on",
        "今天",
    ),
    "an instruction without text": (Role.LEADER, "post", "instructions", {"text": ""}, "text", ""),
    "an instruction on nothing": (
        Role.LEADER,
        "post",
        "instructions",
        {"text": "请办", "projects": []},
        "projects",
        "",
    ),
    "a project of another district": (
        Role.LEADER,
        "post",
        "instructions",
        {"text": "请办", "projects": "elsewhere"},
        "projects",
        "",
    ),
    "suspended without a reason": (Role.SUPERVISOR, "post", "suspend", {"reason": ""}, "reason", ""),
    "markup in a reason": (Role.SUPERVISOR, "post", "suspend", {"reason": MARKUP}, "reason", "纯文字"),
    "a document of 300 characters": (
        Role.SUPERVISOR,
        "post",
        "suspend",
        {"reason": "用地", "document": "号" * 300},
        "document",
        "200",
    ),
}


@pytest.fixture
def report(district: District) -> ProgressReport:
    """September's draft, after an August of 30 %."""
    filed = {"state": "approved", "submitted_on": date(2024, 8, 20), "percent": 30, "done": "基础"}
    district.led.progress_reports.create(period=date(2024, 8, 1), due_on=date(2024, 8, 23), **filed)
    return district.led.progress_reports.create(period=date(2024, 9, 1), due_on=date(2024, 9, 25), done="原来写的")


@pytest.mark.parametrize("case", BAD)
def test_a_bad_body_is_answered_at_its_field(
    district: District, client_of: ClientOf, report: ProgressReport, case: str
) -> None:
    role, method, where, body, attr, words = BAD[case]
    client = client_of(district.people.of(role))
    if isinstance(body, dict):
        for completion in body.get("completions", []):
            if completion["milestone"] == "own":
                completion["milestone"] = district.overdue.pk
        if body.get("projects") == "elsewhere":
            body["projects"] = [district.project_elsewhere.pk]
    if where == "submit":
        ProgressReport.objects.filter(pk=report.pk).update(**body)
        body = {}
    report.refresh_from_db()
    path, version = {
        "report": (f"progress-reports/{report.pk}/", report.version),
        "submit": (f"progress-reports/{report.pk}/submit/", report.version),
        "complete": (f"milestones/{district.overdue.pk}/complete/", district.overdue.version),
        "suspend": (f"projects/{district.led.pk}/suspend/", district.led.version),
    }.get(where, (f"{where}/", 0))
    if where in {"extensions", "progress-reports"}:
        body = {"project": district.led.pk, **body}
    if where == "instructions":
        body = {"projects": [district.led.pk], **body}
    headers = {"If-Match": f'"{version}"'} if version else {}
    response = getattr(client, method)(f"/api/v1/{path}", body, format="json", headers=headers)
    assert response.status_code == 400, response.content[:300]
    errors = errors_of(response.json())
    assert attr in errors, errors
    assert words in errors[attr]
    if where == "report":
        report.refresh_from_db()
        assert report.done == "原来写的", "what was there is still there"


def test_a_body_beyond_all_texts_is_refused_as_too_large(
    district: District, client_of: ClientOf, report: ProgressReport
) -> None:
    response = client_of(district.people.reporter).patch(
        f"/api/v1/progress-reports/{report.pk}/", {"done": HUGE * 2}, format="json", headers={"If-Match": '"1"'}
    )
    assert response.status_code == 413
    assert "佐证材料" in response.json()["errors"][0]["detail"]


def test_a_thirty_fifth_bad_body_is_not_json_at_all(
    district: District, client_of: ClientOf, report: ProgressReport
) -> None:
    response = client_of(district.people.reporter).patch(
        f"/api/v1/progress-reports/{report.pk}/", "{", content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert response.status_code == 400
    assert response.json()["errors"][0]["detail"]


def test_the_list_holds_thirty_bad_bodies() -> None:
    assert len(BAD) >= 30


def test_a_bulk_assignment_names_the_row_and_changes_nothing(district: District, client_of: ClientOf) -> None:
    drafts = [make.make_project(district.theme, f"2024-1-70{n}") for n in range(3)]
    for draft in drafts[:2]:
        make.make_milestone(draft, make.YEAR_END, is_final=True)
    rows = [{"project": draft.pk, "lead_department": district.fgw.pk, "due_on": "2024-12-31"} for draft in drafts]
    rows[1]["due_on"] = "2024-12-01"
    answer = client_of(district.people.supervisor).post("/api/v1/projects/assign/", {"rows": rows}, format="json")
    assert answer.status_code == 400
    assert set(errors_of(answer.json())) == {"rows.1.due_on", "rows.2.non_field_errors"}
    for draft in drafts:
        draft.refresh_from_db()
    assert {draft.stage for draft in drafts} == {"drafted"}
