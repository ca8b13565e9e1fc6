"""Bytes and transactions: kept once, gone with the last reference, never left by what did not happen."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier
from time import time
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from projects.choices import ProgressReportState
from projects.models import Evidence, ProgressReport, StoredFile
from projects.services import evidence as services
from projects.services import progress_reports
from projects.services.stored_files import ORPHAN_AGE, remove_orphans
from tests.committed import COMMITTED
from tests.evidence import samples
from tests.evidence.conftest import stored
from tests.personas import District


def attach(district: District, content: bytes = samples.PDF, **fields: Any) -> Evidence:
    values = {"project_id": district.led.pk, "is_for_closure": True, "by": district.people.reporter, **fields}
    return services.attach(upload=SimpleUploadedFile("a.pdf", content), name="a.pdf", **values)


@COMMITTED
def test_two_who_bring_the_same_content_at_once_make_one_file(district: District, folder: Path) -> None:
    together = Barrier(2, timeout=20)

    def bring(project_id: int) -> int:
        together.wait()
        try:
            return attach(district, project_id=project_id).stored_file_id
        finally:
            connection.close()

    for turn in range(10):
        with ThreadPoolExecutor(2) as threads:
            kept = set(threads.map(bring, [district.led.pk, district.led_by_office.pk]))
        assert len(kept) == 1, turn
        assert stored(folder) == [str(StoredFile.objects.get().name)], turn
        for evidence in Evidence.objects.all():
            services.remove(evidence_id=evidence.pk, by=district.people.reporter)
        assert (stored(folder), StoredFile.objects.count()) == ([], 0), turn


@COMMITTED
def test_the_last_one_removed_and_the_next_one_attached_at_once_never_leave_evidence_without_its_file(
    district: District, folder: Path
) -> None:
    together = Barrier(2, timeout=20)

    def at_once(action: Any) -> None:
        together.wait()
        try:
            action()
        finally:
            connection.close()

    first = attach(district)
    for turn in range(10):
        ours = first.pk
        actions = [
            lambda ours=ours: services.remove(evidence_id=ours, by=district.people.reporter),
            lambda: attach(district, project_id=district.led_by_office.pk),
        ]
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(at_once, actions))
        assert stored(folder) == [str(StoredFile.objects.get().name)], turn
        services.remove(evidence_id=Evidence.objects.get().pk, by=district.people.reporter)
        first = attach(district)


@COMMITTED
def test_a_rolled_back_upload_leaves_no_file(district: District, folder: Path) -> None:
    def interrupted() -> None:
        with transaction.atomic():
            attach(district)
            assert len(stored(folder)) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert (stored(folder), StoredFile.objects.count()) == ([], 0)
    attach(district)
    with pytest.raises(RuntimeError):
        interrupted()
    assert len(stored(folder)) == 1  # the committed one


@COMMITTED
def test_a_removal_that_is_rolled_back_keeps_the_file(district: District, folder: Path) -> None:
    evidence = attach(district)

    def interrupted() -> None:
        with transaction.atomic():
            services.remove(evidence_id=evidence.pk, by=district.people.reporter)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert len(stored(folder)) == 1
    services.remove(evidence_id=evidence.pk, by=district.people.reporter)
    assert (stored(folder), StoredFile.objects.count()) == ([], 0)


@COMMITTED
def test_a_file_goes_with_its_last_reference(district: District, folder: Path) -> None:
    first, second = attach(district), attach(district, project_id=district.led_by_office.pk)
    services.remove(evidence_id=first.pk, by=district.people.reporter)
    assert len(stored(folder)) == 1
    services.remove(evidence_id=second.pk, by=district.people.reporter)
    assert stored(folder) == []


@COMMITTED
def test_only_old_files_of_ours_that_no_row_names_are_swept(district: District, folder: Path) -> None:
    kept = attach(district)
    unreferenced = attach(district, samples.PDF + b"\n", project_id=district.led_by_office.pk)
    Evidence.objects.filter(pk=unreferenced.pk).delete()
    left_behind, young, foreign = str(uuid4()), str(uuid4()), "readme.txt"
    for name in (left_behind, young, foreign):
        (folder / name).write_bytes(b"x")
    long_ago = time() - (ORPHAN_AGE + timedelta(minutes=1)).total_seconds()
    for name in (left_behind, foreign, str(kept.stored_file.name)):
        os.utime(folder / name, (long_ago, long_ago))
    assert remove_orphans() == 2
    assert stored(folder) == sorted([young, foreign, str(kept.stored_file.name)])
    assert remove_orphans() == 0


def test_where_nothing_was_ever_stored_there_is_nothing_to_sweep(district: District, folder: Path) -> None:
    folder.rmdir()
    assert remove_orphans() == 0


@COMMITTED
def test_a_draft_that_is_thrown_away_takes_its_files_along(district: District, folder: Path) -> None:
    report = ProgressReport.objects.create(
        project=district.led, period=date(2024, 9, 1), due_on=date(2024, 9, 25), state=ProgressReportState.DRAFT
    )
    attach(district, is_for_closure=False, progress_report_id=report.pk)
    progress_reports.discard(report_id=report.pk, by=district.people.reporter)
    assert (stored(folder), StoredFile.objects.count(), Evidence.objects.count()) == ([], 0, 0)
