"""Each page in a real browser: no script error, no other host, nothing sticks out, axe finds nothing serious.

``make screenshots`` takes its pictures here, on three screens by day and by night; the suite looks at a phone
by night and at a desktop by day.
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
SCREENS = [(width, theme) for theme in ("light", "dark") for width in (1440, 1024, 360)]
BOUNDED = [(1440, "light"), (360, "dark")]
SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("half", [0, 1])
def test_each_page_fits_is_accessible_and_has_no_fault(
    half: int, demonstration_once: Snapshot[None], visitor: Visitor
) -> None:
    demonstration_once.restore()
    pages = every_page()[half::2]
    album = Album(Path(FOLDER)) if FOLDER else None
    faults: list[str] = []
    for width, theme in SCREENS if FOLDER else BOUNDED:
        visit = visitor(width)
        visit.page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of two
        for page in pages:
            is_read = (width, theme) in BOUNDED
            faults += [f"{page.name} ({width} px, {theme}): {fault}" for fault in faults_of(visit, page, read=is_read)]
            if album:
                album.add(page.name, width, theme, visit.page.screenshot(full_page=False))
    if album:
        album.save()
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def faults_of(visit: Visit, page: Page, *, read: bool) -> list[str]:
    """Open a page and look for what a user would stumble over; ``read`` it as a screen reader does, too."""
    visit.be(page.account)
    visit.page.goto(f"{visit.address}{page.path}", wait_until="load")
    found = [*visit.faults, *visit.sticks_out()]
    visit.faults.clear()
    for violation in Axe().run(visit.page).response["violations"] if read else ():
        if violation["impact"] in SERIOUS:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            found.append(f"{violation['id']}: {nodes}")
    return found
