"""Readings by REST: entered, handed in, verified, corrected; many at once; judged as of any day."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.choices import Role
from indicators.choices import Aggregation, Comparison, Measure
from indicators.models import Indicator, Reading
from tests import factories as make
from tests.clients import ClientOf
from tests.cycle.acting import PDF
from tests.indicators.acting import PERSONS, act, error, put_in
from tests.personas import District

SHARE = {
    "measure": Measure.RATIO, "comparison": Comparison.AT_LEAST, "aggregation": Aggregation.POINT_IN_TIME,
    "target": Decimal(35), "target_text": "35%以上",
}  # fmt: skip
WORDS = {"unit": "", "comparison": Comparison.QUALITATIVE, "target": None, "target_text": "促稳提质"}
ROLES = [*Role.values, "reporter_elsewhere", "supervisor_elsewhere"]


def test_a_value_goes_from_the_department_to_the_judgement(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    reporter, office = client_of(district.people.reporter), client_of(district.people.supervisor)
    entered = put_in(reporter, persons, "2024-08-01", "0.54", unit="万人", source_note="就业局月报")
    assert entered.status_code == 201, entered.json()
    row = entered.json()
    assert (row["value"], row["entered_value"], row["entered_unit"], row["state"]) == ("5400", "0.54", "万人", "draft")
    assert entered["Location"] == f"/api/v1/readings/{row['id']}/"
    judged = reporter.get(f"/api/v1/indicators/{persons.pk}/").json()["judgement"]
    assert (judged["pace"], judged["value"]) == ("no_data", None)
    assert reporter.get(entered["Location"]).json()["allowed"] == ["edit", "submit"]
    assert act(reporter, row["id"], "submit").json()["state"] == "submitted"
    assert office.get(entered["Location"]).json()["allowed"] == ["verify", "return"]
    assert act(office, row["id"], "verify").json()["state"] == "verified"
    judged = reporter.get(f"/api/v1/indicators/{persons.pk}/").json()["judgement"]
    assert (judged["pace"], judged["value"], judged["expected"]) == ("on_pace", "5400", "5333.3333")


def test_a_correction_is_a_new_revision_with_a_reason(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    old = make.make_reading(persons, date(2024, 8, 1), 5400)
    reporter, office = client_of(district.people.reporter), client_of(district.people.supervisor)
    assert error(put_in(reporter, persons, "2024-08-01", "5600")) == (400, "verified_already", "correction_reason")
    new = put_in(reporter, persons, "2024-08-01", "5600", correction_reason="漏报一个街道").json()
    assert (new["revision"], new["state"]) == (2, "draft")
    act(reporter, new["id"], "submit")
    assert act(office, new["id"], "verify").status_code == 200
    old.refresh_from_db()
    assert (old.state, old.value) == ("superseded", 5400)
    listed = reporter.get(f"/api/v1/indicators/{persons.pk}/readings/").json()["results"]
    assert {(row["revision"], row["state"]) for row in listed} == {(1, "superseded"), (2, "verified")}


def test_what_is_returned_says_why_and_is_handed_in_again(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    reporter, office = client_of(district.people.reporter), client_of(district.people.supervisor)
    row = put_in(reporter, persons, "2024-08-01", "54").json()
    act(reporter, row["id"], "submit")
    assert error(act(office, row["id"], "return", {"reason": " "}))[0] == 400
    returned = act(office, row["id"], "return", {"reason": "单位有误"}).json()
    assert (returned["state"], returned["return_reason"]) == ("returned", "单位有误")
    address = f"/api/v1/readings/{row['id']}/"
    tag = reporter.get(address)["ETag"]
    mended = reporter.patch(address, {"value": "5400"}, headers={"If-Match": tag}, format="json")
    assert (mended.status_code, mended.json()["value"]) == (200, "5400")
    assert act(reporter, row["id"], "submit").json()["state"] == "submitted"
    stale = reporter.patch(address, {"value": "5500"}, headers={"If-Match": tag}, format="json")
    assert (stale.status_code, stale.json()["current"]["value"]) == (412, "5400")


BAD: dict[str, tuple[dict[str, Any], str, Any, dict[str, Any], str, str]] = {
    "a count that shrinks": (PERSONS, "2024-08-01", "3999", {}, "count_shrinks", "value"),
    "a count below zero": (PERSONS, "2024-01-01", "-1", {}, "count_negative", "value"),
    "half a person": (PERSONS, "2024-08-01", "4000.5", {}, "count_not_whole", "value"),
    "a ratio of 140 %": (SHARE, "2024-08-01", "140", {}, "ratio_out_of_range", "value"),
    "a month that is not over": (PERSONS, "2024-09-01", "5000", {}, "period_not_over", "period"),
    "a month to come": (PERSONS, "2024-12-01", "8000", {}, "period_not_over", "period"),
    "a month of another year": (PERSONS, "2023-12-01", "8000", {}, "no_such_period_monthly", "period"),
    "the middle of a month": (PERSONS, "2024-08-15", "5000", {}, "no_such_period_monthly", "period"),
    "a unit that does not fit": (PERSONS, "2024-08-01", "50", {"unit": "万元"}, "invalid", "unit"),
    "a unit that nobody knows": (PERSONS, "2024-08-01", "50", {"unit": "斗"}, "invalid", "unit"),
    "no number": (PERSONS, "2024-08-01", None, {}, "invalid", "value"),
    "a number in words": (PERSONS, "2024-08-01", "五千", {}, "invalid", "value"),
    "not a number": (PERSONS, "2024-08-01", "NaN", {}, "invalid", "value"),
    "more than a number holds": (PERSONS, "2024-08-01", "1" * 40, {}, "max_digits", "value"),
    "too large": (PERSONS, "2024-08-01", "99999999999999", {"unit": "万人"}, "too_large", "value"),
    "more decimals than are kept": (SHARE, "2024-08-01", "35.12345", {}, "too_many_decimals", "value"),
    "a figure where the report names none": (WORDS, "2024-08-01", "5", {}, "invalid", "value"),
    "a script in the note": (PERSONS, "2024-08-01", "5000", {"source_note": "<script>"}, "markup", "source_note"),
    "a text too long": (PERSONS, "2024-08-01", "5", {"source_note": "长" * 6000}, "max_length", "source_note"),
    "a field that there is not": (PERSONS, "2024-08-01", "5000", {"state": "verified"}, "unknown", "state"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_value_is_refused_at_its_field(district: District, client_of: ClientOf, case: str) -> None:
    wording, period, value, fields, code, attr = BAD[case]
    indicator = make.make_indicator(district.part, "I900", lead=district.fgw, **wording)
    if wording is PERSONS:
        make.make_reading(indicator, date(2024, 7, 1), 4000)
    response = put_in(client_of(district.people.reporter), indicator, period, value, **fields)
    assert error(response) == (400, code, attr), response.json()
    assert not Reading.objects.filter(indicator=indicator, state="draft").exists()


def test_a_qualitative_indicator_is_judged_by_a_verifier(district: District, client_of: ClientOf) -> None:
    reporter, office = client_of(district.people.reporter), client_of(district.people.supervisor)
    indicator = make.make_indicator(district.part, "I006", lead=district.fgw, **WORDS)
    row = put_in(reporter, indicator, "2024-08-01", None).json()
    assert error(act(reporter, row["id"], "submit")) == (400, "invalid", "source_note")
    row = put_in(reporter, indicator, "2024-08-01", None, source_note="外资企业稳定").json()
    assert act(reporter, row["id"], "submit").status_code == 200
    assert error(act(office, row["id"], "verify"))[::2] == (400, "verdict")
    assert act(office, row["id"], "verify", {"verdict": "slightly_behind"}).json()["verdict"] == "slightly_behind"
    judged = office.get(f"/api/v1/indicators/{indicator.pk}/").json()["judgement"]
    assert (judged["pace"], judged["reason"]["code"], judged["value"], judged["forecast"]) == (
        "slightly_behind", "verdict_slightly_behind", None, None,
    )  # fmt: skip


@pytest.mark.parametrize("who", ROLES)
def test_who_may_do_what_with_a_reading(district: District, client_of: ClientOf, persons: Indicator, who: str) -> None:
    client = client_of(district.people.of(who))
    enters = who in {Role.REPORTER, Role.DEPARTMENT_HEAD, Role.SUPERVISOR}
    unseen = 404 if who != Role.LEADER else 403
    assert put_in(client, persons, "2024-08-01", "5400").status_code == (201 if enters else unseen)
    draft = make.make_reading(persons, date(2024, 7, 1), 5000, state="draft")
    waiting = make.make_reading(persons, date(2024, 6, 1), 4500, state="submitted")
    second = make.make_reading(persons, date(2024, 5, 1), 4000, state="submitted")
    assert act(client, draft.pk, "submit").status_code == (200 if enters else unseen)
    may_verify = who == Role.SUPERVISOR
    refused = 403 if enters or who == Role.LEADER else 404
    assert act(client, waiting.pk, "verify").status_code == (200 if may_verify else refused)
    assert act(client, second.pk, "return", {"reason": "请核实"}).status_code == (200 if may_verify else refused)


def test_a_department_that_supports_sees_but_does_not_enter(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    supported = make.make_indicator(district.part, "I067", lead=district.czj, supporting=[district.fgw], **PERSONS)
    assert error(put_in(client_of(district.people.reporter), supported, "2024-08-01", "1"))[0] == 403


def test_many_values_are_kept_together_or_not_at_all(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    share = make.make_indicator(district.part, "I021", lead=district.fgw, **SHARE)
    client = client_of(district.people.reporter)
    rows = [
        {"indicator": persons.pk, "period": "2024-07-01", "value": "5000"},
        {"indicator": share.pk, "period": "2024-07-01", "value": "140"},
        {"indicator": persons.pk, "period": "2024-07-01", "value": "5001"},
    ]
    refused = client.post("/api/v1/readings/", {"rows": rows, "submit": True}, format="json")
    found = {(each["attr"], each["code"]) for each in refused.json()["errors"]}
    assert (refused.status_code, found) == (
        400,
        {("rows.1.value", "ratio_out_of_range"), ("rows.2.period", "invalid")},
    )
    assert not Reading.objects.filter(indicator__in=[persons, share]).exists()
    rows[1]["value"], rows[2]["period"] = "33.5", "2024-08-01"
    kept = client.post("/api/v1/readings/", {"rows": rows, "submit": True}, format="json")
    assert kept.status_code == 201, kept.json()
    assert [(row["value"], row["state"]) for row in kept.json()["results"]] == [
        ("5000", "submitted"), ("33.5", "submitted"), ("5001", "submitted"),
    ]  # fmt: skip


def test_a_batch_sent_twice_with_one_key_is_kept_once(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    client = client_of(district.people.reporter)
    body = {"rows": [{"indicator": persons.pk, "period": "2024-07-01", "value": "5000"}], "submit": True}
    key = {"Idempotency-Key": "3f0c6d46-4df0-4f7e-9d6a-0d8f3f1f2a11"}
    first, second = (client.post("/api/v1/readings/", body, headers=key, format="json") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert (second.json(), second["Idempotent-Replayed"]) == (first.json(), "true")
    assert Reading.objects.filter(indicator=persons).count() == 1


def test_a_judgement_as_of_a_day_uses_what_was_over_then(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    make.make_reading(persons, date(2024, 5, 1), 3400)
    make.make_reading(persons, date(2024, 6, 1), 3000)
    client = client_of(district.people.leader)
    address = f"/api/v1/indicators/{persons.pk}/"
    seen = [client.get(f"{address}?as_of={day}").json()["judgement"] for day in ("2024-06-29", "2024-06-30")]
    assert [(each["pace"], each["value"], each["as_of"]) for each in seen] == [
        ("on_pace", "3400", "2024-06-29"), ("behind", "3000", "2024-06-30"),
    ]  # fmt: skip
    behind = "/api/v1/indicators/?pace=behind&as_of="
    assert [row["code"] for row in client.get(f"{behind}2024-06-30").json()["results"]] == ["I066"]
    assert client.get(f"{behind}2024-06-29").json()["results"] == []
    points = client.get(f"{address}pace/?as_of=2024-06-29").json()["points"]
    assert [point["value"] for point in points if point["value"]] == ["3400"]
    assert error(client.get(f"{address}?as_of=2024-09-21")) == (400, "invalid", "as_of")
    assert error(client.get(f"{address}?as_of=gestern")) == (400, "invalid", "as_of")


def test_the_planned_curve_goes_before_the_even_share(
    district: District, client_of: ClientOf, persons: Indicator
) -> None:
    make.make_reading(persons, date(2024, 8, 1), 2000)
    client = client_of(district.people.department_head)
    address = f"/api/v1/indicators/{persons.pk}/planned-values/"
    values = [{"period": "2024-08-01", "value": "2000"}, {"period": "2024-12-01", "value": "8000"}]
    first = client.get(address)
    assert first.json()["values"] == []
    put = partial(client.put, address, format="json")
    kept = put({"values": values}, headers={"If-Match": first["ETag"]})
    assert kept.json()["values"] == values
    judged = client.get(f"/api/v1/indicators/{persons.pk}/").json()["judgement"]
    assert (judged["pace"], judged["expected"]) == ("on_pace", "2000")
    values[1]["value"] = "7000"
    changed = {"values": values}
    assert error(put(changed, headers={"If-Match": kept["ETag"]})) == (400, "plan_misses_target", "values")
    assert put({"values": []}, headers={"If-Match": kept["ETag"]}).json()["values"] == []


def test_two_who_plan_the_same_curve_lose_nothing(district: District, client_of: ClientOf, persons: Indicator) -> None:
    first, second = client_of(district.people.department_head), client_of(district.people.reporter)
    address = f"/api/v1/indicators/{persons.pk}/planned-values/"
    seen = first.get(address)["ETag"]
    assert second.get(address)["ETag"] == seen
    curve = {"values": [{"period": "2024-08-01", "value": "2000"}, {"period": "2024-12-01", "value": "8000"}]}
    other = {"values": [{"period": "2024-06-01", "value": "1000"}, {"period": "2024-12-01", "value": "8000"}]}
    assert error(first.put(address, curve, format="json"))[0] == 428
    kept = first.put(address, curve, format="json", headers={"If-Match": seen})
    refused = second.put(address, other, format="json", headers={"If-Match": seen})
    assert (refused.status_code, refused.json()["current"], refused["ETag"]) == (412, curve, kept["ETag"])
    assert first.put(address, curve, format="json", headers={"If-Match": kept["ETag"]})["ETag"] == kept["ETag"]
    merged = second.put(address, other, format="json", headers={"If-Match": refused["ETag"]})
    assert merged.json() == other
    assert first.get(address, headers={"If-None-Match": kept["ETag"]}).status_code == 200


def test_a_file_proves_a_reading_and_goes_with_the_draft(
    district: District, client_of: ClientOf, persons: Indicator, settings: Any, tmp_path: Any
) -> None:
    folder = tmp_path / "evidence"
    settings.STORAGES = {
        **settings.STORAGES, "evidence": {**settings.STORAGES["evidence"], "OPTIONS": {"location": str(folder)}},
    }  # fmt: skip
    reporter = client_of(district.people.reporter)
    row = put_in(reporter, persons, "2024-08-01", "5400").json()
    body = {"file": SimpleUploadedFile("月报.pdf", PDF), "reading": row["id"]}
    sent = reporter.post("/api/v1/evidence/", body, format="multipart")
    assert sent.status_code == 201, sent.json()
    assert (sent.json()["project"], sent.json()["reading"]["id"]) == (None, row["id"])
    elsewhere = client_of(district.people.reporter_elsewhere)
    assert elsewhere.get(f"/api/v1/evidence/{sent.json()['id']}/content/").status_code == 404
    gone = reporter.delete(f"/api/v1/readings/{row['id']}/", headers={"If-Match": f'"{row["version"]}"'})
    assert gone.status_code == 204
    assert reporter.get(f"/api/v1/evidence/{sent.json()['id']}/").status_code == 404
