"""Evidence in a bucket, on a local server that speaks the protocol of S3."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.conf import LazySettings
from moto.server import ThreadedMotoServer

from projects.models import StoredFile
from projects.services import evidence as services
from projects.services.stored_files import evidence_storage, remove_orphans
from tests.clients import ClientOf
from tests.committed import COMMITTED
from tests.config.test_settings import COMPLETE
from tests.evidence import samples
from tests.evidence.conftest import post
from tests.personas import District

KEYS = {"access_key": "duban", "secret_key": "a secret of the test"}


@pytest.fixture
def server() -> Iterator[str]:
    """Address of a server with an empty bucket ``evidence``."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    address = f"http://{host}:{port}"
    client_of_server(address).create_bucket(Bucket="evidence")
    yield address
    running.stop()


@pytest.fixture
def bucket(server: str, settings: LazySettings) -> Any:
    """Settings as with ``EVIDENCE_S3_BUCKET``; gives a client that looks into the bucket."""
    options = {
        "bucket_name": "evidence", "endpoint_url": server, "region_name": "us-east-1", "addressing_style": "path",
        **KEYS,
    }  # fmt: skip
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {"BACKEND": "config.evidence_storage.EvidenceBucket", "OPTIONS": options},
    }
    return client_of_server(server)


def client_of_server(address: str) -> Any:
    return boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id=KEYS["access_key"],
        aws_secret_access_key=KEYS["secret_key"], config=Config(s3={"addressing_style": "path"}),
    )  # fmt: skip


def names(bucket: Any) -> list[str]:
    return [found["Key"] for found in bucket.list_objects_v2(Bucket="evidence").get("Contents", [])]


@COMMITTED
def test_a_bucket_keeps_gives_back_and_forgets(district: District, client_of: ClientOf, bucket: Any) -> None:
    client = client_of(district.people.reporter)
    large = samples.PDF.ljust(9 * 1024 * 1024, b"\0") + b"%%EOF\n"
    created = post(client, large, project=district.led.pk, is_for_closure=True)
    assert created.status_code == 201, created.content
    assert names(bucket) == [str(StoredFile.objects.get().name)]
    response = client.get(f"{created['Location']}content/")
    assert (response["Content-Length"], response["Content-Type"]) == (str(len(large)), "application/pdf")
    assert b"".join(response.streaming_content) == large
    assert remove_orphans() == 0
    services.remove(evidence_id=created.json()["id"], by=district.people.reporter)
    assert names(bucket) == []
    with pytest.raises(FileNotFoundError):
        evidence_storage().open("nothing")


def test_a_bucket_that_is_away_is_a_503_and_nothing_is_recorded(
    district: District, client_of: ClientOf, bucket: Any
) -> None:
    bucket.delete_bucket(Bucket="evidence")
    response = post(client_of(district.people.reporter), project=district.led.pk, is_for_closure=True)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert StoredFile.objects.count() == 0


def start(**variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in COMPLETE.items() if name != "EVIDENCE_FOLDER"}
    code = "from config import settings; print(settings.STORAGES['evidence']['OPTIONS']['bucket_name'])"
    return subprocess.run(
        [sys.executable, "-c", code], env={**environment, "PATH": os.environ["PATH"], **variables},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_bucket_takes_the_place_of_the_folder_and_needs_its_address_and_keys() -> None:
    whole = {
        "EVIDENCE_S3_BUCKET": "evidence",
        "EVIDENCE_S3_ENDPOINT": "http://s3.example:9000",
        "EVIDENCE_S3_ACCESS_KEY": "duban",
        "EVIDENCE_S3_SECRET_KEY": "secret",
    }
    assert start(**whole).stdout == "evidence\n"
    refused = start(EVIDENCE_S3_BUCKET="evidence").stderr.strip().splitlines()[-1]
    assert all(name in refused for name in whole if name != "EVIDENCE_S3_BUCKET")
    refused = start(**whole, EVIDENCE_S3_ADDRESSING="sideways").stderr.strip().splitlines()[-1]
    assert "EVIDENCE_S3_ADDRESSING" in refused
