"""What somebody owes: ``python first_call.py https://duban.example head_zjj``, the password in $DUBAN_PASSWORD."""

import os
import sys

from duban_client.api.todo import todo
from duban_client.models import TodoAnswer
from login import log_in, open_client
from problems import need

site, username = sys.argv[1:]
token = log_in(site, username, os.environ["DUBAN_PASSWORD"], "my first client", language="en")
with open_client(site, token, language="en") as client:
    for duty in need(todo.sync_detailed(client=client), TodoAnswer).results:
        sys.stdout.write(f"{duty.due_on or ''!s:10}  {duty.title}: {duty.project.name if duty.project else ''}\n")
