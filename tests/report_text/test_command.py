"""``manage.py breakdown``: rows as JSON or as a table, without servers."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.report_text.passages import PASSAGES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(PASSAGES["northern"], encoding="gb18030")
    return path


def printed(*arguments: str | Path) -> list[str]:
    stdout = StringIO()
    call_command("breakdown", *arguments, stdout=stdout, stderr=StringIO())
    return stdout.getvalue().splitlines()


def test_targets_are_printed_as_json_with_their_places(report: Path) -> None:
    first = json.loads(printed(report, "--format", "jsonl")[0])
    assert first == {
        "name": "地区生产总值增长",
        "target": "5.5",
        "unit": "%",
        "comparison": "about",
        "line": 12,
        "start": 35,
        "end": 49,
        "confidence": 0.95,
    }


def test_deadlines_are_printed_on_request_for_the_year_that_is_given(report: Path) -> None:
    rows = [json.loads(line) for line in printed(report, "--what", "deadlines", "--format", "jsonl", "--year", "2031")]
    assert (rows[0]["phrase"], rows[0]["resolved"]) == ("6月底前", "2031-06-30")
    assert set(rows[0]) == {"phrase", "resolved", "subject", "line", "start", "end", "confidence"}


def test_a_table_has_a_line_for_each_row(report: Path) -> None:
    assert printed(report)[0].split("\t")[:4] == ["地区生产总值增长", "5.5", "%", "about"]
    assert len(printed(report, "--what", "uncovered")) == 3


def test_it_runs_where_no_server_and_no_setting_is_there(report: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "breakdown", str(report), "--format", "jsonl"],
        cwd=ROOT,
        env={name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout.splitlines()) == 21


def test_a_file_that_cannot_be_read_is_named_with_the_reason_in_the_readers_language(tmp_path: Path) -> None:
    foreign = tmp_path / "报告.pdf"
    foreign.write_bytes(b"%PDF-1.7")
    with translation.override("zh-hans"), pytest.raises(CommandError) as refused:
        printed(foreign)
    assert str(refused.value) == f"{foreign}不是纯文本、.docx或.html文件。"
    assert refused.value.returncode == 1
    with translation.override("zh-hans"), pytest.raises(CommandError, match="无法读取"):
        printed(tmp_path / "nowhere.txt")


def test_a_year_that_no_plan_has_is_refused(report: Path) -> None:
    with translation.override("zh-hans"), pytest.raises(CommandError, match="2000"):
        printed(report, "--year", "24")
