"""Every error has the one shape of API.md, in the reader's language, and none is a page or a 500."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Device
from tests.clients import ClientOf
from tests.personas import District


def problem(response: Any, status: int, kind: str = "") -> dict[str, Any]:
    """The one error of an answer, after the shape of the whole has been checked."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) - {"allowed", "current"} == {"type", "errors", "request_id"}
    assert body["request_id"] == response["X-Request-ID"]
    assert body["type"] == (kind or ("validation_error" if status == 400 else "client_error"))
    assert all(set(error) == {"code", "detail", "attr"} and error["detail"] for error in body["errors"])
    return body["errors"][0]


def test_no_token_is_a_401_with_the_scheme_to_use(anonymous: APIClient, db: None) -> None:
    response = anonymous.get("/api/v1/projects/")
    assert problem(response, 401)["code"] == "not_authenticated"
    assert response["WWW-Authenticate"] == "Bearer"


def test_an_expired_token_is_a_401(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.reporter)
    Device.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert problem(client.get("/api/v1/projects/"), 401)["code"] == "authentication_failed"


@pytest.mark.parametrize("path", ["projects/", "indicators/", "departments/", "notifications/", "todo/", "dashboard/"])
def test_an_unknown_parameter_is_named_and_not_ignored(district: District, client_of: ClientOf, path: str) -> None:
    error = problem(client_of(district.people.supervisor).get(f"/api/v1/{path}?lead_deparment=fgw"), 400)
    assert (error["attr"], error["code"]) == ("lead_deparment", "unknown")


@pytest.mark.parametrize(
    ("query", "attr"),
    [
        ("rag=purple", "rag"),
        ("stage=done", "stage"),
        ("mine=yes", "mine"),
        ("overdue=1", "overdue"),
        ("due_before=2024-13-01", "due_before"),
        ("due_after=31.12.2024", "due_after"),
        ("updated_after=yesterday", "updated_after"),
        ("updated_after=0001-01-01T00:00:00%2B23:00", "updated_after"),
        ("section=abc", "section"),
        ("section=-1", "section"),
        ("report=99999999999999999999999", "report"),
        ("progress_min=120", "progress_min"),
        ("progress_min=NaN", "progress_min"),
        ("q=", "q"),
        ("q=%00", "q"),
        ("code=a&code=b", "code"),
        ("page_size=0", "page_size"),
        ("page_size=201", "page_size"),
        ("page_size=ten", "page_size"),
        ("count=roughly", "count"),
        ("ordering=colour", "ordering"),
        ("cursor=made-up", "cursor"),
        ("cursor=%ff", "cursor"),
        ("cursor=WyJuYW1lIiwiYSIsMSxmYWxzZV0", "cursor"),
        ("fields=id,colour", "fields"),
        ("expand=everything", "expand"),
    ],
)
def test_a_bad_value_is_a_400_that_names_the_parameter(
    district: District, client_of: ClientOf, query: str, attr: str
) -> None:
    response = client_of(district.people.supervisor).get(f"/api/v1/projects/?{query}")
    assert problem(response, 400)["attr"] == attr


def test_an_id_that_no_row_can_have_is_simply_not_found(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.supervisor)
    assert problem(client.get(f"/api/v1/projects/{10**30}/"), 404)["code"] == "not_found"
    assert client.get(f"/api/v1/projects/?lead_department={10**30}").json()["results"] == []
    assert client.get(f"/api/v1/projects/?lead_department={'9' * 5000}").json()["results"] == []
    assert problem(client.get(f"/api/v1/dashboard/?report={'9' * 5000}"), 404)["code"] == "not_found"


def test_an_instant_may_have_an_offset_that_the_database_does_not_take(district: District, client_of: ClientOf) -> None:
    response = client_of(district.people.supervisor).get("/api/v1/projects/?updated_after=2024-05-23T19:50:40%2B22:26")
    assert response.status_code == 200


@pytest.mark.parametrize(
    "instant", ["2024-05-23T19:50:40+08:00", "2024-05-23T19:50+08:00", "2024-05-23T19:50:40.467+08:00"]
)
def test_an_instant_may_have_its_plus_as_it_is(district: District, client_of: ClientOf, instant: str) -> None:
    client = client_of(district.people.supervisor)
    written, as_it_is = (
        client.get(f"/api/v1/projects/?updated_after={text}&fields=id").json()["results"]
        for text in (instant.replace("+", "%2B"), instant)
    )
    assert as_it_is == written != []
    assert client.get("/api/v1/projects/?updated_after=2999-05-23T19:50:40+08:00").json()["results"] == []


