"""A folder of its own for each test, and clients that upload as a device does."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests.evidence import samples


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    """Where this test's evidence lies."""
    options = {"location": tmp_path, "file_permissions_mode": 0o600}
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options},
    }
    return tmp_path


def stored(folder: Path) -> list[str]:
    """Names of the files that are kept."""
    return sorted(path.name for path in folder.iterdir())


def post(client: APIClient, content: bytes = samples.PDF, name: str = "验收报告.pdf", **fields: Any) -> Any:
    """Upload one file; fields say to which project and thing."""
    return client.post("/api/v1/evidence/", {"file": SimpleUploadedFile(name, content), **fields}, format="multipart")
