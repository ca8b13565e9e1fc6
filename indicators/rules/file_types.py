"""Which files may be evidence, and under which names (DOMAIN §3 "Evidence"); ``file_contents`` looks inside."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST_NAME = 200
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
PROGRAMS = frozenset(
    {
        *("apk", "bat", "cmd", "cpl", "dll", "exe", "hta", "jar", "js", "jse", "lnk", "msi", "pif", "ps1", "py", "reg"),
        *("scr", "sh", "so", "vbe", "vbs", "wsf", "wsh"),
    }
)
PAGES = frozenset({"asp", "aspx", "htm", "html", "jsp", "mht", "php", "shtml", "svg", "xhtml", "xml"})


class Flaw(StrEnum):
    """Why a file cannot be evidence."""

    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    NAME_UNPRINTABLE = "name_unprintable"
    NAME_MISLEADING = "name_misleading"
    TYPE_UNKNOWN = "type_unknown"
    EMPTY = "empty"
    PROGRAM = "program"
    CONTENT_DIFFERS = "content_differs"
    DAMAGED = "damaged"
    MACROS = "macros"
    PROTECTED = "protected"
    SWELLS = "swells"
    IMAGE_TOO_LARGE = "image_too_large"


class FlawedFile(Exception):  # noqa: N818  (an answer, not a fault)
    """The file cannot be evidence, for this reason."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of content and the extensions that it may go by (lower case, without the dot)."""

    content_type: str
    extensions: tuple[str, ...]


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
PDF = FileType("application/pdf", ("pdf",))
DOC = FileType("application/msword", ("doc", "wps"))
XLS = FileType("application/vnd.ms-excel", ("xls", "et"))
PPT = FileType("application/vnd.ms-powerpoint", ("ppt", "dps"))
DOCX = FileType(f"{_OPEN_XML}wordprocessingml.document", ("docx",))
XLSX = FileType(f"{_OPEN_XML}spreadsheetml.sheet", ("xlsx",))
PPTX = FileType(f"{_OPEN_XML}presentationml.presentation", ("pptx",))
JPEG = FileType("image/jpeg", ("jpg", "jpeg"))
PNG = FileType("image/png", ("png",))
WEBP = FileType("image/webp", ("webp",))
ALLOWED = (PDF, DOC, XLS, PPT, DOCX, XLSX, PPTX, JPEG, PNG, WEBP)
EXTENSIONS = tuple(extension for kind in ALLOWED for extension in kind.extensions)


def clean_name(name: str) -> str:
    """The base name, composed (NFC), that is kept and shown. Raises :class:`FlawedFile`."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2].strip()
    if not base.strip("."):
        raise FlawedFile(Flaw.NAME_MISSING)
    if any(unicodedata.category(character) in UNPRINTABLE for character in base):
        raise FlawedFile(Flaw.NAME_UNPRINTABLE)
    if len(base) > LONGEST_NAME:
        raise FlawedFile(Flaw.NAME_TOO_LONG)
    return base


def extension_of(name: str) -> str:
    """The extension of a clean name, if it is an allowed one. Raises :class:`FlawedFile`."""
    *stem, extension = name.casefold().split(".")
    if extension not in EXTENSIONS or not stem:
        raise FlawedFile(Flaw.TYPE_UNKNOWN)
    if any(part.strip() in PROGRAMS | PAGES for part in stem[1:]):
        raise FlawedFile(Flaw.NAME_MISLEADING)
    return extension
