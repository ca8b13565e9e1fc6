"""The client that openapi-typescript generates files a month's report from a phone on a network that drops."""

import base64
import re
from pathlib import Path

import pytest

from tests.committed import COMMITTED
from tests.evidence.samples import picture
from tests.factories import PASSWORD
from tests.generated_clients.conftest import Service, run
from tests.generated_clients.outcome import assert_filed_once

ANY_HEADER = "[name: string]: unknown;"  # of an answer; the generator itself writes it
pytestmark = [COMMITTED, pytest.mark.timeout(120)]


def test_it_files_the_month_through_tunnels(service: Service, typescript_client: Path) -> None:
    addresses = (service.network.address, service.network.control, service.address)
    said = run(
        "node", "built/flow.js", *addresses, "reporter_fgw", PASSWORD,
        folder=typescript_client, PHOTO=base64.b64encode(picture()).decode(),
    )  # fmt: skip
    assert said == "filed\n"
    assert_filed_once(service)


def test_its_first_call_tells_what_is_owed(service: Service, typescript_client: Path) -> None:
    said = run(
        "node",
        "built/first-call.js",
        service.address,
        "reporter_fgw",
        folder=typescript_client,
        DUBAN_PASSWORD=PASSWORD,
    )
    assert f"{service.report.due_on}  Monthly report for September 2024: 在建厂房\n" in said


def test_no_type_may_be_anything(typescript_client: Path) -> None:
    types = (typescript_client / "schema.ts").read_text()
    assert types.count(ANY_HEADER) > 100
    loose = [
        line.strip()
        for line in types.replace(ANY_HEADER, "").splitlines()
        if re.search(r"\b(unknown|any)\b[;\[|]|: Record<string, never>", line)
    ]
    assert loose == []
