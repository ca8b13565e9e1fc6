"""Three sweeps at once, by three processes: every row once, every message once (RELIABILITY.md, promise 7)."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

from django.db import connection, transaction

from accounts.models import Notification
from projects.choices import ReminderState
from projects.models import Reminder, SupervisionNotice
from projects.reminders.compose import compose
from projects.reminders.sweep import sweep
from projects.services.locking import lock_project
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
def test_a_message_about_a_project_is_written_while_a_service_holds_the_project(chased: District) -> None:
    held, written = Event(), Event()

    def complete_slowly() -> None:
        with transaction.atomic():
            lock_project(chased.led.pk)
            held.set()
            assert written.wait(20)
        connection.close()

    with ThreadPoolExecutor(1) as threads:
        service = threads.submit(complete_slowly)
        assert held.wait(20)
        sweep()
        compose()  # would wait for the project, whose service would wait for the reminders
        written.set()
        service.result()
    assert SupervisionNotice.objects.filter(project=chased.led).exists()


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
    assert Reminder.objects.count() == subjects * 5
    assert sum(created for created, _messages in outputs) == subjects * 5
    assert Notification.objects.count() == 4, "all items at once to the reporter, a digest to each of the others"
    assert not Reminder.objects.exclude(state=ReminderState.SUPERSEDED).filter(notification=None).exists()
