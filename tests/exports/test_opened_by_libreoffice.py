"""Office programs open the files: LibreOffice turns each into pages without repair, and nothing runs over the edge."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from projects.models import Project
from projects.services import bulletins
from tests import factories as make
from tests.clients import ClientOf
from tests.exports.conftest import ask, fetched
from tests.exports.writing import SEPTEMBER, draft_of, prepare
from tests.personas import District

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder"), pytest.mark.timeout(240)]
RESOLUTION = 40
A4_MM = 210.0
DARK, RED = 140, (120, 90)  # darker than paper; a red heading has this much red, and no more of the others


@pytest.fixture(scope="module")
def office() -> str:
    """LibreOffice and poppler; ``make test`` installs them."""
    path = shutil.which("soffice")
    assert path, "LibreOffice is missing: install libreoffice-writer-nogui and libreoffice-calc-nogui"
    assert shutil.which("pdftoppm"), "pdftoppm is missing: install poppler-utils"
    return path


@pytest.fixture
def files(district: District, client_of: ClientOf, tmp_path: Path) -> dict[str, Path]:
    """A bulletin of long tables and the four lists, hostile names among them."""
    for number in range(200, 260):
        project = make.make_project(
            district.theme, f"2024-1-{number}", lead=district.fgw, rag="red", name=f'=HYPERLINK("x","项目{number}")'
        )
        make.make_milestone(project, date(2024, 6, 1))
    prepare(district)
    issued = bulletins.issue(bulletin_id=draft_of(district, SEPTEMBER).pk, by=district.people.supervisor)
    client = client_of(district.people.supervisor)
    wanted = {
        "bulletin.docx": {"kind": "bulletin", "bulletin": issued.pk, "format": "docx"},
        "bulletin.xlsx": {"kind": "bulletin", "bulletin": issued.pk},
        **{f"{kind}.xlsx": {"kind": kind} for kind in ("projects", "milestones", "indicators", "department_records")},
    }
    for name, body in wanted.items():
        (tmp_path / name).write_bytes(fetched(client, ask(client, **body)))
    return {name: tmp_path / name for name in wanted}


def test_every_file_becomes_pages_that_show_what_it_holds(
    office: str, files: dict[str, Path], tmp_path: Path, district: District
) -> None:
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / "pdf")]
    words = {}
    for name, path in files.items():
        subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
        made = tmp_path / "pdf" / f"{path.stem}.pdf"
        pdf = made.rename(made.with_name(f"{name}.pdf"))
        words[name] = "".join(
            subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout.split()
        )
    for expected in (
        "章贡区督查室",
        "督查通报〔2024〕第1期",
        "一、总体情况",
        "单位排名",
        "区发改委",
        "在建厂房",
        "—1—",
    ):
        assert expected in words["bulletin.docx"], expected
    assert words["bulletin.docx"].count("转红日期") > 3, "heads are repeated on each page"
    for name in ("projects.xlsx", "bulletin.xlsx", "bulletin.docx"):
        assert '=HYPERLINK("x","项目200")' in words[name], "a text, not evaluated"
    assert Project.objects.count() > 60
    look_at(tmp_path / "pdf" / "bulletin.docx.pdf", tmp_path)


def look_at(pdf: Path, folder: Path) -> None:
    """The margins of the paper are clean, and its head is red."""
    subprocess.run(["pdftoppm", "-r", str(RESOLUTION), "-png", str(pdf), str(folder / "page")], check=True)
    pages = [Image.open(path).convert("RGB") for path in sorted(folder.glob("page-*.png"))]
    assert len(pages) > 3
    for page in pages:
        width, height = page.size
        pixels_per_mm = width / A4_MM
        left, right = round(26 * pixels_per_mm), round((A4_MM - 24.5) * pixels_per_mm)
        for edge in (page.crop((0, 0, left, height)), page.crop((right, 0, width, height))):
            assert min(edge.convert("L").tobytes()) > DARK, "nothing stands in the margin"
    head = pages[0].crop((0, round(35 * pixels_per_mm), width, round(60 * pixels_per_mm)))
    least_red, most_other = RED
    colours = head.tobytes()
    pixels = zip(colours[0::3], colours[1::3], colours[2::3], strict=True)
    assert any(red > least_red and green < most_other and blue < most_other for red, green, blue in pixels)
