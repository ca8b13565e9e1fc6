"""Nobody's change is lost without a word: who was overtaken is told, and shown what is there now."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from secrets import randbelow
from typing import Any

import httpx
import pytest
from rest_framework.test import APIClient

from projects.choices import ProgressReportState
from projects.models import ProgressReport, Project
from projects.services import progress_reports
from tests.api.serving import device_at
from tests.clients import ClientOf
from tests.committed import COMMITTED
from tests.personas import District

WRITERS, INCREMENTS = 8, 10
FIGURE = "investment_this_month"


def draft_in(district: District) -> ProgressReport:
    return ProgressReport.objects.create(
        project=district.led, period=date(2024, 9, 1), due_on=date(2024, 9, 25), state=ProgressReportState.DRAFT,
        done="完成桩基", investment_this_month=0,
    )  # fmt: skip


def test_two_who_edit_a_report_offline_both_keep_what_they_wrote(district: District, client_of: ClientOf) -> None:
    path = f"/api/v1/progress-reports/{draft_in(district).pk}/"
    phone, tablet = client_of(district.people.reporter), client_of(district.people.department_head)
    held = {device: device.get(path) for device in (phone, tablet)}

    def change(device: APIClient, **fields: str) -> httpx.Response:
        return device.patch(path, fields, headers={"If-Match": held[device]["ETag"]})

    first = change(phone, done="完成桩基和承台", problems="雨水偏多")
    assert first.status_code == 200, first.json()
    late = change(tablet, done="完成桩基", next_steps="主体施工")
    assert (late.status_code, late.json()["errors"][0]["code"]) == (412, "stale_version")
    present = late.json()["current"]
    assert (present, late["ETag"]) == (first.json(), first["ETag"])
    base = held[tablet].json()
    theirs = {name: value for name, value in present.items() if value != base[name] and name in {"done", "problems"}}
    assert theirs == {"done": "完成桩基和承台", "problems": "雨水偏多"}
    held[tablet] = late
    merged = change(tablet, next_steps="主体施工")
    assert merged.status_code == 200, merged.json()
    shown = phone.get(path, headers={"If-None-Match": first["ETag"]}).json()
    assert {name: shown[name] for name in (*theirs, "next_steps")} == theirs | {"next_steps": "主体施工"}


def test_who_is_overtaken_by_what_takes_the_object_out_of_their_sight_is_not_shown_it(
    district: District, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = draft_in(district)
    submit = progress_reports.submit

    def handed_over_meanwhile(**request: Any) -> object:
        ProgressReport.objects.filter(pk=report.pk).update(problems="雨水偏多")
        Project.objects.filter(pk=district.led.pk).update(lead_department=district.czj)
        return submit(**request)

    monkeypatch.setattr(progress_reports, "submit", handed_over_meanwhile)
    path = f"/api/v1/progress-reports/{report.pk}/submit/"
    late = client_of(district.people.reporter).post(path, headers={"If-Match": f'"{report.version}"'})
    assert late.status_code == 404
    assert "current" not in late.json()


@COMMITTED
def test_eight_writers_who_add_one_again_and_again_lose_none_of_it(address: str, district: District) -> None:
    report = draft_in(district)
    path = f"progress-reports/{report.pk}/"

    def add_ones(device: httpx.Client) -> int:
        """Read, add one, write; after a 412 wait a little and go on from what it shows. How often that was."""
        answer = device.get(path)
        value, tag, overtaken = Decimal(answer.json()[FIGURE]), answer.headers["ETag"], 0
        for _one in range(INCREMENTS):
            while True:
                answer = device.patch(path, json={FIGURE: str(value + 1)}, headers={"If-Match": tag})
                tag = answer.headers["ETag"]
                if answer.status_code == 200:
                    value = Decimal(answer.json()[FIGURE])
                    break
                assert answer.status_code == 412, answer.text
                value, overtaken = Decimal(answer.json()["current"][FIGURE]), overtaken + 1
                time.sleep(0.01 * randbelow(15))
        return overtaken

    devices = [device_at(address, district.people.reporter) for _writer in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as threads:
        overtaken = sum(threads.map(add_ones, devices))
    for device in devices:
        device.close()
    report.refresh_from_db()
    assert report.investment_this_month == WRITERS * INCREMENTS
    assert overtaken > WRITERS, "they were hardly ever at it together"
