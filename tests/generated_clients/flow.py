"""A month's report from a phone whose network drops, by the guide's Python examples; see ``typescript/flow.ts``."""

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from duban_client import AuthenticatedClient
from duban_client.api.auth import auth_logout
from duban_client.api.departments import departments_list
from duban_client.api.evidence import evidence_destroy, evidence_list
from duban_client.api.extensions import extensions_create
from duban_client.api.me import me_retrieve
from duban_client.api.progress_reports import (
    progress_reports_list,
    progress_reports_partial_update,
    progress_reports_retrieve,
)
from duban_client.api.todo import todo
from duban_client.models import (
    DepartmentsListOrdering,
    DutyKindEnum,
    EvidenceRow,
    ExtensionRow,
    NewExtensionRequest,
    PaginatedDepartmentRowList,
    PaginatedEvidenceRowList,
    PaginatedProgressReportRowList,
    PatchedProgressReportDraftRequest,
    ProgressReportDetailRow,
    ProgressReportsListDue,
    ProgressReportsListOrdering,
    TodoAnswer,
)
from login import end_device, log_in, open_client, other_devices
from merge import draft_of
from outbox import Outbox
from pages import every_row
from photo import download_photo, upload_photo
from problems import Problem, need
from replica import Replica
from retries import Offline
from unread import Badge, mark_read, new_messages

from tests.evidence.samples import picture
from tests.factories import PASSWORD
from tests.generated_clients.conftest import Service

PHOTO = picture()
KINDS = ("projects", "milestones", "progress_reports", "evidence", "notifications", "departments")
WAITS = (0.01, 0.01, 0.01)
MINE: dict[str, Any] = {"percent": "40", "done": "完成桩基施工", "problems": "钢材未到"}


class Phone:
    """An app: its outbox and its copy outlive it."""

    def __init__(self, service: Service, folder: Path, devices: ExitStack) -> None:
        self.service, self.folder, self.devices = service, folder, devices
        self.asked: list[str] = []
        self.copy = self.new_copy("copy")
        self.start()

    def new_copy(self, name: str) -> Replica:
        """A replica in a file of its own."""
        replica = Replica(self.folder / f"{name}.sqlite3", KINDS, WAITS)
        self.devices.enter_context(closing(replica.database))
        return replica

    def start(self) -> None:
        """Start the app; what waited waits still."""
        self.outbox = Outbox(self.folder / "outbox.json", lambda _name: PHOTO, self.choose, WAITS)

    def log_in(self) -> None:
        """Get a token for this device."""
        self.client = self.devices.enter_context(device(self.service.network.address, "phone"))

    def sync_until(self, is_there: Callable[[], bool]) -> None:
        """A change shows once no older transaction is under way, so the client asks now and then."""
        deadline = time.monotonic() + 60
        while True:
            self.copy.sync(self.client)
            if is_there():
                return
            assert time.monotonic() < deadline, "the copy never got there"
            time.sleep(0.1)

    def choose(self, field: str, mine: str, theirs: str) -> str:
        """The user keeps both."""
        self.asked.append(field)
        return f"{theirs}；{mine}"


def device(site: str, name: str) -> AuthenticatedClient:
    return open_client(site, log_in(site, "reporter_fgw", PASSWORD, name))


def read(client: AuthenticatedClient, report: int) -> tuple[ProgressReportDetailRow, str]:
    response = progress_reports_retrieve.sync_detailed(report, client=client)
    tag = response.headers["ETag"]
    known = progress_reports_retrieve.sync_detailed(report, client=client, if_none_match=tag)
    assert known.status_code == 304
    return need(response, ProgressReportDetailRow), tag


def file_the_month(service: Service, folder: Path) -> None:
    """The whole month, step by step."""
    with ExitStack() as devices, device(service.address, "laptop") as laptop:
        phone = Phone(service, folder, devices)
        phone.log_in()
        file_with(phone, laptop)


def file_with(phone: Phone, laptop: AuthenticatedClient) -> None:
    """With two devices of one person."""
    service = phone.service
    owed = report_due(phone.client)
    response = progress_reports_retrieve.sync_detailed(owed, client=phone.client)
    phone.outbox.seen(owed, response)
    report = need(response, ProgressReportDetailRow)
    phone.copy.sync(phone.client)
    assert phone.copy.all("progress_reports")[report.id]["state"] == "draft"
    turn_pages(phone)
    send_a_photo(service.network, phone, report)
    see_a_file_come_and_go(phone, laptop, report)
    type_in_the_tunnel(service, phone, report)
    go_on_at_the_desk(laptop, owed)
    come_back(service.network, phone, report)
    catch_up(phone, report)
    be_refused(phone, report)
    read_messages(phone.client)
    assert auth_logout.sync_detailed(client=phone.client).status_code == 204
    assert me_retrieve.sync_detailed(client=phone.client).status_code == 401


def report_due(client: AuthenticatedClient) -> int:
    """Id of the report that the to-do list asks for."""
    duties = need(todo.sync_detailed(client=client), TodoAnswer).results
    project = next(
        str(duty.subject_id)
        for duty in duties
        if duty.kind is DutyKindEnum.PROGRESS_REPORT and duty.project and duty.project.name == "在建厂房"
    )
    newest_first = ProgressReportsListOrdering.PERIOD_DESCENDING
    due = progress_reports_list.sync_detailed(
        client=client, due=ProgressReportsListDue.ME, project=project, ordering=newest_first
    )
    return need(due, PaginatedProgressReportRowList).results[0].id


