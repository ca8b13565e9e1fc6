"""How many queries each operation costs: as the committed table says, however many rows there are.

After a change that is meant, ``DUBAN_QUERY_COUNTS=write`` writes the table anew; look at the difference before
committing it.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from accounts.models import Notification
from indicators.models import Reading
from projects.models import (
    BreakdownDraft,
    Evidence,
    Export,
    Extension,
    IndicatorLink,
    Instruction,
    InstructionReply,
    ProgressReport,
    ReportBreakdown,
)
from projects.services import standing
from tests import factories as make
from tests.api.growing import grow_everything
from tests.clients import device_of
from tests.evidence.conftest import folder  # noqa: F401  (a fixture)
from tests.factories import PASSWORD
from tests.fuzz.marked import PDF, make_marked
from tests.fuzz.service import undone
from tests.personas import District

TABLE = Path(__file__).parents[1] / "query_counts.json"
# A page of sync asks once for each kind that it holds.
ONE_KIND = {"/api/v1/sync/": "&types=projects"}
REWRITE = "DUBAN_QUERY_COUNTS"
FEW, MORE = range(2), range(2, 30)
ASKED = ("reporter", "department_head", "supervisor", "leader")
# A file is needed for these: it is not in every row, and its bytes are not in the database.
WITHOUT_ROWS = {"GET /api/v1/exports/{id}/content/"}
# Lists asked for in other ways, which take another way through the code.
VARIANTS = (
    "/api/v1/projects/?page_size=200&count=exact",
    "/api/v1/projects/?page_size=200&expand=milestones,supporting_departments,indicator_links",
    "/api/v1/indicators/?page_size=200&pace=on_pace",
)


@dataclass(frozen=True)
class Write:
    """A typical change that succeeds: by whom, of what, with which body; ``version`` where If-Match is needed."""

    operation: str
    who: str
    row: Callable[[District], Any] = lambda _: None
    body: Callable[[District], dict[str, Any]] = field(default=lambda _: {})
    status: int = 200
    form: str = "json"


def of_led(model: Any, **where: Any) -> Callable[[District], Any]:
    """The row that belongs to the project of the district's development commission."""
    return lambda district: model.objects.filter(project=district.led, **where).order_by("pk").first()


def own_notice(district: District) -> Notification:
    return Notification.objects.filter(recipient=district.people.supervisor).order_by("pk")[0]


def drafted(district: District) -> Reading:
    return Reading.objects.get(indicator=district.indicator, state="draft")


def new_draft(district: District) -> Reading:
    """A draft of a month that is over."""
    return make.make_reading(district.indicator, date(2024, 5, 1), "6", state="draft")


def read_text(district: District) -> ReportBreakdown:
    return ReportBreakdown.objects.filter(report=district.report).order_by("pk")[0]


def open_draft(district: District) -> BreakdownDraft:
    return read_text(district).drafts.filter(decision="open").order_by("pk")[0]


def cumulative(district: District) -> Any:
    """An indicator that is summed up through the year, the only kind with a planned curve."""
    district.indicator.aggregation, district.indicator.measure = "cumulative", "level"
    district.indicator.save()
    return district.indicator


