"""The shipped report in the database for many tests at once: it takes seconds, so it is loaded once."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.factories import TODAY
from tests.work_report.corruptions import DATA


@contextmanager
def kept_for_many_tests(blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around several tests, each of which still has its own savepoint; undone at the end."""
    with blocker.unblock(), override_settings(BUSINESS_DATE=TODAY), transaction.atomic():
        yield
        transaction.set_rollback(True)


def load() -> str:
    """Load the shipped data set; what the command says."""
    stdout = StringIO()
    call_command("load_work_report", DATA, stdout=stdout)
    return stdout.getvalue()


def content_of_every_table() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of ours, history and versions included."""
    models = [m for label in ("accounts", "indicators", "projects") for m in apps.get_app_config(label).get_models()]
    return {model._meta.label: list(model._default_manager.order_by("pk").values_list()) for model in models}
