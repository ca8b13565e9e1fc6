"""The guide for authors of clients shows the code that the tests run, and links to what is there."""

import re
from pathlib import Path

import pytest

from tests.generated_clients.conftest import EXAMPLES

GUIDE = EXAMPLES.parent
SHOWN = re.compile(r"<!-- (?P<file>examples/\S+) -->\n```\w+\n(?P<code>.*?)\n```\n", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)(?P<file>[^)#\s]*)(?:#(?P<heading>[^)\s]+))?\)")
PAGES = sorted(GUIDE.glob("*.md"))


def shown_in(page: Path) -> list[tuple[str, str]]:
    return [(found["file"], found["code"]) for found in SHOWN.finditer(page.read_text())]


def anchors_of(page: Path) -> set[str]:
    """As a forge makes them from headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_shows_stands_in_the_file_it_names(page: Path) -> None:
    for name, code in shown_in(page):
        assert f"\n{code}\n" in f"\n{(GUIDE / name).read_text()}\n", f"copy it anew from {name}"


def test_every_example_is_shown_and_no_other_code() -> None:
    shown = {name for page in PAGES for name, _code in shown_in(page)}
    of_clients = {page for page in PAGES if page.stem != "versions"}  # which is for those who change the service, too
    fences = sum(len(re.findall(r"^```(?:ts|js|python)$", page.read_text(), re.MULTILINE)) for page in of_clients)
    assert fences == sum(len(shown_in(page)) for page in of_clients) > 10
    topics = {file.stem.replace("-", "_") for file in EXAMPLES.rglob("*.*") if file.suffix != ".yaml"}
    same = {"errors": "problems"}  # what Python calls otherwise
    assert {same.get(topic, topic) for topic in topics} == {
        same.get(topic, topic) for topic in (Path(name).stem.replace("-", "_") for name in shown)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    for found in LINK.finditer(page.read_text()):
        target = (page.parent / found["file"]).resolve() if found["file"] else page
        assert target.exists(), found[0]
        assert found["heading"] is None or found["heading"] in anchors_of(target), found[0]


def test_no_typescript_gets_around_its_types() -> None:
    sources = [*(EXAMPLES / "typescript").glob("*.ts"), Path(__file__).parent / "typescript/flow.ts"]
    evaded = [
        f"{source.name}: {line}"
        for source in sources
        for line in source.read_text().splitlines()
        if re.search(r"\bany\b|@ts-", line)
    ]
    assert len(sources) > 10
    assert evaded == []
