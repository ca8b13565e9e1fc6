"""Where drafts belong in the report's two-level tree of sections, from the headings above their words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from indicators.choices import SectionLevel
from indicators.models import Section, WorkReport
from indicators.services.sections import NewTheme, lay_out
from projects.models import BreakdownDraft
from projects.work_report.sheet.names import plain_title

MAIN_TARGETS = "0"
LONGEST_HEADING = 120
MORE_THAN_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """Headings of a part and of a theme below it; both may be empty."""

    part: str
    theme: str


def places_of(drafts: Sequence[BreakdownDraft]) -> list[Place]:
    """Part and theme of each draft.

    A heading that holds more than half of the drafts and is divided itself, as “二、2024年工作安排” is, is no part: its
    divisions are. What stands directly below it is a main target.
    """
    paths = [tuple(draft.sections) for draft in drafts]
    for _level in range(max(map(len, paths), default=0)):
        tops = Counter(path[0] for path in paths if path)
        if not tops:
            break
        top, count = tops.most_common(1)[0]
        divided = sum(len(path) > 1 for path in paths if path[:1] == (top,))
        if count <= MORE_THAN_HALF * len(paths) or divided <= MORE_THAN_HALF * count:
            break
        paths = [path[1:] if path[:1] == (top,) else path for path in paths]
    return [
        Place(path[0][:LONGEST_HEADING], path[-1][:LONGEST_HEADING] if len(path) > 1 else "") if path else Place("", "")
        for path in paths
    ]


def sections_for(report: WorkReport, drafts: Sequence[BreakdownDraft], by: User) -> tuple[list[Section], list[Section]]:
    """The section of each draft, and those sections that were made for it; the caller holds the report's row."""
    places = places_of(drafts)
    tree = _Tree(list(report.sections.select_related("parent")))
    parts = list(dict.fromkeys(place.part for place in places if tree.part(place.part) is None))
    numbered = [(MAIN_TARGETS, _("Main targets")) if not part else ("", part) for part in parts]
    themes = list(
        dict.fromkeys(place for place in places if place.theme and tree.theme(place.part, place.theme) is None)
    )
    made = lay_out(
        report=report,
        parts=numbered,
        themes=[NewTheme(tree.name_of(place.part), place.theme) for place in themes],
        by=by,
    )
    tree = _Tree([*tree.sections, *made])
    return [tree.section(place) for place in places], made


class _Tree:
    """Sections by their headings, whose numbers and punctuation do not count."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = sections
        self._parts: dict[str, Section] = {}
        self._themes: dict[str, list[Section]] = {}
        for section in sections:
            if section.level == SectionLevel.PART:
                self._parts.setdefault(plain_title(section.heading), section)
                if section.number == MAIN_TARGETS:
                    self._parts[""] = section
            else:
                self._themes.setdefault(plain_title(section.heading), []).append(section)

    def part(self, heading: str) -> Section | None:
        """The part of a heading; an empty one means the main targets."""
        return self._parts.get(plain_title(heading))

    def name_of(self, heading: str) -> str:
        """How a theme names its part: by number if it is there, by heading if it is to be made."""
        part = self.part(heading)
        return part.number if part is not None else heading or MAIN_TARGETS

    def theme(self, part: str, heading: str) -> Section | None:
        """The theme of a heading below a part."""
        below = self.part(part)
        found = self._themes.get(plain_title(heading), [])
        return next((theme for theme in found if below is not None and theme.parent_id == below.pk), None)

    def section(self, place: Place) -> Section:
        """Theme or part of a place; it is there."""
        found = (self.theme(place.part, place.theme) if place.theme else None) or self.part(place.part)
        if found is None:
            raise KeyError(place)
        return found
