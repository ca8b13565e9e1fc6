"""Sections of a report, as its breakdown finds them: parts, and themes below them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from accounts.access import require_supervisor
from accounts.models import User
from indicators.choices import SectionLevel
from indicators.models import Section, WorkReport


@dataclass(frozen=True, slots=True)
class NewTheme:
    """A theme to be, below a part that is there or one that is made with it."""

    part: str
    heading: str


@transaction.atomic
def lay_out(
    *, report: WorkReport, parts: Sequence[tuple[str, str]], themes: Sequence[NewTheme], by: User
) -> list[Section]:
    """Add parts (number, heading), then themes below the parts of these numbers, behind what is there.

    An empty number stands for the next free one, in order; such a part is named by its heading.
    Raises AccessRefused, KeyError (a theme of a part that is not there), ValidationError.
    """
    require_supervisor(by, report.region_id)
    WorkReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    position = report.sections.aggregate(last=Max("position"))["last"] or 0
    present = list(report.sections.filter(level=SectionLevel.PART))
    numbers = [int(part.number) for part in present if part.number.isdecimal()]
    free = max(numbers, default=0) + 1
    by_name = {name: part for part in present for name in (part.number, part.heading)}
    added: list[Section] = []
    for given, heading in parts:
        number, free = (given, free) if given else (str(free), free + 1)
        position += 1
        part = Section(report=report, level=SectionLevel.PART, number=number, heading=heading, position=position)
        part.full_clean()
        part.save()
        by_name |= {number: part, heading: part}
        added.append(part)
    for theme in themes:
        position += 1
        below = Section(
            report=report, parent=by_name[theme.part], level=SectionLevel.THEME, heading=theme.heading,
            position=position,
        )  # fmt: skip
        below.clean_fields(exclude=["number"])
        added.append(below)
    Section.objects.bulk_create([section for section in added if section.pk is None])
    return added
