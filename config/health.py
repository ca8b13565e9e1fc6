"""Is the process alive, and is everything behind it there? For supervisors and load balancers."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from projects.queries.reminding import sender_is_late, sweep_is_late

BROKER_TIMEOUT_SECONDS = 2


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (Django gives it)
    """200 while the process answers at all; touches nothing behind it."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (Django gives it)
    """200 when every check passes, else 503; each check is named either way."""
    checks = {name: check() for name, check in CHECKS.items()}
    ready = all(checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def database_answers() -> bool:
    """One round trip."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers() -> bool:
    """One ping."""
    try:
        with Redis.from_url(
            settings.CELERY_BROKER_URL,
            socket_connect_timeout=BROKER_TIMEOUT_SECONDS,
            socket_timeout=BROKER_TIMEOUT_SECONDS,
        ) as broker:
            return bool(broker.ping())
    except RedisError:
        return False


def migrations_are_applied() -> bool:
    """The database is as this version of the program expects it."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, ImproperlyConfigured):
        return False


def worker_sweeps() -> bool:
    """The sweep has come through the queue within two intervals; a worker that only answers pings is deaf."""
    try:
        return not sweep_is_late()
    except DatabaseError:
        return False


def worker_sends() -> bool:
    """The outbox has been looked at through the other queue."""
    try:
        return not sender_is_late()
    except DatabaseError:
        return False


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "broker": broker_answers,
    "migrations": migrations_are_applied,
    "worker": worker_sweeps,
    "sender": worker_sends,
}
