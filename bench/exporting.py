"""The export of all projects as a workbook, in a process of its own, against openpyxl writing the same cells."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.results import Result
from bench.seeding import Seeded

SECONDS, MEGABYTES = 30.0, 300.0  # for 10,000 rows
ROWS = 10_000
MEBIBYTE = 2**20
# Written twice: what is imported and compiled on the first time is not what is measured.
OURS = r"""
import re, sys, time
import django
django.setup()
from pathlib import Path
from django.utils.translation import override
from accounts.models import User
from projects.exports.contents import content_of
from projects.models import Project

path = Path(sys.argv[1])
user = User.objects.select_related("region").get(username="supervisor")
parameters = {"source": "api", "query": f"code={Project.objects.latest('pk').code}"}
with override("zh-hans"):
    content_of("projects", "xlsx", parameters, user).write(path, lambda done: None)
    start = time.perf_counter()
    content = content_of("projects", "xlsx", {"source": "api", "query": ""}, user)
    content.write(path, lambda done: None)
took = time.perf_counter() - start
# Of this program alone; what getrusage says is no less than what the parent had when it forked.
print(content.count, took, re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1])
"""
# The cells as they stand in the file that ours has written; a date or a number is one again, none is dressed.
RAW = """
import pickle, sys, time
from openpyxl import Workbook

rows = pickle.load(open(sys.argv[1], "rb"))
for part in (rows[:10], rows):
    start = time.perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in part:
        sheet.append(row)
    book.save(sys.argv[2])
print(time.perf_counter() - start)
"""
PICKLE = """
import pickle, sys
from openpyxl import load_workbook

sheet = load_workbook(sys.argv[1], read_only=True).worksheets[0]
rows = [list(row) for row in sheet.iter_rows(min_row=3, values_only=True)]
pickle.dump(rows, open(sys.argv[2], "wb"))
"""


def measure(_seeded: Seeded) -> list[Result]:
    """Seconds against the raw writer's, and both against what was promised for 10,000 rows."""
    with tempfile.TemporaryDirectory() as folder:
        ours, rows, raw = (str(Path(folder) / name) for name in ("ours.xlsx", "rows", "raw.xlsx"))
        count, seconds, kibibytes = _run(OURS, ours)
        _run(PICKLE, ours, rows)
        (limit,) = _run(RAW, rows, raw)
        size = Path(ours).stat().st_size
    share = count / ROWS
    figures = f"{seconds:.1f} s against {limit:.1f} s for {count:,.0f} rows, {size / MEBIBYTE:.1f} MiB"
    memory = kibibytes / 1024
    return [
        Result(f"export of {count:,.0f} projects, of raw openpyxl", limit / seconds, ">=", 0.35, figures),
        Result("… seconds, of 30 s for 10,000", seconds / (SECONDS * share), "<=", 1.0, f"{seconds:.1f} s"),
        Result("… memory, of 300 MB", memory / MEGABYTES, "<=", 1.0, f"{memory:.0f} MiB"),
    ]


def _run(program: str, *arguments: str) -> list[float]:
    """What a process of its own prints, as numbers."""
    answer = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=os.environ, capture_output=True, text=True, check=True
    )
    return [float(word) for word in answer.stdout.split()]
