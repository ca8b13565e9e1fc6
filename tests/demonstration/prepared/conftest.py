"""The demonstration as ``make run`` prepares it, made once for this folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from indicators.models import Reading
from projects.models import Milestone, ProgressReport, Project, StageChange
from tests.loading import kept_for_many_tests, load

PASSWORD = "demonstration pass phrase"


def create_accounts(password: str = PASSWORD) -> str:
    """Run the command with ``DEMO_PASSWORD``; empty means unset."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DEMO_PASSWORD", raising=False)
        if password:
            environment.setenv("DEMO_PASSWORD", password)
        return run("create_demonstration_accounts")


def run(command: str) -> str:
    """Run a command; what it says."""
    stdout = StringIO()
    call_command(command, stdout=stdout)
    return stdout.getvalue()


def simulated_year() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is simulated, by names and dates instead of keys."""
    return {
        "projects": list(
            Project.objects.order_by("code").values_list(
                "code", "stage", "acknowledged_on", "started_on", "closed_on", "reported_progress", "progress",
                "expected_progress", "rag", "rag_reasons", "milestones_total", "milestones_done",
                "milestones_overdue", "next_due_on",
            )
        ),
        "milestones": list(
            Milestone.objects.order_by("project__code", "position").values_list(
                "project__code", "title", "position", "due_on", "completed_on", "completed_by__username", "origin"
            )
        ),
        "reports": list(
            ProgressReport.objects.order_by("project__code", "period").values_list(
                "project__code", "period", "percent", "state", "submitted_on", "written_by__username"
            )
        ),
        "readings": list(
            Reading.objects.order_by("indicator__code", "period").values_list(
                "indicator__code", "period", "value", "state", "entered_by__username"
            )
        ),
        "moves": list(
            StageChange.objects.order_by("project__code", "id").values_list(
                "project__code", "from_stage", "to_stage", "made_on", "made_by__username"
            )
        ),
    }  # fmt: skip


@dataclass(frozen=True)
class Demonstration:
    """What the commands said, and the year that a first simulation made, which was undone."""

    accounts: str
    simulation: str
    other_year: dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="package")
def prepared(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demonstration]:
    """Report, accounts and simulation; the rows stay for all tests of this folder."""
    with kept_for_many_tests(django_db_blocker), override_settings(DEMONSTRATION=True):
        load()
        accounts = create_accounts()
        with transaction.atomic():
            run("simulate_demonstration")
            other_year = simulated_year()
            transaction.set_rollback(True)
        yield Demonstration(accounts, run("simulate_demonstration"), other_year)


@pytest.fixture
def demonstration(prepared: Demonstration, db: None) -> Demonstration:
    """The prepared demonstration, and a savepoint of the test's own."""
    return prepared
