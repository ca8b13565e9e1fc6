"""Figures for Prometheus, read from PostgreSQL at each scrape (RELIABILITY.md, promise 26)."""

from collections.abc import Iterator
from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from projects.queries.operations import heartbeats, outcomes_last_day, reminders_queued
from projects.queries.reminding import health


class RemindingCollector(Collector):
    """The outbox and the work that runs by itself."""

    def collect(self) -> Iterator[Metric]:
        """Seven queries at most."""
        now, figures = timezone.now(), health()
        waiting = GaugeMetricFamily("duban_outbox_waiting", "Deliveries that are due and not sent.")
        waiting.add_metric([], figures.waiting)
        yield waiting
        oldest = GaugeMetricFamily(
            "duban_outbox_oldest_unsent_seconds", "For how long the delivery that is due longest could have been sent."
        )
        oldest.add_metric([], figures.oldest_unsent or 0.0)
        yield oldest
        beats = GaugeMetricFamily("duban_task_age_seconds", "Seconds since a task was last done.", labels=["task"])
        for task, beaten_at in heartbeats().items():
            beats.add_metric([task], (now - beaten_at).total_seconds())
        yield beats
        queued = GaugeMetricFamily("duban_reminders_queued", "Reminders that no message tells of yet.")
        queued.add_metric([], reminders_queued())
        yield queued
        outcomes = GaugeMetricFamily(
            "duban_deliveries_last_day",
            "Deliveries by outcome: failed within a day, all others queued within a day.",
            labels=["channel", "state"],
        )
        for (channel, state), count in outcomes_last_day().items():
            outcomes.add_metric([channel, state], count)
        yield outcomes


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever shows the token (``METRICS_TOKEN``); without one set there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    registry = CollectorRegistry()
    registry.register(RemindingCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
