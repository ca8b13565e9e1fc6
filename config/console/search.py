"""One search for everything: the menu's pages, and what of projects, indicators and departments one may see."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.console import site
from accounts.console.reader import reader
from config import navigation  # its module, since it names the pages of this package in turn
from projects.console import cells
from projects.queries.search import LONGEST, search


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """What a word finds; without one, the field to type it into."""
    text = request.GET.get("s", "").replace("\0", "").strip()[:LONGEST]
    found = search(reader(request), text)
    context = {
        **site.each_context(request),
        "title": _("Search"),
        "text": text,
        "found": found,
        "pages": _pages(request, text),
        "lights": [(project, cells.light(project.rag, project.rag_reasons)) for project in found.projects],
        "list_query": urlencode({"q": text, "view": "all"}),
    }
    return TemplateResponse(request, "console/search.html", context)


def _pages(request: HttpRequest, text: str) -> list[tuple[str, str]]:
    """Pages of the reader's menu whose title contains the text: (title, address)."""
    wanted = text.casefold()
    if not wanted:
        return []
    lines = (line for group in navigation.navigation(request) for line in group["items"])
    return [(str(line["title"]), line["link"]) for line in lines if wanted in str(line["title"]).casefold()]


site.search_page = search_page
