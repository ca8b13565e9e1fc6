"""A supervision notice as a Word document, in the look of an official paper (督办通知单)."""

from io import BytesIO

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.run import Run

from projects.models import SupervisionNotice

RED = RGBColor(0xC0, 0x00, 0x00)
HEADING_FONT, BODY_FONT = "方正小标宋简体", "仿宋"


def notice_document(notice: SupervisionNotice) -> bytes:
    """The .docx; ``region``, ``department`` and ``project`` have to be selected with the notice."""
    document = Document()
    section = document.sections[0]
    # Margins of GB/T 9704.
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    _line(document, _("%(region)s supervision office") % {"region": notice.region.name}, HEADING_FONT, 26, red=True)
    _line(document, _("Supervision notice"), HEADING_FONT, 22)
    _line(document, notice.full_number, BODY_FONT, 16)
    _table(document, notice)
    _body(document, notice)
    document.core_properties.title = f"{notice.full_number} {notice.subject}"
    document.core_properties.author = notice.region.name
    document.core_properties.created = timezone.now().replace(tzinfo=None)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _table(document: DocumentType, notice: SupervisionNotice) -> None:
    rows = [
        (_("Addressed to"), notice.department.name),
        (_("Matter"), notice.subject),
        (_("Number"), notice.project.code if notice.project else "—"),
        (_("Due on"), date_format(notice.due_on)),
        (_("To be settled by"), date_format(notice.answer_by)),
    ]
    table = document.add_table(rows=len(rows), cols=2)
    table.style = "Table Grid"
    for row, (label, value) in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, (label, value), (Cm(3.5), Cm(12)), strict=True):
            cell.width = width
            _dress(cell.paragraphs[0].add_run(text), BODY_FONT, 16)


def _body(document: DocumentType, notice: SupervisionNotice) -> None:
    text = _(
        "The matter above was due on %(due_on)s and has not been settled. Please act at once, say why it is late and "
        "what will be done, and settle it by %(answer_by)s."
    )
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(32)
    paragraph.paragraph_format.space_before = Pt(16)
    values = {"due_on": date_format(notice.due_on), "answer_by": date_format(notice.answer_by)}
    _dress(paragraph.add_run(text % values), BODY_FONT, 16)
    for words in (_("%(region)s supervision office") % {"region": notice.region.name}, date_format(notice.issued_on)):
        signature = document.add_paragraph()
        signature.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _dress(signature.add_run(words), BODY_FONT, 16)


def _line(document: DocumentType, text: str, font: str, size: int, *, red: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    _dress(run, font, size)
    if red:
        run.font.color.rgb = RED


def _dress(run: Run, font: str, size: int) -> None:
    """Set the font for Chinese characters, too, which Word keeps apart."""
    run.font.name = font
    run.font.size = Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001  (no public way)
