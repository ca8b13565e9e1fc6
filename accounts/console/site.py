"""The console's one site: who may enter, what every page carries, how a refusal looks."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from accounts import clock
from accounts.errors import AccessRefused

View = Callable[..., HttpResponseBase]


class ConsoleSite(UnfoldAdminSite):
    """Unfold's site under the name ``console``, open to every active account.

    Templates of Django and Unfold that reverse ``admin:…`` find it too, since it is the only instance
    of that application in the addresses.
    """

    site_title = _("Duban")
    site_header = _("Duban")
    index_title = _("Dashboard")

    def __init__(self, name: str = "console") -> None:
        super().__init__(name)
        self._pages: list[tuple[str, View, str]] = []

    def add_page(self, route: str, view: View, name: str) -> None:
        """Serve ``view`` at ``/console/<route>`` for those who are logged in, as ``console:<name>``."""
        self._pages.append((route, view, name))

    def extra_urls(self) -> list[URLPattern]:
        """Pages that belong to no model."""
        return [path(route, self.admin_view(view), name=name) for route, view, name in self._pages]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page shows: the business date, and whether all this is a demonstration."""
        return {
            **super().each_context(request),
            "business_date": clock.today(),
            "is_demonstration": settings.DEMONSTRATION,
        }

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Answer a refused page inside the console, saying why and where to go instead."""

        @wraps(view)
        def explained(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except (PermissionDenied, AccessRefused):
                return self.refused(request)

        return super().admin_view(explained, cacheable)

    def refused(self, request: HttpRequest) -> HttpResponse:
        """The page for somebody whose role may not see what was asked for."""
        context = {**self.each_context(request), "title": _("Not for your role")}
        request.current_app = self.name
        return TemplateResponse(request, "console/refused.html", context, status=HTTPStatus.FORBIDDEN)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Log in, and go on in the account's language unless this browser has chosen one."""
        response = super().login(request, extra_context)
        chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if request.method == "POST" and request.user.is_authenticated and not chosen:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, request.user.language, samesite="Lax")
        return response


site = ConsoleSite()
