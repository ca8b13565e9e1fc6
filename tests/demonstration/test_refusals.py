"""Nothing is simulated where it could be taken for real."""

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from tests.loading import content_of_every_table
from tests.personas import District

COMMANDS = ["create_demonstration_accounts", "simulate_demonstration"]


@pytest.mark.parametrize("command", COMMANDS)
def test_refused_outside_the_demonstration(command: str, district: District, settings: LazySettings) -> None:
    settings.DEMONSTRATION = False
    before = content_of_every_table()
    with pytest.raises(CommandError, match="DEMONSTRATION") as refused:
        call_command(command)
    assert refused.value.returncode == 1
    assert content_of_every_table() == before


@pytest.mark.django_db
@pytest.mark.parametrize("command", COMMANDS)
def test_refused_without_a_report_naming_the_command_that_loads_one(command: str, settings: LazySettings) -> None:
    settings.DEMONSTRATION = True
    with pytest.raises(CommandError, match="load_work_report"):
        call_command(command)
