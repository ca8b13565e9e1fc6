"""A real headless Chromium against a real server."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, BrowserContext, sync_playwright


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


@pytest.fixture(autouse=True)
def served_as_in_the_demonstration(settings: LazySettings) -> None:
    settings.DEMONSTRATION = True


class Visit:
    """One visitor's browser; collects what a user never sees: script errors and calls to other hosts."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("response", self._note_response)
        self.page.on("request", self._note_request)

    def _note_response(self, response: Any) -> None:
        if response.status >= 500 or (response.status == 404 and "favicon" not in response.url):
            self.faults.append(f"{response.status} {response.url}")

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"another host: {request.url}")

    def log_in(self, username: str, password: str) -> None:
        self.page.goto(f"{self.address}/console/login/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", password)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(f"{self.address}/console/")

    def fits(self) -> bool:
        """Whether the page needs no sideways scrolling."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.fixture(params=[1440, 360], ids=["desktop", "phone"])
def visit(request: pytest.FixtureRequest, browser: Browser, live_server: Any) -> Iterator[Visit]:
    """A visitor with a wide or a narrow screen."""
    context = browser.new_context(viewport={"width": request.param, "height": 800}, locale="zh-CN")
    visit = Visit(context, live_server.url)
    yield visit
    context.close()
    assert visit.faults == []
