"""Clients that are generated from the schema as the running service serves it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import httpx
import pytest
from django.conf import LazySettings
from pytest_django.live_server_helper import LiveServer

from projects.models import ProgressReport
from projects.services import reporting_periods
from tests import factories as make
from tests.generated_clients.network import Network, network_to
from tests.personas import District

pytest.register_assert_rewrite("tests.generated_clients.flow", "tests.generated_clients.outcome")

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "docs/api/examples"
NODE_PACKAGES = HERE.parents[1] / ".local/typescript"


@dataclass(frozen=True)
class Service:
    """The service with an open month, reached in two ways, and what is owed to it."""

    district: District
    address: str
    network: Network
    report: ProgressReport


@pytest.fixture
def service(district: District, live_server: LiveServer, settings: LazySettings, tmp_path: Path) -> Iterator[Service]:
    """September is open, the reporter has a message, and evidence goes to a folder of the test."""
    storages = {**settings.STORAGES}
    storages["evidence"] = {**storages["evidence"], "OPTIONS": {"location": str(tmp_path / "evidence")}}
    settings.STORAGES = storages
    reporting_periods.open_current()
    make.make_notification(district.people.reporter)
    with network_to(live_server.url) as network:
        yield Service(district, live_server.url, network, ProgressReport.objects.get(project=district.led))


@pytest.fixture(scope="session")
def schema(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The schema as a file, as a developer fetches it."""
    answer = httpx.get(f"{live_server.url}/api/v1/schema/", headers={"Accept": "application/json"}, timeout=60)
    answer.raise_for_status()
    file = tmp_path_factory.mktemp("schema") / "duban.json"
    file.write_bytes(answer.content)
    return file


@pytest.fixture(scope="session")
def python_client(schema: Path) -> Path:
    """A folder with the generated package ``duban_client``, from which it can be imported with the guide's examples."""
    configuration = EXAMPLES / "python/generator.yaml"
    options = ["--meta", "none", "--fail-on-warning", "--config", str(configuration)]
    run(
        str(Path(sys.executable).with_name("openapi-python-client")), "generate", *options,
        "--path", str(schema), "--output-path", "duban_client",
        folder=schema.parent,
    )  # fmt: skip
    return schema.parent


@pytest.fixture(scope="session")
def typescript_client(schema: Path) -> Iterator[Path]:
    """A folder with the guide's examples and the flow, compiled strictly against the generated types, for Node."""
    assert (NODE_PACKAGES / "node_modules").is_dir(), "Run make .local/typescript/packages.stamp"
    folder = Path(mkdtemp(dir=NODE_PACKAGES, prefix="run-"))
    own = [HERE / "typescript" / name for name in ("flow.ts", "tsconfig.json")]
    for file in (*(EXAMPLES / "typescript").iterdir(), *own):
        shutil.copy(file, folder)
    run("node", "generate.mjs", schema.as_uri(), folder=folder)
    run("node", "../node_modules/typescript/bin/tsc", folder=folder)
    yield folder
    shutil.rmtree(folder)


def run(*command: str, folder: Path, **environment: str) -> str:
    """What a program says; fails with that if the program does."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
