"""What the environment says, read once by strict typed readers; what is missing or malformed is named."""

import re
from ipaddress import ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env, ValidationError, validate
from ssrfguard import Policy

BASE_DIR = Path(__file__).resolve().parent.parent.parent

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
TIME_ZONE = "Asia/Shanghai"
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
