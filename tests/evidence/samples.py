"""Real files, made of the bytes that their formats prescribe, and hostile ones beside them."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OPEN_XML = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": f"{OPEN_XML}wordprocessingml.document.main+xml",
    "xlsx": f"{OPEN_XML}spreadsheetml.sheet.main+xml",
    "pptx": f"{OPEN_XML}presentationml.presentation.main+xml",
}
FREE, END_OF_CHAIN, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
PPT_MACROS = bytes.fromhex("1f00ff0314000000020000040c000000") + struct.pack("<LLL", 1, 1, 2)


def content_types(*types: str) -> bytes:
    parts = "".join(f'<Override PartName="/part{i}" ContentType="{kind}"/>' for i, kind in enumerate(types))
    return f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="urn:types">{parts}</Types>'.encode()


def package(types: bytes | None, members: dict[str, bytes]) -> bytes:
    """A ZIP, with a table of contents or without."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        if types is not None:
            archive.writestr("[Content_Types].xml", types)
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def office(kind: str = "docx", members: dict[str, bytes] | None = None) -> bytes:
    """A document, table or presentation."""
    return package(content_types(MAIN[kind]), {"word/document.xml": b"<document/>", **(members or {})})


def with_zip64() -> bytes:
    """A table as Java's libraries write it: with the ZIP64 records before the last one."""
    archive = office("xlsx")
    body, end = archive[:-22], archive[-22:]
    entries, size, offset = struct.unpack("<HLL", end[10:20])
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, size, offset)
    return body + record + struct.pack("<4sLQL", b"PK\x06\x07", 0, len(body), 1) + end


def with_encryption_flag(archive: bytes) -> bytes:
    """The same archive, its entries marked as encrypted in the central directory."""
    marked = bytearray(archive)
    position = marked.find(b"PK\x01\x02")
    while position >= 0:
        marked[position + 8] |= 1
        position = marked.find(b"PK\x01\x02", position + 1)
    return bytes(marked)


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    stream = BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(stream, kind)
    return stream.getvalue()


def compound(*streams: str, storage: str = "", content: bytes = b"") -> bytes:
    """An OLE file of [MS-CFB] whose root holds empty streams, one storage if named; content goes to the first."""
    content = content.ljust(4096, b"\0")
    sectors = len(content) // 512
    table = [FAT_SECTOR, *range(2, 4), END_OF_CHAIN]
    table += [*range(5, 4 + sectors), END_OF_CHAIN]
    entries = [_entry("Root Entry", 5, child=1)]
    names = [*streams, storage] if storage else [*streams]
    for number, name in enumerate(names, start=1):
        following = number + 1 if number < len(names) else FREE
        if name == storage:
            entries.append(_entry(name, 1, right=following))
        elif number == 1:
            entries.append(_entry(name, 2, right=following, start=4, size=len(content)))
        else:
            entries.append(_entry(name, 2, right=following))
    entries += [b"\0" * 68 + struct.pack("<LLL", FREE, FREE, FREE) + b"\0" * 48] * (12 - len(entries))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<LLLLLLLLL", 0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<109L", 0, *[FREE] * 108)
    fat = struct.pack("<128L", *table, *[FREE] * (128 - len(table)))
    return header + fat + b"".join(entries) + content


def _entry(
    name: str, kind: int, *, right: int = FREE, child: int = FREE, start: int = END_OF_CHAIN, size: int = 0
) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = (
        encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1) + struct.pack("<LLL", FREE, right, child)
    )
    return head + b"\0" * 36 + struct.pack("<LQ", start, size)
