"""Files and pasted text in several formats and encodings, as lines of which each character keeps its place."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from projects.work_report.parser import UnreadableReport, breakdown, read

PLAN = "2024年工作安排\n新增规上企业15家以上，固定资产投资增长8%左右。\n"
FOUND = [("15", "家", "at_least"), ("8", "%", "about")]


def found_in(content: bytes | str, filename: str = "", traditional: bool = False) -> list[tuple[str, str, str]]:
    targets = breakdown(read(content, filename, traditional=traditional)).targets
    return [(each.target, each.unit, each.comparison) for each in targets]


def docx_of(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_encodings_are_detected(encoding: str) -> None:
    assert found_in((PLAN * 3).encode(encoding)) == FOUND * 3


def test_a_damaged_character_does_not_change_the_encoding() -> None:
    content = PLAN.encode() * 20
    assert found_in(content[:10] + b"\xff" + content[10:])[-2:] == FOUND


def test_a_word_document_is_read_with_its_tables_and_without_superscript_marks() -> None:
    document = Document()
    document.add_paragraph("2024年工作安排")
    paragraph = document.add_paragraph("新增规上企业15")
    paragraph.add_run("[3]").font.superscript = True
    paragraph.add_run("家以上。")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "固定资产投资增长", "8%左右"
    stream = BytesIO()
    document.save(stream)
    text = read(stream.getvalue(), "report.docx")
    assert text.lines[1] == "新增规上企业15家以上。"
    assert found_in(stream.getvalue()) == FOUND


def test_a_web_page_is_read_without_scripts_menus_and_footnote_marks() -> None:
    page = """<!DOCTYPE html><html><head><title>1个标题</title><style>p{width:5px}</style></head>
    <body><div>当前位置：首页 &gt; 政府信息公开</div>
    <h2>2024年<b>工作</b>安排</h2>
    <p>新增规上企业<span>15</span><sup>[3]</sup>家以上，<br>
    固定资产投资增长8%左右。</p>
    <script>var a = "新增20家";</script><div>【打印本页】 【关闭窗口】</div>
    <div>扫一扫在手机打开当前页</div></body></html>"""
    text = read(page)
    assert "新增规上企业15家以上，" in text.lines
    assert found_in(page) == FOUND


def test_traditional_characters_are_converted_on_request_and_quoted_as_they_are() -> None:
    text = read("2024年工作安排\n新增規上企業１５家以上，固定資產投資增長8％左右。", traditional=True)
    found = breakdown(text)
    assert [each.name for each in found.targets] == ["新增规上企业", "固定资产投资增长"]
    assert [text.words(each) for each in found.targets] == ["新增規上企業１５家以上", "固定資產投資增長8％左右"]


def test_page_numbers_running_heads_and_notes_at_the_foot_are_left_out() -> None:
    lines = ["2024年工作安排"]
    for page in range(1, 5):
        lines += [
            "某某区政府工作报告", f"- {page} -", f"新增企业{page}家以上，持续优化营商",
            f"第{page}页 共9页", f"环境，改造小区{page}个。", f"[{page}] “四上”企业：指规模以上的20类企业。",
        ]  # fmt: skip
    numbers = [each.target for each in breakdown(read("\n".join(lines))).targets]
    assert numbers == ["1", "1", "2", "2", "3", "3", "4", "4"]


def test_hard_wrapped_lines_are_joined_even_within_a_number() -> None:
    lines = [
        "2024年工作安排",
        "　　今年我们要大力发展工业经济，新增规上企业1",
        "5家以上，培育专精特新企业，固定资产投资增长8",
        "%左右，全面推进乡村振兴，持续改善民生。",
    ]
    text = read("\n".join(lines))
    found = breakdown(text).targets
    assert [(each.target, each.unit, each.line) for each in found] == [("15", "家", 2), ("8", "%", 3)]
    assert [text.words(each) for each in found] == ["新增规上企业1", "固定资产投资增长8"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"%PDF-1.7 binary", "not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not_text"),
        (bytes(range(32)) * 20, "not_text"),
        (b"PK\x03\x04 no archive", "damaged"),
        (b"\xff" * 400, "encoding"),
        ("国" * (8 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content: bytes | str, code: str) -> None:
    with pytest.raises(UnreadableReport) as refused:
        read(content)
    assert refused.value.code == code


def test_a_spreadsheet_is_not_taken_for_a_report() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UnreadableReport, match="not_text"):
        read(stream.getvalue())


def test_a_document_of_paragraphs_numbers_its_lines_by_them() -> None:
    text = read(docx_of("2024年工作安排", "", "新增规上企业15家以上。"))
    (target,) = breakdown(text).targets
    assert (target.line, text.words(target)) == (3, "新增规上企业15家以上")


def test_points_marked_with_a_sign_are_not_joined() -> None:
    lines = ("◆大力推进规上工业企业技术改造", "◆改造老旧小区和背街小巷共计12个", "◆建设农村公路和产业路共计35公里")
    found = breakdown(read("2024年工作安排\n" + "\n".join(lines)))
    assert [each.name for each in found.targets] == ["改造老旧小区和背街小巷", "建设农村公路和产业路"]


def test_a_cut_or_altered_document_is_refused_as_damaged() -> None:
    whole = docx_of("2024年工作安排", *(f"新增企业{number}家。" for number in range(40)))
    codes = set()
    for at in range(60, len(whole), len(whole) // 25):
        for content in (whole[:at], whole[:at] + b"\x00\xff" * 8 + whole[at + 16 :]):
            try:
                breakdown(read(content))
            except UnreadableReport as refused:
                codes.add(refused.code)
    assert codes <= {"damaged", "not_text"}
    assert "damaged" in codes


@pytest.mark.parametrize("mark", ["【3】", "〔3〕", "[3]", "［3］", "[注3]", "【 3 】", "③", "³", "（注3）"])
def test_footnote_marks_are_no_numbers(mark: str) -> None:
    assert found_in(f"2024年工作安排\n新增规上企业{mark}15{mark}家以上，固定资产投资增长8{mark}%左右{mark}。") == FOUND
