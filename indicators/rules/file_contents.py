"""What a file really holds, whatever it is called (DOMAIN §3 "Evidence": type sniffed, never executable or HTML).

Pure: a seekable binary stream comes in, a :class:`FileType` comes out, or :class:`FlawedFile`. Formats
are told apart by the parsers of their containers, because first bytes alone cannot tell a document
from a program in a ZIP, nor one with macros from one without. Nothing is unpacked or decoded but the
small table of contents that each container has.
"""

import struct
import zlib
from io import SEEK_END
from typing import IO
from xml.etree.ElementTree import ParseError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import olefile
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image

from indicators.rules.file_types import (
    DOC,
    DOCX,
    JPEG,
    PDF,
    PNG,
    PPT,
    PPTX,
    PROGRAMS,
    WEBP,
    XLS,
    XLSX,
    FileType,
    Flaw,
    FlawedFile,
)  # fmt: skip

PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
PDF_TAIL_BYTES = 64 * 1024

OLE_STREAMS = {"worddocument": DOC, "workbook": XLS, "book": XLS, "powerpoint document": PPT}
OLE_MACROS = frozenset({"macros", "vba", "_vba_project", "_vba_project_cur"})
# A VBAInfoContainer of [MS-PPT] 2.4.10 up to its persistIdRef (4 bytes); fHasMacros (4 bytes) follows.
PPT_MACRO_RECORD = bytes.fromhex("1f00ff0314000000020000040c000000")

END = struct.Struct("<4s4H2LH")
ZIP64_LOCATOR = struct.Struct("<4sLQL")
ZIP64_END = struct.Struct("<4sQ2H2L4Q")
LARGEST_DIRECTORY_BYTES = 1024 * 1024
MOST_ENTRIES = 5_000
LARGEST_UNPACKED_BYTES = 300 * 1024 * 1024
# Below this size a high ratio is harmless; a sheet of repeated rows reaches 50, a bomb 1,000.
RATIO_MATTERS_FROM_BYTES = 16 * 1024 * 1024
LARGEST_RATIO = 120
CONTENT_TYPES = "[Content_Types].xml"
LARGEST_CONTENT_TYPES_BYTES = 1024 * 1024
ENCRYPTED = 0x1
MACRO_WORDS = ("macroenabled", "vbaproject", "vbadata", "macrosheet")
MAIN_PARTS = {f"{kind.content_type}.main+xml": kind for kind in (DOCX, XLSX, PPTX)}

IMAGE_FORMATS = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "WEBP": WEBP}


def identify(stream: IO[bytes], extension: str) -> FileType:
    """What the stream holds; it must be what the extension says. Raises :class:`FlawedFile`."""
    stream.seek(0)
    start = stream.read(16)
    if not start:
        raise FlawedFile(Flaw.EMPTY)
    if start.startswith(PROGRAM_STARTS):
        raise FlawedFile(Flaw.PROGRAM)
    found = _content(stream, start)
    if extension not in found.extensions:
        raise FlawedFile(Flaw.CONTENT_DIFFERS)
    return found


def _content(stream: IO[bytes], start: bytes) -> FileType:
    if start.startswith(b"%PDF-"):
        return _portable_document(stream)
    if start.startswith(olefile.MAGIC):
        return _compound_file(stream)
    if start.startswith(b"PK\x03\x04"):
        return _office_package(stream)
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (start[:4], start[8:12]) == (b"RIFF", b"WEBP"):
        return _image(stream)
    raise FlawedFile(Flaw.CONTENT_DIFFERS)


def _size(stream: IO[bytes]) -> int:
    stream.seek(0, SEEK_END)
    return stream.tell()


def _portable_document(stream: IO[bytes]) -> FileType:
    stream.seek(max(0, _size(stream) - PDF_TAIL_BYTES))
    if b"%%EOF" not in stream.read():
        raise FlawedFile(Flaw.DAMAGED)
    return PDF


def _compound_file(stream: IO[bytes]) -> FileType:
    """Word, Excel and PowerPoint before 2007, and WPS: a file system in a file ([MS-CFB])."""
    stream.seek(0)
    try:
        with olefile.OleFileIO(stream) as compound:
            names = {part.casefold() for path in compound.listdir(storages=True) for part in path}
            has_macros = bool(names & OLE_MACROS)
            if "powerpoint document" in names:
                has_macros = has_macros or _presentation_has_macros(compound)
    except (OSError, ValueError, IndexError, TypeError, struct.error, RecursionError):
        raise FlawedFile(Flaw.DAMAGED) from None
    if "encryptedpackage" in names:
        raise FlawedFile(Flaw.PROTECTED)
    if has_macros:
        raise FlawedFile(Flaw.MACROS)
    kinds = {kind for name, kind in OLE_STREAMS.items() if name in names}
    if len(kinds) != 1:
        raise FlawedFile(Flaw.CONTENT_DIFFERS)
    return kinds.pop()


