"""What is going to go says so on every answer and in the schema, a year ahead at least."""

from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.test import APIClient

from accounts.api.contract.deprecation import Deprecated
from accounts.api.contract.rows import RowSerializer
from accounts.api.contract.views import ContractView, RowView
from tests.clients import ClientOf
from tests.personas import District


class Leaving(ContractView):
    """An address that is replaced."""

    deprecated = Deprecated(since=date(2026, 1, 1), sunset=date(2027, 1, 1), link="https://duban.example/versions")

    def get(self, request: Any) -> Response:
        """What it has always shown."""
        return Response({"old": True})


@extend_schema_serializer(deprecate_fields=["old"])
class StayingRow(RowSerializer):
    """A row of which a field goes."""

    old = serializers.BooleanField()
    new = serializers.BooleanField()


class Staying(RowView):
    """An address that stays."""

    serializer_class = StayingRow

    @extend_schema(parameters=[OpenApiParameter("former", str, deprecated=True)])
    def get(self, request: Any) -> Response:
        """What it shows."""
        return Response({"old": True, "new": True})


urlpatterns = [path("api/v1/leaving/", Leaving.as_view()), path("api/v1/staying/", Staying.as_view())]
TOLD = {
    "Deprecation": "@1767225600",
    "Sunset": "Fri, 01 Jan 2027 00:00:00 GMT",
    "Link": '<https://duban.example/versions>; rel="deprecation"; type="text/html"',
}


@pytest.fixture(autouse=True)
def own_addresses(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = __name__


def told(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name in TOLD}


def test_every_answer_of_a_deprecated_address_says_since_when_until_when_and_where_to_read_on(
    district: District, client_of: ClientOf
) -> None:
    client = client_of(district.people.reporter)
    shown = client.get("/api/v1/leaving/")
    answers = [
        shown,
        client.get("/api/v1/leaving/", headers={"If-None-Match": shown["ETag"]}),
        client.get("/api/v1/leaving/?unknown=1"),
        client.delete("/api/v1/leaving/"),
        APIClient().get("/api/v1/leaving/"),
    ]
    assert [answer.status_code for answer in answers] == [200, 304, 400, 405, 401]
    assert [told(answer) for answer in answers] == [TOLD] * 5
    assert told(client.get("/api/v1/staying/")) == {}


def test_the_schema_marks_it_and_declares_the_headers() -> None:
    paths = SchemaGenerator(patterns=urlpatterns).get_schema(public=True)["paths"]
    leaving, staying = paths["/api/v1/leaving/"]["get"], paths["/api/v1/staying/"]["get"]
    assert (leaving["deprecated"], staying.get("deprecated")) == (True, None)
    assert all(set(TOLD) <= set(answer["headers"]) for answer in leaving["responses"].values())
    assert not any(set(TOLD) & set(answer["headers"]) for answer in staying["responses"].values())


def test_a_field_or_a_parameter_that_goes_is_marked_in_the_schema_of_an_address_that_stays() -> None:
    schema = SchemaGenerator(patterns=urlpatterns).get_schema(public=True)
    fields = schema["components"]["schemas"]["StayingRow"]["properties"]
    assert {name for name, field in fields.items() if field.get("deprecated")} == {"old"}
    parameters = schema["paths"]["/api/v1/staying/"]["get"]["parameters"]
    assert {parameter["name"] for parameter in parameters if parameter.get("deprecated")} == {"former"}


def test_what_is_deprecated_has_to_answer_for_another_year() -> None:
    with pytest.raises(ValueError, match="365 days"):
        Deprecated(since=date(2026, 1, 1), sunset=date(2026, 12, 31), link="https://duban.example/versions")
