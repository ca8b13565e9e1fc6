"""An address that somebody has typed or cut short gets an answer, never an error of the server."""

from urllib.parse import quote

import pytest
from django.test import Client

from accounts.choices import Role
from tests.personas import District

pytestmark = pytest.mark.django_db
NULL = quote("\0")
HUGE = "9" * 30


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        (Role.SUPERVISOR, f"projects/project/?rag__exact={NULL}", 302),
        (Role.SUPERVISOR, f"projects/project/?lead_department__id__exact={HUGE}", 200),
        (Role.SUPERVISOR, f"projects/project/?part={HUGE}", 200),
        (Role.SECURITY_ADMIN, f"accounts/user/?role__exact={NULL}", 302),
        (Role.SUPERVISOR, "holidays/?year=020249999", 200),
        (Role.SUPERVISOR, f"bulletins/of/1/{HUGE}-1/", 404),
        (Role.SUPERVISOR, "bulletins/choose/?of=-1/2024-09", 302),
        (Role.LEADER, "?as_of=0001-01-01", 200),
        (Role.LEADER, "turned-red/?since=0001-01-01", 200),
    ],
)
def test_a_bad_address_gets_an_answer(
    client: Client, district: District, role: Role, address: str, status: int
) -> None:
    client.force_login(district.people.of(role))
    address = address.replace("/of/1/", f"/of/{district.report.pk}/")
    assert client.get(f"/console/{address}").status_code == status


def test_an_export_refuses_what_its_list_refuses(client: Client, district: District) -> None:
    client.force_login(district.people.supervisor)
    wanted = {"kind": "projects", "query": f"rag__exact={NULL}"}
    page = client.post("/console/exports/ask/", wanted, follow=True)
    assert "该清单不支持其中一个筛选条件" in page.content.decode()
