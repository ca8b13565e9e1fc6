"""Every page of the console: who opens it, and where it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, reverse

from accounts.console import site
from accounts.models import User
from projects.models import Project
from tests.e2e.every_page.special import ANSWERS, SPECIAL

ACCOUNTS = ("supervisor", "leader", "sysadmin", "secadmin", "auditor")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as an account opens it; ``name`` is its name in the address table."""

    name: str
    account: str
    path: str


def every_page() -> list[Page]:
    """One of each page, on the rows that are there; sorted by account, so that each logs in once."""
    users = {user.username: user for user in User.objects.filter(username__in=ACCOUNTS)}
    pages = [*_of_models(users), *(Page(name, *find()) for name, find in SPECIAL.items())]
    return sorted(pages, key=lambda page: (page.account, page.name))


def forgotten_names() -> set[str]:
    """Names in the address table that are neither a page here nor known to be none."""
    known = {page.name for page in every_page()} | ANSWERS.keys()
    return {name for name in _names(site.get_urls()) if name not in known and not _same_for_all(name)}


def _of_models(users: dict[str, User]) -> Iterator[Page]:
    """Its list, the page of its latest row, and the page to add one, for each model."""
    for model, pages in site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        viewer = _first(users, pages.has_view_permission)
        yield Page(f"{name}_changelist", viewer, reverse(f"console:{name}_changelist"))
        row = _telling_row(model)
        if row is not None:
            yield Page(f"{name}_change", viewer, reverse(f"console:{name}_change", args=[row.pk]))
        adder = _first(users, pages.has_add_permission)
        if adder:
            yield Page(f"{name}_add", adder, reverse(f"console:{name}_add"))


def _first(users: dict[str, User], allowed: Any) -> str:
    """The first account whose role opens it."""
    for username in ACCOUNTS:
        request = RequestFactory().get("/")
        request.user = users[username]
        if allowed(request):
            return username
    return ""


def _telling_row(model: type[Model]) -> Model | None:
    """A red project rather than any, otherwise the latest row."""
    if model is Project:
        return Project.objects.filter(rag="red").order_by("-milestones_total", "pk").first()
    if not hasattr(model, "_default_manager") or model._meta.label == "pghistory.Events":
        return None
    return model._default_manager.order_by("-pk").first()


def _names(patterns: list[Any]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _names(each.url_patterns)
        elif isinstance(each, URLPattern) and each.name:
            yield each.name


def _same_for_all(name: str) -> bool:
    """History and deletion look alike for every model; the project's are among the special pages."""
    return name.endswith(("_history", "_delete", "_change", "_add"))
