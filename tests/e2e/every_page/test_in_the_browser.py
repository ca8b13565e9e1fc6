"""Each page in a real browser: no script error, no other host, nothing sticks out, axe finds nothing serious.

``make screenshots`` takes its pictures here, on three screens by day and by night. The suite opens a page on a
desktop by day and narrows its window, in the end to a phone's by night.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.committed import COMMITTED
from tests.e2e.conftest import Visit, Visitor
from tests.e2e.every_page.pages import Page, every_page
from tests.e2e.every_page.pictures import Album
from tests.snapshots import Snapshot

pytestmark = [COMMITTED, pytest.mark.timeout(1200)]

FOLDER = os.environ.get("DUBAN_SCREENSHOTS", "")
WIDTHS = (1440, 1024, 360)
THEMES = ("light", "dark")
# Both widths that people use, and both themes; each pair would tell little more and take twice as long.
READ_ALOUD = ((1440, "light"), (360, "dark"))
SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("half", [0, 1])
def test_each_page_fits_is_accessible_and_has_no_fault(
    half: int, demonstration_once: Snapshot[None], visitor: Visitor
) -> None:
    demonstration_once.restore()
    album = Album(Path(FOLDER)) if FOLDER else None
    visit = visitor(WIDTHS[0])
    faults: list[str] = []
    for page in every_page()[half::2]:
        visit.be(page.account)
        visit.page.emulate_media(reduced_motion="reduce")
        for width, theme in screens():
            show(visit, page, width, theme, anew=bool(FOLDER))
            found = faults_of(visit, is_read=(width, theme) in READ_ALOUD)
            faults += [f"{page.name} ({width} px, {theme}): {fault}" for fault in found]
            if album:
                album.add(page.name, width, theme, visit.page.screenshot(full_page=False))
    if album:
        album.save()
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def screens() -> list[tuple[int, str]]:
    """All of them for pictures; otherwise each width, of which the last by night."""
    if FOLDER:
        return [(width, theme) for theme in THEMES for width in WIDTHS]
    return [(width, THEMES[width == WIDTHS[-1]]) for width in WIDTHS]


def show(visit: Visit, page: Page, width: int, theme: str, *, anew: bool) -> None:
    """Open a page, or change the window of the one that is open."""
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of two
    if anew or width == WIDTHS[0]:
        visit.page.goto(f"{visit.address}{page.path}", wait_until="load")


def faults_of(visit: Visit, *, is_read: bool) -> list[str]:
    """What a user would stumble over on the page that is open, and who has it read aloud as well."""
    found = [*visit.faults, *visit.sticks_out()]
    visit.faults.clear()
    if is_read:
        read = Axe().run(visit.page, options={"resultTypes": ["violations"]})
        for violation in read.response["violations"]:
            if violation["impact"] in SERIOUS:
                nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                found.append(f"{violation['id']}: {nodes}")
    return found
