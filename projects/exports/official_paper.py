"""Official papers as Word documents: page, fonts and tables by GB/T 9704-2012, without a template file."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils import timezone
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from projects.exports.texts import cell_text

RED = RGBColor(0xC0, 0x00, 0x00)
TITLE_FONT, BODY_FONT, HEADING_FONT = "方正小标宋简体", "仿宋", "黑体"
# What Word and LibreOffice take where a font is not installed.
SUBSTITUTES = {TITLE_FONT: "SimSun", BODY_FONT: "FangSong", HEADING_FONT: "SimHei"}
BODY_SIZE, TABLE_SIZE, PAGE_NUMBER_SIZE = 16, 10, 14
CELL_MARGIN = 57  # twentieths of a point: 1 mm
LINE = Pt(28)
TEXT_WIDTH_MM = 210 - 28 - 26
TONES = {"bad": "A61B1B", "warn": "8A5300", "good": "1B6B38", "done": "1F5A96"}
HEAD_FILL = "F2F2F2"
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


class OfficialPaper:
    """An A4 document that grows from top to bottom; page numbers stand at the outer edge of each page."""

    def __init__(self) -> None:
        self._document = Document()
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(28)
        normal = self._document.styles["Normal"]
        normal.font.size = Pt(BODY_SIZE)
        _set_font(normal.element, BODY_FONT)
        self._document.settings.odd_and_even_pages_header_footer = True
        _page_number(section.footer.paragraphs[0], RIGHT)
        _page_number(section.even_page_footer.paragraphs[0], LEFT)
        self._name_substitutes()

    def line(
        self, text: str, *, font: str = BODY_FONT, size: float = BODY_SIZE, align: Any = CENTRE, is_bold: bool = False,
        is_red: bool = False, before: float = 0, after: float = 0,
    ) -> Paragraph:  # fmt: skip
        """One line: a heading, a number, a signature."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = align
        _space(paragraph, before, after)
        _write(paragraph, text, font, size, is_bold=is_bold, is_red=is_red)
        return paragraph

    def red_head(self, office: str) -> None:
        """The issuing office in red (红头)."""
        self.line(office, font=TITLE_FONT, size=36, is_bold=True, is_red=True, before=6, after=18)

    def red_rule(self) -> None:
        """The red line below the number."""
        paragraph = self.line("", size=4, after=14)
        borders = parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="18" w:space="1" w:color="{RED}"/></w:pBdr>'
        )
        paragraph.paragraph_format.element.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def title(self, text: str) -> None:
        """The title: 22 points, bold, centred."""
        self.line(text, font=TITLE_FONT, size=22, is_bold=True, before=10, after=14)

    def heading(self, text: str) -> None:
        """The heading of a part."""
        paragraph = self.line(text, font=HEADING_FONT, align=LEFT, before=8)
        paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_SIZE)
        paragraph.paragraph_format.keep_with_next = True

    def text(self, words: str) -> None:
        """Body text; each line of it is a paragraph that begins two characters in."""
        for piece in filter(None, map(str.strip, words.splitlines())):
            paragraph = self._document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_SIZE)
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            paragraph.paragraph_format.line_spacing = LINE
            _space(paragraph, 0, 0)
            _write(paragraph, piece, BODY_FONT, BODY_SIZE)

    def note(self, words: str) -> None:
        """A smaller remark."""
        self.line(words, size=TABLE_SIZE, align=LEFT, before=4)

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        tones: Sequence[Sequence[str]] = (),
    ) -> None:
        """A table over the width of the text whose head is repeated on each page; ``widths`` are proportions."""
        table = self._table(len(head))
        measures = [Mm(TEXT_WIDTH_MM * width / sum(widths)) for width in widths]
        for column, measure in zip(table.columns, measures, strict=True):
            column.width = measure
        _narrow_cells(table)
        self._row(table, head, measures, is_head=True)
        for number, row in enumerate(rows):
            self._row(table, row, measures, tones=tones[number] if tones else ())

    def facts(self, facts: Sequence[tuple[str, str]], *, label_mm: float) -> None:
        """A table of labels and values, in the size of the body."""
        table = self._table(2)
        measures = [Mm(label_mm), Mm(TEXT_WIDTH_MM - label_mm)]
        for fact in facts:
            self._row(table, fact, measures, size=BODY_SIZE)

    def signature(self, *lines: str) -> None:
        """Who issues it and when, to the right."""
        for number, words in enumerate(lines):
            paragraph = self.line(words, align=RIGHT, before=0 if number else 28)
            paragraph.paragraph_format.keep_with_next = number < len(lines) - 1

    def save(self, *, title: str, author: str) -> bytes:
        """The .docx."""
        properties = self._document.core_properties
        properties.title, properties.author = cell_text(title)[:255], cell_text(author)[:255]
        properties.created = timezone.now().replace(tzinfo=None)
        stream = BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    def _table(self, columns: int) -> Any:
        table = self._document.add_table(rows=0, cols=columns)
        table.style, table.autofit = "Table Grid", False
        return table

    def _row(
        self,
        table: Any,
        texts: Sequence[str],
        measures: Sequence[Any],
        *,
        is_head: bool = False,
        size: float = TABLE_SIZE,
        tones: Sequence[str] = (),
    ) -> None:
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001  (no public way to these)
        properties.append(OxmlElement("w:cantSplit"))
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))
        for number, (cell, text, measure) in enumerate(zip(row.cells, texts, measures, strict=True)):
            cell.width = measure
            paragraph = cell.paragraphs[0]
            _space(paragraph, 1, 1)
            paragraph.alignment = CENTRE if is_head else LEFT
            run = _write(paragraph, text, HEADING_FONT if is_head else BODY_FONT, size)
            if tones and (colour := TONES.get(tones[number])):
                run.font.color.rgb = RGBColor.from_string(colour)
            if is_head:
                shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{HEAD_FILL}"/>')
                cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  (as above)

    def _name_substitutes(self) -> None:
        """Say in the table of fonts what stands for a font that a reader does not have."""
        parts = {str(part.partname): part for part in self._document.part.package.iter_parts()}
        fonts = parts["/word/fontTable.xml"]
        table = parse_xml(fonts.blob)
        for name, substitute in SUBSTITUTES.items():
            table.append(
                parse_xml(f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{substitute}"/></w:font>')
            )
        named = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
        fonts._blob = named  # noqa: SLF001  (the part is opaque to the library)


def _narrow_cells(table: Any) -> None:
    """Leave the width to the words."""
    margins = parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:left w:w="{CELL_MARGIN}" w:type="dxa"/>'
        f'<w:right w:w="{CELL_MARGIN}" w:type="dxa"/></w:tblCellMar>'
    )
    properties = table._tbl.tblPr  # noqa: SLF001  (no public way to these)
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _write(
    paragraph: Paragraph, text: str, font: str, size: float, *, is_bold: bool = False, is_red: bool = False
) -> Run:
    run = paragraph.add_run(cell_text(text))
    run.font.name, run.font.size, run.font.bold = font, Pt(size), is_bold or None
    _set_font(run._element, font)  # noqa: SLF001  (no public way to the font of Chinese characters)
    if is_red:
        run.font.color.rgb = RED
    return run


def _set_font(element: Any, font: str) -> None:
    """Set the font for Chinese characters, too, which Word keeps apart."""
    fonts = element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(kind), font)


def _space(paragraph: Paragraph, before: float, after: float) -> None:
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)


def _page_number(paragraph: Paragraph, align: Any) -> None:
    """— 1 — at an edge, as the standard wants it."""
    paragraph.alignment = align
    _write(paragraph, "— ", BODY_FONT, PAGE_NUMBER_SIZE)
    run = _write(paragraph, "", BODY_FONT, PAGE_NUMBER_SIZE)
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._element.append(element)  # noqa: SLF001  (the library has no fields)
    _write(paragraph, " —", BODY_FONT, PAGE_NUMBER_SIZE)
