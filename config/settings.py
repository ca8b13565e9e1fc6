"""All settings, read once from the environment by strict typed readers.

Nothing falls back to an open default: a variable that is missing or malformed stops the start and is
named. ``make run`` and ``make test`` provide every variable through ``config.embedded``.
"""

import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import django_stubs_ext
import pghistory
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from django_guid.integrations import CeleryIntegration
from environs import Env, ValidationError, validate
from kombu import Queue
from ssrfguard import Policy

from config.theme import UNFOLD  # noqa: F401  (a setting)

# Django's generic classes take their type parameters at run time, too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)


def validate_networks(names: list[str]) -> None:
    """Raises ValidationError unless each is a network such as 10.0.0.0/8 that the guard can open."""
    for name in names:
        try:
            Policy(allowed_networks=(ip_network(name),))
        except ValueError as fault:
            raise ValidationError(f"“{name}” cannot be allowed; give a network such as 10.0.0.0/8.") from fault


def validate_expression(pattern: str) -> None:
    """Raises ValidationError unless the text is a regular expression."""
    try:
        re.compile(pattern)
    except re.error as fault:
        raise ValidationError(f"Not a regular expression: {fault}.") from fault


SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=50))
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", validate=validate.Length(min=1))
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.str("SITE_URL", validate=validate.URL(require_tld=False))
DEMONSTRATION = env.bool("DEMONSTRATION", False)
BUSINESS_DATE = env.date("BUSINESS_DATE", None)
# A text that is too long is told at its field; only what no form could hold is refused unread.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
SECURE_HTTPS = env.bool("SECURE_HTTPS", True)
# Evidence lies in a folder, or in a bucket of an S3-compatible service (docs/evidence.md).
EVIDENCE_S3_BUCKET = env.str("EVIDENCE_S3_BUCKET", "")
if EVIDENCE_S3_BUCKET:
    EVIDENCE_STORAGE = {
        "BACKEND": "config.evidence_storage.EvidenceBucket",
        "OPTIONS": {
            "bucket_name": EVIDENCE_S3_BUCKET,
            "endpoint_url": env.str("EVIDENCE_S3_ENDPOINT", validate=validate.URL(require_tld=False)),
            "region_name": env.str("EVIDENCE_S3_REGION", "us-east-1"),
            "access_key": env.str("EVIDENCE_S3_ACCESS_KEY", validate=validate.Length(min=1)),
            "secret_key": env.str("EVIDENCE_S3_SECRET_KEY", validate=validate.Length(min=1)),
            "addressing_style": env.str(
                "EVIDENCE_S3_ADDRESSING", "auto", validate=validate.OneOf(["auto", "path", "virtual"])
            ),
        },
    }
else:
    EVIDENCE_FOLDER = env.path("EVIDENCE_FOLDER")
    EVIDENCE_STORAGE = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": EVIDENCE_FOLDER,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=600, conn_health_checks=True)}
