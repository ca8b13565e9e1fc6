"""A real headless Chromium against a real server."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.conf import LazySettings, settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Request, Response, sync_playwright
from playwright.sync_api import TimeoutError as PageTimeoutError
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.e2e.filled import fill
from tests.factories import PASSWORD
from tests.snapshots import Snapshot

Visitor = Callable[[int], "Visit"]

SETTLING = 3_000  # milliseconds
# Elements that stick out of the screen though nothing around them scrolls; told when a page does not fit.
STICKING_OUT = """() => {
    const scrolls = e => e && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
    return [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e.parentElement))
        .slice(0, 3).map(e => `${e.tagName} ${e.className}`);
}"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; ``make test`` installs it."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing: install the package chromium"
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's own loop runs in this thread
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def demonstration_once(tmp_path_factory: pytest.TempPathFactory) -> Snapshot[None]:
    """The demonstration after a day of work, as the first test that needs it has made it."""
    folder = tmp_path_factory.getbasetemp()
    of_the_run = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    return Snapshot(fill, of_the_run / "demonstration")


@pytest.fixture(autouse=True)
def served_as_in_the_demonstration(settings: LazySettings) -> None:
    """With the banner and the badges."""
    settings.DEMONSTRATION = True


class Visit:
    """One visitor's browser; ``faults`` collects what a user never sees: errors and calls to other hosts."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._note_message)
        self.page.on("response", self._note_response)
        self.page.on("request", self._note_request)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.url}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.faults.append(f"another host: {request.url}")

    def log_in(self, username: str) -> None:
        """As a person does; every account of the tests has the same password."""
        self.page.goto(f"{self.address}/console/login/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(f"{self.address}/console/")

    def be(self, username: str) -> None:
        """Have logged in already; how that is done, other tests show."""
        client = Client()
        client.force_login(User.objects.get(username=username))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])

    def log_out(self) -> None:
        """Forget who this was."""
        self.page.context.clear_cookies()

    def go(self, path: str) -> None:
        """Open a page of the console and wait for all that it names."""
        self.page.goto(f"{self.address}/console/{path}", wait_until="load")

    def follow(self, what: Locator) -> None:
        """Click what leads to another page and wait for that page, so that nothing is read from the one before."""
        with self.page.expect_navigation(wait_until="load"):
            what.click()

    def sticks_out(self) -> list[str]:
        """What makes the page scroll sideways; empty if it fits, once charts have followed the window's width."""
        self.page.wait_for_load_state("load")
        with suppress(PageTimeoutError):
            self.page.wait_for_function("document.documentElement.scrollWidth <= innerWidth", timeout=SETTLING)
            return []
        return [f"{self.page.url} is too wide", *self.page.evaluate(STICKING_OUT)]


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer) -> Iterator[Visitor]:
    """``visitor(360)`` comes with a screen that wide; nobody's visit may have had a fault."""
    visits: list[tuple[BrowserContext, Visit]] = []

    def come(width: int) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN")
        context.set_default_timeout(10_000)
        visits.append((context, Visit(context, live_server.url)))
        return visits[-1][1]

    yield come
    for context, visit in visits:
        context.close()
        assert visit.faults == []


@pytest.fixture(params=[1440, 360], ids=["desktop", "phone"])
def visit(request: pytest.FixtureRequest, visitor: Visitor) -> Visit:
    """A visitor with a wide or a narrow screen."""
    return visitor(request.param)