def test_a_code_that_is_unknown_is_answered_with_those_that_are_known(district: District, client_of: ClientOf) -> None:
    response = client_of(district.people.supervisor).get("/api/v1/projects/?rag=red,amber")
    detail = problem(response, 400)["detail"]
    assert detail == "没有“red,amber”，请从以下代码中选择：red, amber, green, blue, grey。"


@pytest.mark.parametrize("method", ["get", "patch"])
def test_a_foreign_object_looks_exactly_like_none(district: District, client_of: ClientOf, method: str) -> None:
    client = client_of(district.people.supervisor)
    foreign = getattr(client, method)(f"/api/v1/projects/{district.project_elsewhere.pk}/")
    nothing = getattr(client, method)("/api/v1/projects/987654321/")
    assert problem(foreign, 404) == problem(nothing, 404)


@pytest.mark.parametrize("path", ["", "nothing/", "projects", "projects/abc/", "projects/1/nothing/"])
def test_an_unknown_address_is_a_404_in_json(anonymous: APIClient, db: None, path: str) -> None:
    assert problem(anonymous.get(f"/api/v1/{path}"), 404)["code"] == "not_found"


def test_an_address_that_lacks_its_slash_is_told_so(anonymous: APIClient, db: None) -> None:
    english = {"Accept-Language": "en"}
    for path in ("projects", "projects/1/acknowledge", "evidence"):
        assert "slash" in problem(anonymous.post(f"/api/v1/{path}", headers=english), 404)["detail"]
    assert "slash" not in problem(anonymous.get("/api/v1/nothing", headers=english), 404)["detail"]


def test_what_libraries_refuse_is_said_in_words_for_the_user(
    district: District, client_of: ClientOf, anonymous: APIClient
) -> None:
    def detail(response: Any, status: int) -> str:
        return str(problem(response, status)["detail"])

    assert detail(anonymous.get("/api/v1/me/"), 401) == "请先登录。"
    ended = anonymous.get("/api/v1/me/", headers={"Authorization": f"Bearer {'0' * 64}"})
    assert detail(ended, 401) == "登录已失效，请重新登录。"
    reporter = client_of(district.people.reporter)
    foreign = {"project": district.project_elsewhere.pk, "period": "2024-09-01"}
    nobody_s = reporter.post("/api/v1/progress-reports/", foreign)
    assert detail(nobody_s, 400) == f"没有编号为“{district.project_elsewhere.pk}”的对象，或您无权查看。"
    assert detail(reporter.post("/api/v1/progress-reports/", foreign | {"project": "x"}), 400) == "请填写编号（整数）。"
    assert "U+0000" in detail(reporter.get("/api/v1/projects/?q=%00"), 400)


def in_chinese_alone(text: str) -> bool:
    """Apart from the names of things, such as JSON and Content-Type."""
    return all(word in {"JSON", "UTF", "Content", "Type"} for word in re.findall("[A-Za-z]+", text))


def test_malformed_json_is_a_400(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.reporter)
    unfinished, undecodable, marked = b'{"current_password": ', b"\xff\xfe", b"\xef\xbb\xbf[]"
    for raw in (unfinished, undecodable, marked, b"[1, 2", b"[" * 100_000, b"9" * 5000, b"[NaN]"):
        response = client.post("/api/v1/me/password/", raw, content_type="application/json")
        error = problem(response, 400, "client_error")
        assert error["code"] == "parse_error"
        assert in_chinese_alone(error["detail"]), error


def test_malformed_json_is_said_with_its_place(district: District, client_of: ClientOf) -> None:
    response = client_of(district.people.reporter).post(
        "/api/v1/me/password/", b'{\n "a": 1,,}', content_type="application/json", headers={"Accept-Language": "en"}
    )
    detail = problem(response, 400, "client_error")["detail"]
    assert detail == "This is no JSON: see line 2, character 9."


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=é"])
def test_a_form_that_cannot_be_read_is_a_400(district: District, client_of: ClientOf, kind: str) -> None:
    response = client_of(district.people.reporter).post("/api/v1/evidence/", b"abc", content_type=kind)
    error = problem(response, 400, "client_error")
    assert (error["code"], in_chinese_alone(error["detail"])) == ("parse_error", True)