def _presentation_has_macros(compound: olefile.OleFileIO) -> bool:
    content = compound.openstream("PowerPoint Document").getvalue()
    record = content.find(PPT_MACRO_RECORD)
    flag = record + len(PPT_MACRO_RECORD) + 4
    return record >= 0 and any(content[flag : flag + 4])


def _office_package(stream: IO[bytes]) -> FileType:
    """Word, Excel and PowerPoint since 2007: a ZIP whose table of contents names the main part (ISO/IEC 29500-2)."""
    size = _size(stream)
    _require_small_directory(stream, size)
    try:
        with ZipFile(stream) as package:
            entries = package.infolist()
            _require_harmless(entries, size)
            types = _content_types(package)
    except (BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, OSError, ValueError, KeyError):
        raise FlawedFile(Flaw.DAMAGED) from None
    names = [entry.filename.casefold() for entry in entries]
    if any(word in text for word in MACRO_WORDS for text in [*types, *names]):
        raise FlawedFile(Flaw.MACROS)
    kinds = {kind for main, kind in MAIN_PARTS.items() if main in types}
    if len(kinds) != 1:
        raise FlawedFile(Flaw.CONTENT_DIFFERS)
    return kinds.pop()


def _require_small_directory(stream: IO[bytes], size: int) -> None:
    """Look at the records that end a ZIP before anything is built from the directory that they announce.

    Office writes no comment behind the last of them. Java's libraries write the ZIP64 ones, too, which
    stand right before it and then count instead of it.
    """
    length = ZIP64_END.size + ZIP64_LOCATOR.size + END.size
    stream.seek(max(0, size - length))
    tail = stream.read(length).rjust(length, b"\0")
    signature, _, _, _, entries, directory_bytes, _, _ = END.unpack(tail[-END.size :])
    if signature != b"PK\x05\x06":
        raise FlawedFile(Flaw.DAMAGED)
    signature, _, offset, _ = ZIP64_LOCATOR.unpack_from(tail, ZIP64_END.size)
    if signature == b"PK\x06\x07":
        signature, _, _, _, _, _, _, entries, directory_bytes, _ = ZIP64_END.unpack_from(tail)
        if signature != b"PK\x06\x06" or offset != size - length:
            raise FlawedFile(Flaw.DAMAGED)
    if entries > MOST_ENTRIES or directory_bytes > LARGEST_DIRECTORY_BYTES:
        raise FlawedFile(Flaw.SWELLS)


def _require_harmless(entries: list[ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    swells = unpacked > RATIO_MATTERS_FROM_BYTES and unpacked > size * LARGEST_RATIO
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED_BYTES or swells:
        raise FlawedFile(Flaw.SWELLS)
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise FlawedFile(Flaw.PROTECTED)
    if not entries or min(entry.header_offset for entry in entries) != 0:
        raise FlawedFile(Flaw.DAMAGED)
    for entry in entries:
        parts = entry.filename.split("/")
        if ".." in parts or parts[0] == "" or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise FlawedFile(Flaw.DAMAGED)
        if entry.filename.casefold().rpartition(".")[2] in PROGRAMS:
            raise FlawedFile(Flaw.PROGRAM)


def _content_types(package: ZipFile) -> set[str]:
    if package.getinfo(CONTENT_TYPES).file_size > LARGEST_CONTENT_TYPES_BYTES:
        raise FlawedFile(Flaw.SWELLS)
    try:
        table = fromstring(package.read(CONTENT_TYPES), forbid_dtd=True)
    except (ParseError, DefusedXmlException):
        raise FlawedFile(Flaw.DAMAGED) from None
    return {part.get("ContentType", "").casefold() for part in table}


def _image(stream: IO[bytes]) -> FileType:
    """The header is read and a PNG's checksums are; the pixels are not decoded."""
    stream.seek(0)
    try:
        with Image.open(stream, formats=("JPEG", "PNG", "WEBP")) as image:
            kind, pixels = IMAGE_FORMATS.get(image.format or ""), image.width * image.height
            image.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FlawedFile(Flaw.IMAGE_TOO_LARGE) from None
    except (OSError, SyntaxError, ValueError, IndexError, TypeError, EOFError, struct.error, zlib.error):
        raise FlawedFile(Flaw.DAMAGED) from None
    if pixels > (Image.MAX_IMAGE_PIXELS or 0):
        raise FlawedFile(Flaw.IMAGE_TOO_LARGE)
    if kind is None:
        raise FlawedFile(Flaw.CONTENT_DIFFERS)
    return kind
