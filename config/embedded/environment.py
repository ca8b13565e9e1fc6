"""The variables that the embedded servers provide, and how a second terminal finds them."""

import os
import re
import secrets
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

from config.embedded.folder import Folder

ROOT = Path(__file__).resolve().parent.parent.parent
LOCAL = ROOT / ".local"
DEMONSTRATION_DATE = "2024-09-20"  # the shipped report is of 2024


def defaults(folder: Folder, *, port: int, demonstration: bool) -> dict[str, str]:
    """Settings that do not depend on a server's address."""
    variables = {
        "SECRET_KEY": folder.secret("secret-key", 64),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "SITE_URL": f"http://localhost:{port}",
        "DEFAULT_FROM_EMAIL": "duban@duban.example",
        "EVIDENCE_FOLDER": str(folder.sub("evidence")),
        "METRICS_TOKEN": folder.secret("metrics-token", 32),
        "SECURE_HTTPS": "off",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    if demonstration:
        variables |= {
            "DEMONSTRATION": "on",
            "BUSINESS_DATE": DEMONSTRATION_DATE,
            "DEMO_PASSWORD": folder.secret("demonstration-password", 9),
        }
    return variables


def publish(folder: Folder, variables: dict[str, str]) -> None:
    """Write the variables where ``manage.py`` in another terminal finds them, for this user only."""
    path = folder.environment_file
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as stream:
        stream.writelines(f"{name}={value}\n" for name, value in variables.items())


def adopt(environment: MutableMapping[str, str], path: Path = LOCAL / "run" / "environment") -> None:
    """Complete the environment from running embedded servers, unless it names a database of its own."""
    if "DATABASE_URL" in environment or not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if re.fullmatch(r"[A-Z_]+", name):
            environment.setdefault(name, value)


def stand_alone(environment: MutableMapping[str, str]) -> None:
    """Complete the environment for a command that needs no server: what it names is never opened."""
    nowhere = "localhost:1"
    for name, value in {
        "SECRET_KEY": secrets.token_hex(32),
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": "http://localhost",
        "DEFAULT_FROM_EMAIL": "duban@duban.example",
        "EVIDENCE_FOLDER": tempfile.gettempdir(),
        "DATABASE_URL": f"postgres://nobody@{nowhere}/none",
        "REDIS_URL": f"redis://{nowhere}",
        "EMAIL_URL": f"smtp://{nowhere}",
    }.items():
        environment.setdefault(name, value)
