"""Steps of the cycle as a device takes them: read, then act on the version that was read."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def read(client: APIClient, path: str) -> dict[str, Any]:
    """An object as the client sees it."""
    response = client.get(f"/api/v1/{path}/")
    assert response.status_code == 200, response.json()
    return response.json()


def act(client: APIClient, path: str, action: str, status: int = 200, **body: Any) -> dict[str, Any]:
    """POST an action on an object that the client has just read."""
    version = read(client, path)["version"]
    response = client.post(f"/api/v1/{path}/{action}/", body, format="json", headers={"If-Match": f'"{version}"'})
    assert response.status_code == status, response.json()
    return response.json()


def add(client: APIClient, path: str, status: int = 201, **body: Any) -> dict[str, Any]:
    """POST a new object to a list."""
    response = client.post(f"/api/v1/{path}/", body, format="json", headers={"Idempotency-Key": str(uuid4())})
    assert response.status_code == status, response.json()
    return response.json()


def change(client: APIClient, path: str, status: int = 200, **body: Any) -> dict[str, Any]:
    """PATCH an object that the client has just read."""
    version = read(client, path)["version"]
    response = client.patch(f"/api/v1/{path}/", body, format="json", headers={"If-Match": f'"{version}"'})
    assert response.status_code == status, response.json()
    return response.json()


def attach(
    client: APIClient, project: int, status: int = 201, name: str = "竣工验收.pdf", **target: Any
) -> dict[str, Any]:
    """Upload a file that proves something."""
    body = {"file": SimpleUploadedFile(name, PDF), "project": project, **target}
    response = client.post("/api/v1/evidence/", body, format="multipart")
    assert response.status_code == status, response.json()
    return response.json()


def errors_of(answer: dict[str, Any]) -> dict[str, str]:
    """Field → what is wrong with it."""
    return {error["attr"]: error["detail"] for error in answer["errors"]}


def iso(day: date) -> str:
    """As the API writes it."""
    return day.isoformat()
