"""Photos as evidence."""

from io import BytesIO

from duban_client import AuthenticatedClient
from duban_client.api.evidence import evidence_content, evidence_create
from duban_client.models import ConflictAnswer, ErrorAnswer, EvidenceRow, NewEvidenceRequest
from duban_client.types import File, Response
from problems import need


def upload_photo(
    client: AuthenticatedClient, photo: bytes, name: str, *, project: int, report: int, key: str
) -> Response[ConflictAnswer | ErrorAnswer | EvidenceRow]:
    """Attach a photo to a monthly report; with the same key it may be sent again."""
    body = NewEvidenceRequest(file=File(BytesIO(photo), name), project=project, progress_report=report)
    return evidence_create.sync_detailed(client=client, body=body, idempotency_key=key)


def download_photo(client: AuthenticatedClient, evidence: EvidenceRow) -> bytes:
    """The file itself."""
    return need(evidence_content.sync_detailed(evidence.id, client=client), File).payload.read()
