"""The schema is valid OpenAPI 3.1, complete, and what the service really answers."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from rest_framework.test import APIClient

from projects.models import IndicatorLink
from projects.services import standing
from tests import factories as make
from tests.clients import ClientOf
from tests.personas import District

Check = Callable[[str, str, Any], None]


@pytest.fixture
def schema(anonymous: APIClient, db: None) -> dict[str, Any]:
    response = anonymous.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert response.status_code == 200
    return response.json()


@pytest.fixture
def check(schema: dict[str, Any]) -> Check:
    """``check(method, path, response)``: the answer is declared, and has nothing that is not."""
    closed = close(schema)
    registry: Registry[Any] = Registry().with_resource("urn:api", Resource(contents=closed, specification=DRAFT202012))

    def check_answer(method: str, path: str, response: Any) -> None:
        template = next(known for known in closed["paths"] if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", known), path))
        answers = closed["paths"][template][method]["responses"]
        assert str(response.status_code) in answers, f"{method} {path}: {response.status_code} is not in the schema"
        if not response.content:
            assert "content" not in answers[str(response.status_code)]
            return
        pointer = "/".join(
            part.replace("~", "~0").replace("/", "~1")
            for part in ("paths", template, method, "responses", str(response.status_code), "content")
        )
        reference = {"$ref": f"urn:api#/{pointer}/application~1json/schema"}
        validator = Draft202012Validator(reference, registry=registry, format_checker=FormatChecker())
        problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(response.json())]
        assert problems == [], f"{method} {path}"
        declared = answers[str(response.status_code)].get("headers", {})
        assert {"ETag", "Location"} & set(response.headers) <= set(declared)

    return check_answer


def close(node: Any) -> Any:
    """A copy of the schema in which an object has no properties but those declared."""
    if isinstance(node, list):
        return [close(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: close(value) for key, value in node.items()}
    if node.get("type") == "object" and "properties" in node:
        closed.setdefault("additionalProperties", False)
    return closed


def test_the_schema_is_valid_openapi_3_1(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_the_schema_comes_without_a_warning(capsys: pytest.CaptureFixture[str], anonymous: APIClient, db: None) -> None:
    anonymous.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert "Warning" not in capsys.readouterr().err


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(schema: dict[str, Any]) -> None:
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names) > 30
    assert [operation["operationId"] for operation in operations if not operation.get("description")] == []


def test_the_paths_are_those_of_the_contract(schema: dict[str, Any]) -> None:
    paths = {path.removeprefix("/api/v1/"): set(methods) for path, methods in schema["paths"].items()}
    expected = {
        "auth/login/": {"post"}, "auth/logout/": {"post"}, "auth/logout-all/": {"post"}, "me/": {"get", "patch"},
        "me/password/": {"post"}, "me/devices/": {"get"}, "me/devices/{key}/": {"delete"},
        "departments/": {"get"}, "departments/{id}/": {"get"}, "people/": {"get"}, "notifications/": {"get"},
        "notifications/unread-count/": {"get"}, "notifications/read-all/": {"post"},
        "notifications/{id}/read/": {"post"}, "notifications/{id}/acknowledge/": {"post"},
        "notifications/{id}/postpone/": {"post"}, "me/preferences/": {"get", "patch"},
        "work-reports/": {"get"}, "work-reports/{id}/": {"get"}, "work-reports/{id}/sections/": {"get"},
        "work-reports/{id}/results/": {"get"}, "indicators/": {"get"}, "indicators/{id}/": {"get"},
        "indicators/{id}/readings/": {"get", "post"}, "indicators/{id}/pace/": {"get"},
        "indicators/{id}/planned-values/": {"get", "put"}, "indicator-links/": {"get", "post"},
        "indicator-links/{id}/": {"get", "patch", "delete"}, "readings/": {"get", "post"},
        "readings/workbook/": {"get", "post"},
        "readings/{id}/": {"get", "patch", "delete"}, "readings/{id}/submit/": {"post"},
        "readings/{id}/return/": {"post"}, "readings/{id}/verify/": {"post"}, "projects/": {"get", "post"},
        "projects/{id}/": {"get", "patch"}, "projects/assign/": {"post"}, "projects/{id}/acknowledge/": {"post"},
        "projects/{id}/apply-template/": {"post"}, "projects/{id}/assign/": {"post"}, "projects/{id}/close/": {"post"},
        "projects/{id}/reopen/": {"post"}, "projects/{id}/request-closure/": {"post"},
        "projects/{id}/resume/": {"post"}, "projects/{id}/return/": {"post"}, "projects/{id}/suspend/": {"post"},
        "projects/{id}/withdraw/": {"post"}, "projects/{id}/timeline/": {"get"},
        "projects/{id}/milestones/": {"get", "post"},
        "milestones/{id}/": {"get", "patch", "delete"}, "milestones/{id}/take-back/": {"post"},
        "milestones/{id}/waive/": {"post"}, "progress-reports/": {"get", "post"},
        "progress-reports/{id}/": {"get", "patch", "delete"}, "progress-reports/{id}/approve/": {"post"},
        "progress-reports/{id}/confirm/": {"post"}, "progress-reports/{id}/return/": {"post"},
        "progress-reports/{id}/submit/": {"post"}, "extensions/": {"get", "post"}, "extensions/{id}/": {"get"},
        "evidence/": {"get", "post"}, "evidence/{id}/": {"get", "delete"}, "evidence/{id}/content/": {"get"},
        "extensions/{id}/approve/": {"post"}, "extensions/{id}/refuse/": {"post"},
        "extensions/{id}/withdraw/": {"post"}, "instructions/": {"get", "post"}, "instructions/{id}/": {"get"},
        "instructions/{id}/close/": {"post"}, "instructions/{id}/replies/": {"get", "post"},
        "instruction-replies/{id}/": {"get"}, "instruction-replies/{id}/accept/": {"post"},
        "instruction-replies/{id}/send-back/": {"post"}, "reporting-periods/": {"get"},
        "department-records/": {"get"},
        "milestones/{id}/complete/": {"post"}, "todo/": {"get"}, "sync/": {"get"}, "dashboard/": {"get"},
        "exports/": {"get", "post"}, "exports/{id}/": {"get"}, "exports/{id}/content/": {"get"},
        "report-breakdowns/": {"get", "post"}, "report-breakdowns/upload/": {"post"},
        "report-breakdowns/{id}/": {"get"}, "report-breakdowns/{id}/accept/": {"post"},
        "report-breakdowns/{id}/apply/": {"post"}, "report-breakdowns/{id}/drafts/": {"get", "post"},
        "report-breakdowns/{id}/preview/": {"get"}, "report-breakdowns/{id}/reject-open/": {"post"},
        "report-breakdowns/{id}/resume/": {"post"}, "report-breakdowns/{id}/text/": {"get"},
        "report-breakdowns/{id}/undo/": {"post"},
        "breakdown-drafts/{id}/": {"get", "patch"}, "breakdown-drafts/{id}/accept/": {"post"},
        "breakdown-drafts/{id}/merge/": {"post"}, "breakdown-drafts/{id}/reject/": {"post"},
        "breakdown-drafts/{id}/reopen/": {"post"}, "breakdown-drafts/{id}/split/": {"post"},
    }  # fmt: skip
    assert paths == expected


def test_headers_of_the_contract_are_declared(schema: dict[str, Any]) -> None:
    patch = schema["paths"]["/api/v1/projects/{id}/"]["patch"]
    required = {parameter["name"] for parameter in patch["parameters"] if parameter.get("required")}
    assert required == {"id", "If-Match"}
    assert {"200", "400", "401", "403", "404", "412", "428"} <= set(patch["responses"])
    assert "ETag" in patch["responses"]["200"]["headers"]
    complete = schema["paths"]["/api/v1/milestones/{id}/complete/"]["post"]
    assert "409" in complete["responses"]
    parameters = {parameter["name"] for parameter in schema["paths"]["/api/v1/projects/"]["get"]["parameters"]}
    assert {"rag", "mine", "cursor", "page_size", "ordering", "count", "fields", "expand"} <= parameters


def test_real_answers_match_the_schema(district: District, client_of: ClientOf, check: Check) -> None:
    make.make_reading(district.indicator, date(2024, 8, 1), "6.5", entered_by=district.people.reporter)
    make.make_prior_result(district.report, "R001")
    IndicatorLink.objects.create(project=district.led, indicator=district.indicator, planned_contribution=1)
    for person in (district.people.supervisor, district.people.department_head):
        make.make_notification(person)
    standing.recompute_all()
    project, indicator, report = district.led.pk, district.indicator.pk, district.report.pk
    paths = [
        "me/", "me/devices/", "departments/", f"departments/{district.fgw_office.pk}/", "people/", "notifications/",
        "notifications/unread-count/", "work-reports/", f"work-reports/{report}/", f"work-reports/{report}/sections/",
        f"work-reports/{report}/results/", "indicators/", f"indicators/{indicator}/",
        f"indicators/{indicator}/readings/", f"indicators/{indicator}/pace/", "projects/", f"projects/{project}/",
        f"projects/{district.supported.pk}/", f"projects/{project}/milestones/",
        f"milestones/{district.overdue.pk}/", "todo/", "dashboard/", "sync/",
    ]  # fmt: skip
    for person in (district.people.supervisor, district.people.department_head, district.people.leader):
        client = client_of(person)
        for path in paths:
            response = client.get(f"/api/v1/{path}")
            assert response.status_code == 200, path
            check("get", f"/api/v1/{path}", response)
    expanded = client.get("/api/v1/projects/?expand=milestones,supporting_departments,indicator_links&count=exact")
    check("get", "/api/v1/projects/", expanded)


def test_real_errors_and_changes_match_the_schema(
    district: District, client_of: ClientOf, anonymous: APIClient, check: Check
) -> None:
    client = client_of(district.people.supervisor)
    project, complete = f"/api/v1/projects/{district.led.pk}/", f"/api/v1/milestones/{district.overdue.pk}/complete/"
    tag = client.get(project)["ETag"]
    changed = client.patch(project, {"note": "核对过"}, headers={"If-Match": tag})
    stale = client.patch(project, {"note": "别的"}, headers={"If-Match": tag})
    done = client.post(complete, {}, headers={"If-Match": '"1"'})
    twice = client.post(complete, {}, headers={"If-Match": done["ETag"]})
    planned = client.post(
        f"/api/v1/projects/{district.draft.pk}/milestones/", {"title": "开工", "due_on": "2024-10-01"}
    )
    nobody = {"username": "a", "password": "b", "device_name": "c"}
    answers = [
        ("patch", project, 200, changed),
        ("patch", project, 412, stale),
        ("patch", project, 428, client.patch(project, {})),
        ("post", complete, 200, done),
        ("post", complete, 409, twice),
        ("post", f"/api/v1/projects/{district.draft.pk}/milestones/", 201, planned),
        ("get", "/api/v1/projects/", 400, client.get("/api/v1/projects/?colour=red")),
        ("get", "/api/v1/projects/", 401, anonymous.get("/api/v1/projects/")),
        ("get", "/api/v1/projects/1/", 404, client.get("/api/v1/projects/987654321/")),
        ("post", "/api/v1/auth/login/", 401, anonymous.post("/api/v1/auth/login/", nobody)),
        ("post", "/api/v1/notifications/read-all/", 200, client.post("/api/v1/notifications/read-all/")),
        ("post", "/api/v1/auth/logout/", 204, client.post("/api/v1/auth/logout/")),
    ]  # fmt: skip
    for method, path, status, response in answers:
        assert response.status_code == status, (path, response.content)
        check(method, path, response)


def test_the_documentation_is_served_from_local_files_only(
    anonymous: APIClient, db: None, settings: LazySettings
) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    response = anonymous.get("/api/v1/docs/", headers={"Accept": "text/html"})
    assert response.status_code == 200
    page = response.content.decode()
    sources = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert any("swagger-ui-bundle.js" in source for source in sources)
    assert all(source.startswith("/static/") for source in sources)
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page