@pytest.mark.parametrize("raw", [f'{{"project": {10**60}}}', '{"reason": "\\ud800"}', '{"\\ud800": 1}'])
def test_what_no_other_program_would_write_is_a_400_with_a_key_as_without(
    district: District, client_of: ClientOf, raw: str
) -> None:
    client = client_of(district.people.department_head)
    for headers in ({}, {"Idempotency-Key": str(uuid4())}):
        problem(client.post("/api/v1/extensions/", raw, content_type="application/json", headers=headers), 400)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "Infinity", "NaN"])
def test_a_number_beyond_any_is_malformed_json(district: District, client_of: ClientOf, number: str) -> None:
    written = f'{{"projects": [{number}], "text": "请抓紧"}}'
    client = client_of(district.people.leader)
    refused = client.generic("POST", "/api/v1/instructions/", written, "application/json")
    assert problem(refused, 400, "client_error")["code"] == "parse_error"


@pytest.mark.parametrize("charset", ["idna", "zlib", "nonsense"])
def test_a_form_in_a_charset_that_reads_no_words_is_malformed(
    district: District, client_of: ClientOf, charset: str
) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="project"\r\n\r\n' + b"." * 80 + b"\xff\r\n--b--\r\n"
    said = f"multipart/form-data; boundary=b; charset={charset}"
    refused = client_of(district.people.reporter).generic("POST", "/api/v1/evidence/", body, content_type=said)
    assert refused.status_code == 400, refused.content.decode()


@pytest.mark.parametrize("charset", ["zlib", "utf-16", "nonsense"])
def test_json_is_utf_8_whatever_is_said_of_it(district: District, client_of: ClientOf, charset: str) -> None:
    client = client_of(district.people.reporter)
    said, header = f"application/json; charset={charset}", {"If-Match": client.get("/api/v1/me/")["ETag"]}
    answer = client.generic("PATCH", "/api/v1/me/", '{"phone": "13800000000"}', said, headers=header)
    assert (answer.status_code, answer.json()["phone"]) == (200, "13800000000")


@pytest.mark.parametrize("body", [[], [1], "text", 7, None])
def test_a_body_that_is_no_object_is_a_400(district: District, client_of: ClientOf, body: object) -> None:
    problem(client_of(district.people.reporter).post("/api/v1/me/password/", body), 400)


def test_a_method_that_does_not_exist_is_a_405_that_names_the_others(district: District, client_of: ClientOf) -> None:
    response = client_of(district.people.supervisor).delete("/api/v1/projects/")
    assert problem(response, 405)["code"] == "method_not_allowed"
    assert "GET" in response["Allow"]
    assert problem(client_of(district.people.supervisor).get(f"/api/v1/projects/{district.led.pk}/acknowledge/"), 405)


def test_another_media_type_is_a_415(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.reporter)
    response = client.post("/api/v1/me/password/", "a=b", content_type="application/x-www-form-urlencoded")
    assert problem(response, 415)["code"] == "unsupported_media_type"


def test_only_json_is_served(district: District, client_of: ClientOf) -> None:
    response = client_of(district.people.reporter).get("/api/v1/me/", headers={"Accept": "application/xml"})
    assert problem(response, 406)["code"] == "not_acceptable"


def test_errors_speak_the_callers_language(district: District, client_of: ClientOf) -> None:
    chinese = client_of(district.people.supervisor).get("/api/v1/projects/?mine=yes")
    english = client_of(district.people.supervisor, language="en").get("/api/v1/projects/?mine=yes")
    assert problem(english, 400)["detail"] == "Give true or false."
    assert problem(chinese, 400)["detail"] != problem(english, 400)["detail"]


@pytest.mark.parametrize(
    "path", ["projects/", "indicators/", "me/", "milestones/1/complete/", "todo/", "auth/logout/", "projects/assign/"]
)
def test_the_schema_says_what_there_is_and_options_does_not(district: District, client_of: ClientOf, path: str) -> None:
    response = client_of(district.people.supervisor).options(f"/api/v1/{path}")
    assert problem(response, 405)["code"] == "method_not_allowed"
    assert "OPTIONS" not in response["Allow"]


def test_a_method_that_does_not_exist_is_told_before_anything_else_is_wrong(
    district: District, client_of: ClientOf
) -> None:
    assert problem(client_of(district.people.supervisor).delete("/api/v1/projects/?colour=red"), 405)


def test_a_fault_of_ours_says_nothing_of_our_inside(
    district: District, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("projects.api.todo.todo", fault)
    response = client_of(district.people.supervisor).get("/api/v1/todo/")
    assert response.status_code == 500
    body = response.json()
    assert (body["type"], body["request_id"]) == ("server_error", response["X-Request-ID"])
    assert "secret" not in response.content.decode()
