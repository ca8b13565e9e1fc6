"""What is logged, and the request id that goes with it from HTTP through the worker into the history."""

from django_guid.integrations import CeleryIntegration

from config.settings.environment import LOG_LEVEL

# One request id from HTTP through the worker into the history (RELIABILITY.md promise 28).
DJANGO_GUID = {
    "GUID_HEADER_NAME": "X-Request-ID",
    "VALIDATE_GUID": True,
    "RETURN_HEADER": True,
    "INTEGRATIONS": [CeleryIntegration(use_django_logging=False)],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "django_guid.log_filters.CorrelationId"},
        # A 503 of the readiness probe is an answer; whoever asked for it knows.
        "no_probe": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda line: "/readyz" not in line.getMessage(),
        },
    },
    "formatters": {"line": {"format": "%(levelname)s %(name)s [%(correlation_id)s] %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # httpx tells whole addresses at level INFO, and those of robots are secrets.
    "loggers": {
        "django.request": {"filters": ["no_probe"]},
        "django_guid": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
    },
}
