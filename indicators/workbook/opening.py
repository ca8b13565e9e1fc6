"""Opening a workbook from outside: what it must be, and what is looked at before anything is unpacked."""

from typing import IO, cast
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812  (a class in all but name)

from defusedxml.common import DefusedXmlException
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from accounts.errors import InvalidInput
from indicators.file_wording import flaw_in_words
from indicators.rules.file_contents import identify
from indicators.rules.file_types import Flaw, FlawedFile, clean_name, extension_of
from indicators.workbook.errors import CellFault, RefusedCells

LARGEST_BYTES = 5 * 1024 * 1024
EXTENSION = "xlsx"
LARGEST_UNPACKED_BYTES = 64 * 1024 * 1024
REFERS_ELSEWHERE = ("xl/externallinks/", "xl/embeddings/", "xl/connections.xml", "xl/querytables/", "xl/activex/")
UNREADABLE = (
    BadZipFile, ZlibError, InvalidFileException, DefusedXmlException, SyntaxError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, OSError, EOFError, NotImplementedError,
)  # fmt: skip


def require_workbook(upload: "UploadedFile[bytes]") -> str:
    """The clean name of an upload that is an .xlsx of bearable size. Raises InvalidInput."""
    no_workbook = _("Save it as .xlsx; other formats are not read.")  # evidence may be of other types, too
    if (upload.size or 0) > LARGEST_BYTES:
        raise InvalidInput(
            _("The workbook is larger than %(largest)s MiB. Fill in the template anew.")
            % {"largest": LARGEST_BYTES // (1024 * 1024)},
            attr="file",
            code="too_large",
        )
    try:
        name = clean_name(upload.name or "")
        extension = extension_of(name)
        if extension == EXTENSION:
            identify(cast("IO[bytes]", upload.file), extension)
    except FlawedFile as flawed:
        words = no_workbook if flawed.flaw in (Flaw.TYPE_UNKNOWN, Flaw.CONTENT_DIFFERS) else flaw_in_words(flawed.flaw)
        raise InvalidInput(words, attr="file", code=flawed.flaw) from flawed
    if extension != EXTENSION:
        raise InvalidInput(no_workbook, attr="file", code="type_unknown")
    return name


def require_harmless(stream: IO[bytes]) -> None:
    """Look at the table of contents before anything is unpacked. Raises RefusedCells."""
    stream.seek(0)
    try:
        with ZipFile(stream) as package:
            entries = package.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise RefusedCells([fault_of_file("damaged", _("This is no workbook. Save it as .xlsx."))]) from None
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED_BYTES:
        text = _("The workbook holds far more than a month's values. Fill in the template anew.")
        raise RefusedCells([fault_of_file("swells", text)])
    names = [entry.filename.casefold() for entry in entries]
    if any(name.startswith(REFERS_ELSEWHERE) or name.endswith("vbaproject.bin") for name in names):
        text = _("The workbook refers to other files or contains programs. Copy the values into the template.")
        raise RefusedCells([fault_of_file("refers_elsewhere", text)])
    stream.seek(0)


def fault_of_file(code: str, detail: str) -> CellFault:
    """A fault of the file as a whole."""
    return CellFault("", 0, 0, code, detail)