def turn_pages(phone: Phone) -> None:
    """A list, row by row over several pages, and once in the copy."""
    rows = every_row(
        lambda cursor: departments_list.sync_detailed(
            client=phone.client, cursor=cursor, page_size=1, ordering=DepartmentsListOrdering.ID
        ),
        PaginatedDepartmentRowList,
    )
    codes = [department.code for department in rows]
    assert codes == [department["code"] for department in phone.copy.all("departments").values()]
    assert len(codes) > 1


def send_a_photo(network: Any, phone: Phone, report: ProgressReportDetailRow) -> None:
    """Its answer is lost: sent again, kept once."""
    phone.outbox.put({"kind": "photo", "project": report.project.id, "report": report.id, "name": "现场.png"})
    network.be_busy("/evidence/", 503, 1)
    network.lose_answer("/evidence/")
    phone.outbox.drain(phone.client)
    files = need(evidence_list.sync_detailed(client=phone.client, progress_report=report.id), PaginatedEvidenceRowList)
    assert [file.name for file in files.results] == ["现场.png"]
    assert download_photo(phone.client, files.results[0]) == PHOTO


def see_a_file_come_and_go(phone: Phone, laptop: AuthenticatedClient, report: ProgressReportDetailRow) -> None:
    """What is attached and taken away at the desk is so in the phone's copy."""
    upload = upload_photo(laptop, PHOTO, "误传.png", project=report.project.id, report=report.id, key=str(uuid4()))
    file = need(upload, EvidenceRow)
    phone.sync_until(lambda: phone.copy.get("evidence", file.id) is not None)
    assert evidence_destroy.sync_detailed(file.id, client=laptop).status_code == 204
    phone.sync_until(lambda: phone.copy.get("evidence", file.id) is None)


def catch_up(phone: Phone, report: ProgressReportDetailRow) -> None:
    """The copy is then what the service shows; in another language it begins afresh by itself."""
    now = phone.new_copy("now")
    now.sync(phone.client)
    phone.sync_until(lambda: all(phone.copy.all(kind) == now.all(kind) for kind in KINDS))
    shown = phone.copy.all("progress_reports")[report.id]
    assert (shown["state"], shown["state_label"]) == ("submitted", "已提交")
    with open_client(phone.service.network.address, phone.client.token, "en") as in_english:
        phone.copy.sync(in_english)
    assert phone.copy.all("progress_reports")[report.id]["state_label"] == "Submitted"


def type_in_the_tunnel(service: Service, phone: Phone, report: ProgressReportDetailRow) -> None:
    """What is typed waits, also while the app is not running."""
    service.network.go_offline()
    ticked = {"milestone": service.district.overdue.pk, "completed_on": "2024-09-20", "note": ""}
    mine = {**MINE, "completions": [ticked]}
    phone.outbox.put({"kind": "save", "report": report.id, "base": draft_of(report), "mine": mine})
    phone.outbox.put({"kind": "submit", "report": report.id})
    with pytest.raises(Offline):
        phone.outbox.drain(phone.client)
    with pytest.raises(Offline):
        phone.copy.sync(phone.client)
    phone.start()
    assert [write["kind"] for write in phone.outbox.waiting] == ["save", "submit"]


def go_on_at_the_desk(laptop: AuthenticatedClient, report: int) -> None:
    """Meanwhile the same person changes the report elsewhere, and ends the phone, thought to be lost."""
    _, tag = read(laptop, report)
    changes = PatchedProgressReportDraftRequest(problems="资金未到", next_steps="主体施工")
    changed = progress_reports_partial_update.sync_detailed(report, client=laptop, body=changes, if_match=tag)
    assert changed.status_code == 200
    (phone,) = other_devices(laptop)
    assert phone.name == "phone"
    end_device(laptop, phone)


def come_back(network: Any, phone: Phone, report: ProgressReportDetailRow) -> None:
    """Log in anew, merge, submit; answers are lost, too."""
    network.come_back()
    with pytest.raises(Problem) as refused:
        phone.outbox.drain(phone.client)
    assert refused.value.status == 401
    phone.log_in()
    network.lose_answer("PATCH")
    network.lose_answer("/submit/")
    phone.outbox.drain(phone.client)
    assert (phone.outbox.waiting, phone.outbox.refused, phone.asked) == ([], [], ["problems"])
    filed, _ = read(phone.client, report.id)
    assert (filed.state, filed.percent, filed.done, filed.next_steps) == ("submitted", "40", "完成桩基施工", "主体施工")


def be_refused(phone: Phone, report: ProgressReportDetailRow) -> None:
    """What is refused is told in words, and takes with it what builds upon it."""
    filed, _ = read(phone.client, report.id)
    phone.outbox.put({"kind": "save", "report": filed.id, "base": draft_of(filed), "mine": {"done": "改了"}})
    phone.outbox.put({"kind": "submit", "report": filed.id})
    phone.outbox.drain(phone.client)
    assert [one["write"]["kind"] for one in phone.outbox.refused] == ["save", "submit"]
    assert all(one["messages"] for one in phone.outbox.refused)
    body = NewExtensionRequest(project=report.project.id, new_due_on=report.period, reason="")
    with pytest.raises(Problem) as refused:
        need(extensions_create.sync_detailed(client=phone.client, body=body), ExtensionRow)
    assert "reason" in refused.value.by_field()


def read_messages(client: AuthenticatedClient) -> None:
    """One is new, then none."""
    badge = Badge()
    (message,) = new_messages(client, last_id=0)
    assert (badge.refresh(client), badge.refresh(client), badge.count) == (True, False, 1)
    mark_read(client, message)
    assert (badge.refresh(client), badge.count) == (True, 0)
