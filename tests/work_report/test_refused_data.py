"""Data that are wrong anywhere are refused as a whole, with every fault at its place."""

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.work_report.corruptions import ASSIGNMENTS, CORRUPTIONS, DATA, Corruption, Place, change

APPS = ("accounts", "indicators", "projects")
PLACE = re.compile(r"^(?P<file>\w+\.jsonl?)(:(?P<line>\d+))?(:(?P<field>[a-z_0-9.]+))?: (?P<words>.+)$")


def refusal_of(folder: Path) -> list[str]:
    """Load a folder that must be refused; the lines that tell why."""
    stderr = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("load_work_report", folder, stdout=StringIO(), stderr=stderr)
    assert refused.value.returncode == 1
    lines = stderr.getvalue().splitlines()
    assert str(len(lines)) in str(refused.value)
    return lines


def place_of(line: str) -> Place:
    found = PLACE.match(line)
    assert found, line
    return found["file"], int(found["line"] or 0), found["field"] or ""


def rows_stored() -> dict[str, int]:
    """Rows of every table of ours, history included, that holds any."""
    models = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    counts = {model._meta.label: model._default_manager.count() for model in models}
    return {label: count for label, count in counts.items() if count}


@pytest.mark.django_db
@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=str)
def test_spoilt_data_are_refused_at_file_line_and_field_and_nothing_is_stored(
    corruption: Corruption, folder: Path
) -> None:
    before = rows_stored()
    corruption.spoil(folder)
    lines = refusal_of(folder)
    assert sorted(map(place_of, lines)) == sorted(corruption.places)
    assert corruption.words in "\n".join(lines)
    assert rows_stored() == before == {}


@pytest.mark.django_db
def test_the_fault_is_told_in_the_reader_s_language(folder: Path) -> None:
    change(ASSIGNMENTS, 3, lead="xyz")(folder)
    assert refusal_of(folder) == ["assignments.jsonl:3:lead: departments.json 中没有编码为“xyz”的单位。"]
    with translation.override("en"):
        assert refusal_of(folder) == ["assignments.jsonl:3:lead: departments.json has no department “xyz”."]


@pytest.mark.django_db
def test_a_folder_that_does_not_exist_lacks_all_seven_files(tmp_path: Path) -> None:
    lines = refusal_of(tmp_path / "nowhere")
    assert sorted(place_of(line) for line in lines) == sorted((path.name, 0, "") for path in DATA.glob("*.json*"))


def test_the_process_ends_with_1_and_no_stack_trace(folder: Path) -> None:
    change(ASSIGNMENTS, 3, lead="xyz")(folder)
    ended = subprocess.run(
        [sys.executable, "manage.py", "load_work_report", str(folder)],
        cwd=DATA.parents[1],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 1
    assert "assignments.jsonl:3:lead: " in ended.stderr
    assert "Traceback" not in ended.stderr
