"""Three sweeps at once, by three processes: every row once, every message once (RELIABILITY.md, promise 7)."""

import subprocess
import sys
from datetime import date

from accounts.models import Notification
from projects.models import Reminder
from tests import factories as make
from tests.committed import COMMITTED, process_environment
from tests.embedded.supervised import ROOT
from tests.personas import District

SWEEP = """
import sys, django
django.setup()
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
print("ready", flush=True)
sys.stdin.readline()
print(sweep(), compose())
"""


@COMMITTED
def test_three_sweeps_at_once_create_each_row_and_each_message_once(chased: District) -> None:
    for number in range(100, 160):
        project = make.make_project(chased.theme, f"2024-1-{number}", lead=chased.fgw)
        make.make_milestone(project, date(2024, 8, 1))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SWEEP],
            cwd=ROOT,
            env=process_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    outputs = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        text, _nothing = process.communicate(timeout=60)
        assert process.returncode == 0
        outputs.append([int(number) for number in text.split()])

    subjects = 61
    assert Reminder.objects.count() == subjects * 4
    assert sum(created for created, _messages in outputs) == subjects * 4
    assert Notification.objects.count() == 4, "all items at once to the reporter, a digest to each of the others"
    assert not Reminder.objects.filter(notification=None).exists()
