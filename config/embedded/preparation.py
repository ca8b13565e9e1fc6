"""What must be in the database before the services start; each step changes nothing the second time."""

import sys

import django
from django.conf import settings
from django.core.management import CommandError, call_command

DATA = "data/zhanggong-2024"


def prepare() -> int:
    """Migrate and load the demonstration; returns the exit code."""
    django.setup()
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    try:
        call_command("migrate", verbosity=0)
        call_command("load_work_report", DATA)
        call_command("create_demonstration_accounts")
        call_command("simulate_demonstration")
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(prepare())