WRITES = (
    Write("POST /api/v1/auth/login/", "nobody", body=lambda _: {
        "username": "reporter_fgw", "password": PASSWORD, "device_name": "手机"}),
    Write("PATCH /api/v1/me/", "reporter", lambda district: district.people.reporter, lambda _: {"phone": "07978100"}),
    Write("POST /api/v1/notifications/{id}/read/", "supervisor", own_notice),
    Write("POST /api/v1/notifications/{id}/acknowledge/", "supervisor", own_notice),
    Write("POST /api/v1/notifications/read-all/", "supervisor"),
    Write("POST /api/v1/projects/", "supervisor", body=lambda district: {
        "name": "新增事项", "nature": "task", "section": district.theme.pk}, status=201),
    Write("PATCH /api/v1/projects/{id}/", "supervisor", lambda district: district.led, lambda _: {"note": "核对过"}),
    Write("POST /api/v1/projects/{id}/suspend/", "supervisor", lambda district: district.led, lambda _: {
        "reason": "等待批复", "document": "区府办〔2024〕1号"}),
    Write("POST /api/v1/projects/{id}/milestones/", "supervisor", lambda district: district.draft, lambda _: {
        "title": "开工", "due_on": "2024-11-30"}, status=201),
    Write("POST /api/v1/milestones/{id}/complete/", "reporter", lambda district: district.overdue),
    Write("PATCH /api/v1/progress-reports/{id}/", "reporter", of_led(ProgressReport, state="draft"), lambda _: {
        "done": "主体结构封顶"}),
    Write("POST /api/v1/progress-reports/{id}/approve/", "supervisor", of_led(ProgressReport, state="submitted")),
    Write("POST /api/v1/progress-reports/{id}/return/", "supervisor", of_led(ProgressReport, state="submitted"),
          lambda _: {"reason": "请写明进度"}),
    Write("POST /api/v1/extensions/", "department_head", body=lambda district: {
        "project": district.led.pk, "new_due_on": "2025-01-20", "reason": "雨季影响"}, status=201),
    Write("POST /api/v1/extensions/{id}/approve/", "supervisor", of_led(Extension)),
    Write("POST /api/v1/extensions/{id}/refuse/", "supervisor", of_led(Extension), lambda _: {"note": "抓紧施工"}),
    Write("POST /api/v1/instructions/", "leader", body=lambda district: {
        "projects": [district.led.pk], "text": "请说明滞后原因"}, status=201),
    Write("POST /api/v1/instruction-replies/{id}/accept/", "leader",
          lambda district: InstructionReply.objects.filter(department=district.fgw).order_by("pk")[0]),
    Write("POST /api/v1/indicators/{id}/readings/", "reporter", lambda district: district.indicator, lambda _: {
        "period": "2024-06-01", "value": "6.0"}, status=201),
    Write("PATCH /api/v1/readings/{id}/", "reporter", new_draft, lambda _: {"value": "6.4"}),
    Write("PUT /api/v1/indicators/{id}/planned-values/", "reporter", cumulative, lambda _: {
        "values": [{"period": "2024-12-01", "value": "100"}]}),
    Write("PATCH /api/v1/indicator-links/{id}/", "supervisor", of_led(IndicatorLink), lambda _: {
        "planned_contribution": "2"}),
    Write("DELETE /api/v1/indicator-links/{id}/", "supervisor", of_led(IndicatorLink), status=204),
    Write("POST /api/v1/report-breakdowns/", "supervisor", body=lambda district: {
        "report": district.report.pk, "text": "二、2024年工作安排\n改造老旧小区20个。"}, status=202),
    Write("POST /api/v1/report-breakdowns/{id}/accept/", "supervisor", read_text, lambda _: {"confidence": "0.8"}),
    Write("PATCH /api/v1/breakdown-drafts/{id}/", "supervisor", open_draft, lambda district: {
        "name": "改造工程", "supporting_departments": [district.czj.pk]}),
    Write("POST /api/v1/breakdown-drafts/{id}/accept/", "supervisor", open_draft),
    Write("POST /api/v1/breakdown-drafts/{id}/split/", "supervisor", open_draft, lambda _: {"names": ["甲", "乙"]}),
    Write("POST /api/v1/evidence/", "reporter", body=lambda district: {
        "project": district.led.pk, "milestone": district.overdue.pk, "file": SimpleUploadedFile("验收.pdf", PDF)},
        status=201, form="multipart"),
)  # fmt: skip


