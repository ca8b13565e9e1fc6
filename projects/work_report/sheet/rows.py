"""One row of the list as an item: texts bounded and checked, duties taken apart."""

from collections.abc import Mapping
from datetime import date, timedelta
from unicodedata import normalize

from projects.work_report.sheet.content import Remark, SheetRow
from projects.work_report.sheet.duties import Duties, read_duties
from projects.work_report.sheet.grid import GridRow

LONGEST = {"number": 20, "item": 120, "target": 200, "deadline": 60, "leader": 60, "note": 5000}
LONGEST_DUTIES = 1000
SERIAL_LENGTH = 5
SERIAL_EPOCH = date(1899, 12, 30)
SERIAL_DAYS = range(36526, 73051)  # the years 2000 to 2099 in a cell that is not formatted as a date


def item_row(row: GridRow, columns: Mapping[str, int], *, heading: str, is_project: bool) -> SheetRow:
    """The item of a row; what is wrong with its cells stands in its faults."""
    texts = {name: row.texts.get(column, "") for name, column in columns.items()}
    faults = [
        Remark(row.flaws[column], row.number, name, _shown(texts[name]))
        for name, column in columns.items()
        if column in row.flaws and not (name == "number" and row.flaws[column] == "formula")
    ]
    faults += [
        Remark("too_long", row.number, name, {"most": LONGEST.get(name, LONGEST_DUTIES), "length": len(text)})
        for name, text in texts.items()
        if len(text) > LONGEST.get(name, LONGEST_DUTIES)
    ]
    if not texts["item"] and not any(fault.column == "item" for fault in faults):
        faults.append(Remark("item_missing", row.number, "item"))
    texts = {name: text[: LONGEST.get(name, LONGEST_DUTIES)] for name, text in texts.items()}
    duties = _duties(texts)
    return SheetRow(
        row=row.number,
        number=normalize("NFKC", texts.get("number", "")).strip(" .、"),
        item=" ".join(texts["item"].split()),
        target=" ".join(texts.get("target", "").split()),
        heading=heading,
        lead=duties.lead,
        supporting=duties.supporting,
        undecided=duties.undecided,
        deadline=_deadline(texts.get("deadline", "")),
        leader=texts.get("leader", "").replace("\n", " "),
        note=texts.get("note", ""),
        is_hidden=row.is_hidden,
        is_project=is_project,
        shared_with=row.begun_in.get(columns["item"], 0),
        faults=tuple(faults),
    )


def _duties(texts: Mapping[str, str]) -> Duties:
    """From one cell or two; a lead column that holds one name names the lead."""
    found = read_duties(texts.get("lead") or texts.get("duties", ""))
    if texts.get("lead") and texts.get("duties"):
        further = read_duties(texts["duties"])
        found = Duties(found.lead, (*found.supporting, *further.supporting), found.undecided)
    if not found.lead and len(found.undecided) == 1:
        found = Duties(found.undecided, found.supporting)
    named = read_duties(texts.get("supporting", ""))
    supporting = (*found.supporting, *named.lead, *named.supporting, *named.undecided)
    return Duties(found.lead, tuple(dict.fromkeys(supporting)), found.undecided)


def _deadline(text: str) -> str:
    """The words, or the ISO date of a number that stands for a day."""
    plain = text.strip()
    if plain.isascii() and plain.isdecimal() and len(plain) == SERIAL_LENGTH and int(plain) in SERIAL_DAYS:
        return (SERIAL_EPOCH + timedelta(days=int(plain))).isoformat()
    return " ".join(plain.split())


def _shown(text: str) -> dict[str, str | int]:
    return {"text": text[:60]}
