"""A file as the answer to a request: always an attachment, never kept by anybody in between."""

from django.http import FileResponse

from projects.choices import ExportFormat
from projects.exports.files import open_file
from projects.models import Export

CONTENT_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def attachment(export: Export) -> FileResponse:
    """The file of an export that is ready. Raises FileNotFoundError where storage lacks it."""
    return FileResponse(
        open_file(export),
        as_attachment=True,
        filename=export.name,
        content_type=CONTENT_TYPES[ExportFormat(export.format)],
        headers={**HEADERS, "Content-Length": str(export.size)},
    )
