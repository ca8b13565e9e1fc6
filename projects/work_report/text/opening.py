"""A file that somebody brings → the lines that a person sees. Nothing large or foreign is built."""

import codecs
import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree, html

LARGEST_BYTES = 8 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 64 * 1024 * 1024
FOREIGN = (b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")
# What the libraries raise at a package that is cut or altered.
DAMAGED = (
    BadZipFile, PackageNotFoundError, zlib.error, struct.error, etree.LxmlError, LookupError, ValueError, TypeError,
    AttributeError, EOFError, OSError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip
MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|br|table|span|article)\b[^<>]{0,2000}>", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
LINE_ENDS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
FOOTNOTE_MARK = re.compile(r"\s*[\[［【〔(（]?(?:注释?)?\d{1,3}[\])］】〕）]?\s*")
UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "select", "button", "nav", "iframe"})
CELLS = ("td", "th")
INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "o:p",
    }
    | {"q", "s", "samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr", "img", "st1:chsdate"}
)


class UnreadableReport(Exception):  # noqa: N818  (an answer, not a fault)
    """``code`` says why: empty, too_large, not_text (a format that is not read), encoding, or damaged."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def source_lines(content: bytes | str, filename: str = "") -> tuple[str, ...]:
    """Lines of plain text, or paragraphs of .docx and .html, as they are shown. Raises UnreadableReport."""
    if len(content) > LARGEST_BYTES:
        raise UnreadableReport("too_large")
    if isinstance(content, bytes) and content.startswith(b"PK\x03\x04"):
        lines = _docx_lines(content)
    else:
        text = content if isinstance(content, str) else decoded(content)
        is_markup = filename.casefold().endswith((".html", ".htm")) or MARKUP.search(text[:4000])
        lines = _html_lines(text) if is_markup else LINE_ENDS.split(text.removeprefix("\ufeff"))
    if not any(line.strip() for line in lines):
        raise UnreadableReport("empty")
    return tuple(lines)


def decoded(content: bytes) -> str:
    """Text in UTF-8, UTF-16 or GB18030, whichever it is; single damaged characters are let pass.

    Raises UnreadableReport.
    """
    if content.startswith(FOREIGN):
        raise UnreadableReport("not_text")
    for encoding in _encodings(content):
        text = content.decode(encoding, errors="replace")
        if text.count("\ufffd") * 100 > len(text):
            continue
        if len(CONTROLS.findall(text)) * 100 > len(text):
            raise UnreadableReport("not_text")
        return text
    raise UnreadableReport("encoding")


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    # Chinese text has line ends and digits, whose other byte is zero in UTF-16; in the rest there is no zero.
    sample = content[:4096]
    if sample.count(0) * 50 > len(sample):
        return ("utf-16-le",) if sample[::2].count(0) < sample[1::2].count(0) else ("utf-16-be",)
    return ("utf-8-sig", "gb18030")


def _docx_lines(content: bytes) -> list[str]:
    try:
        with ZipFile(BytesIO(content)) as package:
            if sum(entry.file_size for entry in package.infolist()) > LARGEST_UNPACKED_BYTES:
                raise UnreadableReport("too_large")
            if "word/document.xml" not in package.namelist():
                raise UnreadableReport("not_text")
        document = Document(BytesIO(content))
        return [line for block in document.iter_inner_content() for line in _block_lines(block)]
    except DAMAGED:
        raise UnreadableReport("damaged") from None


def _block_lines(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from LINE_ENDS.split(_shown(block))
        return
    for row in block.rows:
        cells = {id(cell._tc): cell.text.replace("\n", "") for cell in row.cells}  # noqa: SLF001  (merged cells repeat)
        yield "\t".join(cells.values())


def _shown(paragraph: Paragraph) -> str:
    """Without footnote marks that only their height sets apart from figures."""
    if not any(run.font.superscript for run in paragraph.runs):
        return paragraph.text
    return "".join(
        run.text for run in paragraph.runs if not (run.font.superscript and FOOTNOTE_MARK.fullmatch(run.text))
    )


def _html_lines(text: str) -> list[str]:
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text.removeprefix("\ufeff")))
    except (etree.LxmlError, ValueError):
        raise UnreadableReport("damaged") from None
    collected = "".join(_pieces(root))
    return [line for line in (re.sub(r"\s+", " ", each).strip() for each in collected.split("\n")) if line]


def _pieces(root: html.HtmlElement) -> Iterator[str]:
    """Texts in their order; a line end around each block."""
    for element in list(root.iter()):
        is_comment = not isinstance(element.tag, str)
        if element.getparent() is not None and (is_comment or element.tag in UNSEEN or _is_footnote_mark(element)):
            element.drop_tree()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag not in INLINE:
            yield "\t" if element.tag in CELLS else "\n"
        yield _flat(element.text if event == "start" else element.tail)


def _is_footnote_mark(element: html.HtmlElement) -> bool:
    return element.tag == "sup" and bool(FOOTNOTE_MARK.fullmatch(element.text_content()))


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
