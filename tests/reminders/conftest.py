"""A district with reminder rules, mail addresses, and office hours whatever the real time is."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import LazySettings

from accounts import clock
from accounts.choices import PostKind
from projects.models import ReminderRule
from projects.reminders.defaults import seed_rules
from tests import factories as make
from tests.personas import District
from tests.reminders.mail_sink import MailSink


@pytest.fixture(autouse=True)
def office_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten in the morning of the business date."""
    monkeypatch.setattr(
        clock, "now", lambda: datetime.combine(clock.today(), datetime.min.time(), clock.BEIJING).replace(hour=10)
    )


@pytest.fixture
def chased(district: District) -> District:
    """The overdue milestone of ``district.led`` is due since 30 June; everyone has an address.

    Only milestones and acknowledgements are chased.
    """
    seed_rules(report=district.report)
    ReminderRule.objects.exclude(subject__in=["milestone", "acknowledgement"]).update(is_active=False)
    make.make_post(district.fgw, "联络员", kind=PostKind.CONTACT, holder=district.people.reporter)
    for user in vars(district.people).values():
        user.email = f"{user.username}@duban.example"
        user.save(update_fields=["email"])
    return district


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[MailSink]:
    """The mail server that everything goes to."""
    with MailSink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink
