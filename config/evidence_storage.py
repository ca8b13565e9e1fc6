"""Evidence in a bucket of an S3-compatible service; loaded only where ``EVIDENCE_S3_BUCKET`` is set."""

from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from storages.backends.s3 import S3Storage

ONE_GIBIBYTE = 1024**3
MEBIBYTE = 1024**2


class EvidenceBucket(S3Storage):
    """As django-storages has it, with what services other than Amazon's need and a server in use wants.

    Checksums only where the protocol demands them: many S3-compatible services refuse the newer ones.
    One request per file: a killed upload then leaves no parts behind that nobody sees but everybody pays.
    A file that is read waits on disk, not in memory.
    """

    def __init__(self, *, addressing_style: str, **options: Any) -> None:
        client = Config(
            s3={"addressing_style": addressing_style},
            signature_version="s3v4",
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "max_attempts": 3},
        )
        transfer = TransferConfig(multipart_threshold=ONE_GIBIBYTE, use_threads=False)
        super().__init__(
            client_config=client, transfer_config=transfer, max_memory_size=MEBIBYTE, file_overwrite=False, **options
        )
