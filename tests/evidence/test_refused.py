"""Bad uploads and their answers: each a 400 that names the file, says why, and leaves nothing behind."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from projects.models import Evidence, StoredFile
from tests.clients import ClientOf
from tests.evidence import samples
from tests.evidence.conftest import post, stored
from tests.personas import District

Content = Callable[[], bytes]
WORD = samples.MAIN["docx"]
VBA = "application/vnd.ms-office.vbaProject"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def many_members() -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", samples.content_types(WORD))
        for number in range(5_001):
            archive.writestr(f"{number}", b"")
    return stream.getvalue()


BAD: list[tuple[str, Content, str]] = [
    ("验收报告.exe", lambda: b"MZ\x90\x00", "type_unknown"),
    ("验收报告.pdf.exe", lambda: samples.PDF, "type_unknown"),
    ("验收报告", lambda: samples.PDF, "type_unknown"),
    ("page.html", lambda: HTML, "type_unknown"),
    ("drawing.svg", lambda: SVG, "type_unknown"),
    ("macros.docm", samples.office, "type_unknown"),
    ("验收报告.exe.pdf", lambda: samples.PDF, "name_misleading"),
    ("长" * 197 + ".pdf", lambda: samples.PDF, "name_too_long"),
    ("renamed.pdf", lambda: b"MZ\x90\x00" + b"\0" * 60, "program"),
    ("elf.docx", lambda: b"\x7fELF\x02\x01\x01", "program"),
    ("script.jpg", lambda: b"#!/bin/sh\nrm -rf /\n", "program"),
    ("page.pdf", lambda: HTML, "content_differs"),
    ("drawing.png", lambda: SVG, "content_differs"),
    ("polyglot.pdf", lambda: b"<script>1</script>\n" + samples.PDF, "content_differs"),
    ("picture.pdf", samples.picture, "content_differs"),
    ("table.docx", lambda: samples.office("xlsx"), "content_differs"),
    ("archive.docx", lambda: samples.package(None, {"readme.txt": b"hello"}), "damaged"),
    ("half.pdf", lambda: samples.PDF[:-8], "damaged"),
    ("half.docx", lambda: samples.office()[:-9], "damaged"),
    ("prefixed.docx", lambda: b"PK\x03\x04" + HTML + samples.office(), "damaged"),
    ("half.doc", lambda: samples.compound("WordDocument")[:700], "damaged"),
    ("half.png", lambda: samples.picture()[:-20], "damaged"),
    ("entities.docx", lambda: samples.package(b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', {}), "damaged"),
    ("climbing.docx", lambda: samples.office(members={"../evil.txt": b"x"}), "damaged"),
    ("macros.docx", lambda: samples.office(members={"word/vbaProject.bin": b"x"}), "macros"),
    ("renamed-macros.docx", lambda: samples.package(samples.content_types(WORD, VBA), {"x": b"x"}), "macros"),
    ("macros.doc", lambda: samples.compound("WordDocument", storage="Macros"), "macros"),
    ("macros.ppt", lambda: samples.compound("PowerPoint Document", content=samples.PPT_MACROS), "macros"),
    ("program-inside.docx", lambda: samples.office(members={"word/embeddings/a.exe": b"MZ"}), "program"),
    ("password.docx", lambda: samples.compound("EncryptionInfo", "EncryptedPackage"), "protected"),
    ("password-zip.docx", lambda: samples.with_encryption_flag(samples.office()), "protected"),
    ("bomb.docx", lambda: samples.office(members={"word/media/a.bin": b"\0" * 60_000_000}), "swells"),
    ("members.docx", many_members, "swells"),
    ("bomb.png", lambda: samples.picture(size=(14_000, 14_000)), "image_too_large"),
    ("empty.pdf", lambda: b"", "empty"),
    ("large.pdf", lambda: samples.PDF + b"\0" * (1024 * 1024), "too_large"),
]


@pytest.mark.parametrize("bad", BAD, ids=[name[-24:] for name, *_ in BAD])
def test_a_bad_upload_is_a_400_that_says_why_and_leaves_nothing(
    district: District, client_of: ClientOf, folder: Path, bad: tuple[str, Content, str]
) -> None:
    name, content, code = bad
    district.report.policies.update(evidence_megabytes=1)
    client = client_of(district.people.reporter, language="en")
    response = post(client, content(), name, project=district.led.pk, milestone=district.overdue.pk)
    assert response.status_code == 400, response.content
    (error,) = response.json()["errors"]
    assert (error["attr"], error["code"]) == ("file", code)
    assert error["detail"].endswith(".")
    assert "%(" not in error["detail"]
    assert (stored(folder), StoredFile.objects.count(), Evidence.objects.count()) == ([], 0, 0)


GOOD: list[tuple[str, Content, str]] = [
    ("a.pdf", lambda: samples.PDF, "application/pdf"),
    ("a.docx", samples.office, f"{samples.OPEN_XML}wordprocessingml.document"),
    ("a.XLSX", lambda: samples.office("xlsx"), f"{samples.OPEN_XML}spreadsheetml.sheet"),
    ("a.pptx", lambda: samples.office("pptx"), f"{samples.OPEN_XML}presentationml.presentation"),
    ("from-java.xlsx", samples.with_zip64, f"{samples.OPEN_XML}spreadsheetml.sheet"),
    ("a.doc", lambda: samples.compound("WordDocument"), "application/msword"),
    ("a.wps", lambda: samples.compound("WordDocument"), "application/msword"),
    ("a.et", lambda: samples.compound("Workbook"), "application/vnd.ms-excel"),
    ("a.dps", lambda: samples.compound("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    ("a.jpg", lambda: samples.picture("JPEG"), "image/jpeg"),
    ("a.png", samples.picture, "image/png"),
    ("a.webp", lambda: samples.picture("WEBP"), "image/webp"),
]


@pytest.mark.parametrize("good", GOOD, ids=[name for name, *_ in GOOD])
def test_every_accepted_type_is_kept_under_a_name_that_says_nothing(
    district: District, client_of: ClientOf, folder: Path, good: tuple[str, Content, str]
) -> None:
    name, make_content, content_type = good
    content = make_content()  # once: an Office file holds the second it was made in
    response = post(client_of(district.people.reporter), content, name, project=district.led.pk, is_for_closure=True)
    assert response.status_code == 201, response.content
    assert (response.json()["content_type"], response.json()["name"]) == (content_type, name)
    (kept,) = folder.iterdir()
    assert kept.name == str(StoredFile.objects.get().name)
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (content, 0o600)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/报告.pdf", "报告.pdf"), ("C:\\文件\\报告.pdf", "报告.pdf"), ("e\u0301.pdf", "\u00e9.pdf")],
)
def test_of_a_path_only_the_base_name_is_kept(
    district: District, client_of: ClientOf, folder: Path, given: str, kept: str
) -> None:
    response = post(client_of(district.people.reporter), name=given, project=district.led.pk, is_for_closure=True)
    assert response.json()["name"] == kept


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({}, "non_field_errors"),
        ({"milestone": "overdue", "is_for_closure": True}, "non_field_errors"),
        ({"milestone": "milestone_of_czj"}, "milestone"),
        ({"project": "project_elsewhere", "is_for_closure": True}, "project"),
        ({"project": "supported", "milestone": "overdue"}, "milestone"),
        ({"colour": "red", "is_for_closure": True}, "colour"),
    ],
)
def test_a_file_proves_exactly_one_thing_of_its_project(
    district: District, client_of: ClientOf, folder: Path, fields: dict[str, object], attr: str
) -> None:
    rows = {name: getattr(getattr(district, str(value), None), "pk", value) for name, value in fields.items()}
    response = post(client_of(district.people.reporter), **{"project": district.led.pk, **rows})
    assert response.status_code == 400, response.content
    assert response.json()["errors"][0]["attr"] == attr
    assert stored(folder) == []


@pytest.mark.parametrize("announced", ["1000000000000", "000000000000000000001000000000000"])
def test_a_body_over_the_limit_is_a_413_before_it_is_read(
    district: District, client_of: ClientOf, announced: str
) -> None:
    response = client_of(district.people.reporter).generic(
        "POST", "/api/v1/evidence/", b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=announced
    )
    assert response.status_code == 413
    assert (response.json()["type"], response.json()["errors"][0]["code"]) == ("client_error", "too_large")


def test_a_body_that_is_no_form_is_a_415_and_a_broken_one_a_400(district: District, client_of: ClientOf) -> None:
    client = client_of(district.people.reporter)
    assert client.post("/api/v1/evidence/", {"project": district.led.pk}, format="json").status_code == 415
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=x"):
        response = client.generic("POST", "/api/v1/evidence/", b"nonsense", content_type)
        assert response.status_code == 400, response.content


def test_two_files_or_too_many_parts_at_once_are_a_400(district: District, client_of: ClientOf, folder: Path) -> None:
    client = client_of(district.people.reporter)
    two = [BytesIO(samples.PDF), BytesIO(samples.PDF)]
    for number, file in enumerate(two):
        file.name = f"{number}.pdf"
    fields = {"project": district.led.pk, "is_for_closure": True}
    response = client.post("/api/v1/evidence/", {"file": two, **fields}, format="multipart")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "repeated")
    many = [BytesIO(b"x") for _ in range(101)]
    response = client.post("/api/v1/evidence/", {"file": many, **fields}, format="multipart")
    assert response.status_code == 400, response.content
    assert stored(folder) == []