REDIS_URL = env.str("REDIS_URL", validate=validate.Regexp(r"^(rediss?|unix)://", error="Must be a redis:// address."))
email = env.dj_email_url("EMAIL_URL")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", validate=validate.Regexp(r".+@.+", error="Must be a mail address."))
# How long a worker owns the messages it has claimed; what it leaves behind is taken over after that.
DELIVERY_LEASE_SECONDS = env.int("DELIVERY_LEASE_SECONDS", 60, validate=validate.Range(min=2, max=120))
# The same for exports, and how many the workers write at a time, so that most hands stay free (docs/exports.md).
EXPORT_LEASE_SECONDS = env.int("EXPORT_LEASE_SECONDS", 60, validate=validate.Range(min=2, max=600))
EXPORTS_AT_ONCE = env.int("EXPORTS_AT_ONCE", 1, validate=validate.Range(min=1, max=100))
# Webhooks go to the public web by https; a closed network names its own (docs/channels.md).
WEBHOOK_ALLOWED_NETWORKS: list[str] = env.list("WEBHOOK_ALLOWED_NETWORKS", [], validate=validate_networks)
WEBHOOK_ALLOWED_PORTS: list[int] = env.list(
    "WEBHOOK_ALLOWED_PORTS",
    [443],
    subcast=int,
    validate=validate.ContainsOnly(range(1, 65536), error="Must be ports from 1 to 65535."),
)
WEBHOOK_ALLOW_HTTP = env.bool("WEBHOOK_ALLOW_HTTP", False)
# Text messages by an HTTP gateway; without an address there are none.
SMS_GATEWAY_URL = env.str(
    "SMS_GATEWAY_URL", "", validate=validate.Regexp(r"(https?://.+)?$", error="Must be an https:// or http:// address.")
)
SMS_GATEWAY_HEADERS: dict[str, str] = env.dict("SMS_GATEWAY_HEADERS", {})
SMS_GATEWAY_BODY = env.str("SMS_GATEWAY_BODY", '{"phone": "$phone", "text": "$text", "id": "$message_id"}')
SMS_GATEWAY_SUCCESS = env.str("SMS_GATEWAY_SUCCESS", ".", validate=validate_expression)
# Calls of the API in a minute, for an account, an address, and an account's files; 0 is no limit (docs/api.md).
RATE_LIMITS = {
    "user": env.int("RATE_LIMIT_USER", 600, validate=validate.Range(min=0)),
    "address": env.int("RATE_LIMIT_ADDRESS", 1200, validate=validate.Range(min=0)),
    "files": env.int("RATE_LIMIT_FILES", 120, validate=validate.Range(min=0)),
}
# Wrong passwords for a name from an address, and from everywhere, that are looked at within so many minutes.
LOGIN_LIMITS = {
    "address": env.int("LOGIN_LIMIT_ADDRESS", 5, validate=validate.Range(min=1, max=100)),
    "account": env.int("LOGIN_LIMIT_ACCOUNT", 50, validate=validate.Range(min=1, max=1000)),
    "minutes": env.int("LOGIN_LIMIT_MINUTES", 15, validate=validate.Range(min=1, max=1440)),
}
# How many reverse proxies of ours stand in front; only the addresses that they add to X-Forwarded-For are believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0, validate=validate.Range(min=0, max=10))
# A device's token lives so many days after its last use, and thirty at most.
TOKEN_DAYS = env.int("TOKEN_DAYS", 7, validate=validate.Range(min=1, max=30))
# Who may read /metrics; without a token there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))

env.seal()

if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL: PostgreSQL is needed; give postgres://user:password@host:port/name.")
if not email["EMAIL_HOST"] or email.get("EMAIL_BACKEND") != "django.core.mail.backends.smtp.EmailBackend":
    raise ImproperlyConfigured("EMAIL_URL: a mail server is needed; give smtp:// or submission://user:password@host.")
if not EVIDENCE_S3_BUCKET:
    if not EVIDENCE_FOLDER.is_absolute():
        raise ImproperlyConfigured("EVIDENCE_FOLDER: give the whole path of the folder for uploaded files, from / on.")
    if EVIDENCE_FOLDER.resolve().is_relative_to(BASE_DIR / "staticfiles"):
        raise ImproperlyConfigured("EVIDENCE_FOLDER: choose a folder outside of the one that web servers show.")
if BUSINESS_DATE is not None and not DEMONSTRATION:
    raise ImproperlyConfigured("BUSINESS_DATE: only allowed together with DEMONSTRATION=on; unset it.")
if DEMONSTRATION and SECURE_HTTPS:
    raise ImproperlyConfigured("DEMONSTRATION: refused with SECURE_HTTPS=on; a public server shows no simulated data.")

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_guid",
    "pgtrigger",
    "config.apps.HistoryConfig",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "accounts",
    "indicators",
    "projects",
    "config.apps.ConfigurationConfig",
]

