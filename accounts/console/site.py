"""The console's one site: who may enter, what every page carries, how a refusal looks."""

from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminOwnPasswordChangeForm, AuthenticationForm
from unfold.sites import UnfoldAdminSite

from accounts import clock
from accounts.caller_address import address_of
from accounts.console.language import after_login
from accounts.errors import AccessRefused, Refusal, TooManyAttempts
from accounts.models import User
from accounts.services import change_password
from accounts.services.password_attempts import prove_password

View = Callable[..., HttpResponseBase]


class LoginForm(AuthenticationForm):
    """User name and password; says when to try again after too many wrong ones, and keeps the name."""

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except TooManyAttempts as refusal:
            raise ValidationError(str(refusal.detail), code=refusal.code) from refusal


class ConsoleSite(UnfoldAdminSite):
    """Unfold's site under the name ``console``, open to every active account.

    Templates of Django and Unfold that reverse ``admin:…`` find it too, since it is the only instance
    of that application in the addresses.
    """

    site_title = _("Duban")
    site_header = _("Duban")
    index_title = _("Dashboard")
    login_form = LoginForm
    empty_value_display = "—"  # as in our own tables; a hyphen looks like a minus whose number is missing

    def __init__(self, name: str = "console") -> None:
        super().__init__(name)
        self._pages: list[tuple[str, View, str]] = []
        self.search_page: View = self.refused

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What somebody looks for on every page; the app that knows all others has put the page in."""
        return cast(HttpResponse, self.search_page(request))

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
        """Log in, and go on in the language of the account."""
        response = super().login(request, extra_context)
        if request.method == "POST" and isinstance(request.user, User):
            after_login(request, request.user, response)
        return response

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Replace one's own password; see the form."""
        request.current_app = self.name
        view = PasswordChangeView.as_view(
            form_class=partial(OwnPasswordForm, address=address_of(request)),
            success_url=reverse(f"{self.name}:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return cast(HttpResponse, view(request))


class OwnPasswordForm(AdminOwnPasswordChangeForm):
    """One's own password, kept by the service that the API uses: other devices are logged out, too."""

    def __init__(self, user: User, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self._address = address

    def clean_old_password(self) -> str:
        """Its guesses are counted with those of log-ins."""
        said = str(self.cleaned_data["old_password"])
        try:
            prove_password(user=self.user, password=said, address=self._address)
        except Refusal as refusal:
            raise ValidationError(str(refusal.detail), code=refusal.code) from refusal
        return said

    def save(self, commit: bool = True) -> User:
        """Keep it; the view then lets the session that asks live on."""
        said = self.cleaned_data
        change_password(
            by=self.user, current_password=said["old_password"], new_password=said["new_password1"], keep=None
        )
        self.user.refresh_from_db()
        return self.user


site = ConsoleSite()