@pytest.fixture
def filled(db: None, folder: Path, settings: LazySettings) -> District:  # noqa: F811  (the fixture above)
    """Rows in every list, and a change by a person, whom the timeline looks up."""
    district = make_marked().district
    standing.recompute_all()
    district.led.refresh_from_db()
    changed = device_of(district.people.supervisor).patch(
        f"/api/v1/projects/{district.led.pk}/", {"note": "核对"}, headers={"If-Match": f'"{district.led.version}"'}
    )
    assert changed.status_code == 200
    return district


def test_each_operation_costs_what_the_table_says_for_few_rows_and_for_many(filled: District) -> None:
    grow_everything(filled, FEW)
    few = counted(filled)
    grow_everything(filled, MORE)
    many = counted(filled)
    assert {name: (few[name], many[name]) for name in few if few[name] != many[name]} == {}
    if os.environ.get(REWRITE) == "write":
        TABLE.write_text(json.dumps(few, indent=2, sort_keys=True) + "\n")
    known = json.loads(TABLE.read_text())
    hint = f"{REWRITE}=write writes the table anew"
    assert set(few) - set(known) == set(), f"operations without a row; {hint}"
    assert set(known) - set(few) == set(), f"rows without an operation; {hint}"
    assert {name: (known[name], few[name]) for name in few if few[name] != known[name]} == {}, hint


def counted(district: District) -> dict[str, int]:
    """Operation → queries that it takes, sight and token included."""
    clients = {who: device_of(district.people.of(who)) for who in ASKED}
    found = {}
    for path, operations in SchemaGenerator().get_schema(request=None, public=True)["paths"].items():
        if "get" in operations and f"GET {path}" not in WITHOUT_ROWS:
            paged = any(parameter["name"] == "page_size" for parameter in operations["get"]["parameters"])
            who = "department_head" if path.endswith("/todo/") else "supervisor"
            address = path.replace("{id}", str(row_of(path, district)))
            query = ("?page_size=200" if paged else "") + ONE_KIND.get(path, "")
            found[f"GET {path}"] = cost(clients[who], "get", address + query)
    for address in VARIANTS:
        found[f"GET {address}"] = cost(clients["supervisor"], "get", address)
    for write in WRITES:
        with undone():
            found[write.operation] = cost_of(write, clients.get(write.who, APIClient()), district)
    return found


def row_of(path: str, district: District) -> int | None:
    """A row for the address, the same at every size."""
    rows = {
        "departments": district.fgw, "projects": district.led, "indicators": district.indicator,
        "work-reports": district.report, "milestones": district.overdue, "readings": drafted(district),
        "progress-reports": of_led(ProgressReport)(district), "extensions": of_led(Extension)(district),
        "indicator-links": of_led(IndicatorLink)(district), "evidence": of_led(Evidence)(district),
        "instructions": Instruction.objects.order_by("pk").first(), "notifications": own_notice(district),
        "instruction-replies": InstructionReply.objects.order_by("pk").first(),
        "exports": Export.objects.filter(asked_by=district.people.supervisor).order_by("pk").first(),
        "report-breakdowns": read_text(district), "breakdown-drafts": open_draft(district),
    }  # fmt: skip
    row = rows.get(path.split("/")[3])
    return row and row.pk


def cost(client: APIClient, method: str, address: str, *, status: int = 200, **options: Any) -> int:
    """Queries of one request, which must succeed."""
    with CaptureQueriesContext(connection) as captured:
        response = getattr(client, method)(address, **options)
        content = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == status, (method, address, content.decode(errors="replace"))
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured.captured_queries)


def cost_of(write: Write, client: APIClient, district: District) -> int:
    method, path = write.operation.split()
    row = write.row(district)
    options: dict[str, Any] = {"data": write.body(district), "format": write.form, "status": write.status}
    if row is not None:
        path = path.replace("{id}", str(row.pk))
        row.refresh_from_db()
        if hasattr(row, "version"):
            options["headers"] = {"If-Match": f'"{row.version}"'}
    return cost(client, method.lower(), path, **options)
