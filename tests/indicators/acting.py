"""Steps of a reading as a device takes them."""

from decimal import Decimal
from typing import Any

from rest_framework.test import APIClient

from indicators.choices import Aggregation, Comparison, Direction, Measure
from indicators.models import Indicator, Reading

PERSONS = {
    "unit": "人", "measure": Measure.COUNT, "comparison": Comparison.AT_LEAST, "aggregation": Aggregation.CUMULATIVE,
    "direction": Direction.INCREASE, "target": Decimal(8000), "target_text": "8000人",
}  # fmt: skip


def put_in(client: APIClient, indicator: Indicator, period: str, value: Any, **fields: Any) -> Any:
    body = {"period": period, "value": value, **fields}
    return client.post(f"/api/v1/indicators/{indicator.pk}/readings/", body, format="json")


def act(client: APIClient, reading_id: int, action: str, body: dict[str, Any] | None = None) -> Any:
    address = f"/api/v1/readings/{reading_id}/"
    version = Reading.objects.values_list("version", flat=True).get(pk=reading_id)
    return client.post(f"{address}{action}/", body or {}, headers={"If-Match": f'"{version}"'}, format="json")


def error(response: Any) -> tuple[int, str, str | None]:
    first = response.json()["errors"][0]
    return response.status_code, first["code"], first["attr"]