MIDDLEWARE = [
    "django_guid.middleware.guid_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.one_time_password.OneTimePasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.history.HistoryMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES["default"]["OPTIONS"] = {"application_name": "duban"}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.authentication.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "config.error_pages.csrf_failure"
LOGIN_URL = "console:login"
LOGIN_REDIRECT_URL = "console:index"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_HTTPS else None

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
WHITENOISE_USE_FINDERS = DEMONSTRATION
STORAGES = {
    "evidence": EVIDENCE_STORAGE,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMONSTRATION
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

EMAIL_HOST, EMAIL_PORT = email["EMAIL_HOST"], email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = email["EMAIL_HOST_USER"], email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = email["EMAIL_USE_TLS"], email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20

# DOMAIN §7: history is written by triggers, so that bulk and SQL changes are recorded too.
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_APPEND_ONLY = True
PGHISTORY_ADMIN_MODEL = "pghistory.Events"

# One request id from HTTP through the worker into the history (RELIABILITY.md promise 28).
DJANGO_GUID = {
    "GUID_HEADER_NAME": "X-Request-ID",
    "VALIDATE_GUID": True,
    "RETURN_HEADER": True,
    "INTEGRATIONS": [CeleryIntegration(use_django_logging=False)],
}

# RELIABILITY.md: PostgreSQL is the record and the broker a bell; no ETA tasks; a killed child's task reruns.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "unacked_restore_interval": 5}
CELERY_DB_REUSE_MAX = 1000
# Neither a slow mail server nor a large export may hold up the sweep. One worker serves all queues, or one each
# (docs/reminders.md, docs/exports.md).
CELERY_TASK_QUEUES = (Queue("celery"), Queue("sending"), Queue("exports"))
CELERY_TASK_ROUTES = {
    "accounts.tasks.deliver_notifications": {"queue": "sending"},
    "projects.tasks.write_exports": {"queue": "exports"},
    "projects.tasks.read_reports": {"queue": "exports"},
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_TIME_LIMIT = 240

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.DeviceTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["accounts.api.contract.rendering.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api.contract.parsing.ReadableJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "accounts.api.contract.openapi.ContractSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "NUM_PROXIES": TRUSTED_PROXIES,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "accounts.api.contract.errors.ContractExceptionHandler",
    "EXCEPTION_FORMATTER_CLASS": "accounts.api.contract.errors.ContractExceptionFormatter",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
    "ALLOWED_ERROR_STATUS_CODES": [
        "400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429", "500", "503",
    ],
}  # fmt: skip
SPECTACULAR_SETTINGS = {
    "TITLE": "Duban",
    "DESCRIPTION": "Supervision of the work that a district's annual Government Work Report promised.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.api.contract.enumerations.name_enumerations",
        "accounts.api.contract.bounds.say_what_is_refused",
        "config.api_glossary.explain",
        "config.api_examples.show",
        "accounts.api.contract.documentation.share_headers",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ErrorKindEnum": "accounts.api.contract.openapi.ErrorKind",
        "ChannelEnum": "accounts.choices.Channel",
        "RoleEnum": "accounts.choices.Role",
        "LanguageEnum": "accounts.choices.Language",
        "DepartmentKindEnum": "accounts.choices.DepartmentKind",
        "NotificationKindEnum": "accounts.choices.NotificationKind",
        "ExportKindEnum": "projects.choices.ExportKind",
        "ExportFormatEnum": "projects.choices.ExportFormat",
        "ExportStateEnum": "projects.choices.ExportState",
        "LevelEnum": "accounts.choices.Level",
        "WorkReportKindEnum": "indicators.choices.WorkReportKind",
        "SectionLevelEnum": "indicators.choices.SectionLevel",
        "MeasureEnum": "indicators.choices.Measure",
        "ComparisonEnum": "indicators.choices.Comparison",
        "DirectionEnum": "indicators.choices.Direction",
        "AggregationEnum": "indicators.choices.Aggregation",
        "FrequencyEnum": "indicators.choices.Frequency",
        "BaselineMatchEnum": "indicators.choices.BaselineMatch",
        "ModalityEnum": "indicators.choices.Modality",
        "ProgressReportStateEnum": "projects.choices.ProgressReportState",
        "ExtensionStateEnum": "projects.choices.ExtensionState",
        "InstructionStateEnum": "projects.choices.InstructionState",
        "ReplyStateEnum": "projects.choices.ReplyState",
        "ReadingStateEnum": "indicators.choices.ReadingState",
        "PaceEnum": "indicators.api.judgements.PACE_CHOICES",
        "AttainmentEnum": "indicators.api.judgements.ATTAINMENT_CHOICES",
        "NatureEnum": "projects.choices.Nature",
        "CategoryEnum": "projects.choices.Category",
        "ActionEnum": "projects.choices.Action",
        "StageEnum": "projects.choices.Stage",
        "RagEnum": "projects.choices.Rag",
        "MilestoneOriginEnum": "projects.choices.MilestoneOrigin",
        "DutySubjectEnum": "projects.api.todo.SUBJECT_KINDS",
        "DutyKindEnum": "projects.choices.ReminderSubject",
    },
}
KNOX_TOKEN_MODEL = "accounts.Device"  # noqa: S105  (a model, not a secret)
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=TOKEN_DAYS),
    "AUTO_REFRESH": True,
    "AUTO_REFRESH_MAX_TTL": timedelta(days=30),
    "MIN_REFRESH_INTERVAL": 3600,
    "AUTH_HEADER_PREFIX": "Bearer",
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
