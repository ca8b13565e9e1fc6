"""An account with a password from somebody else opens one page only: the one on which it is replaced."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.api.contract.plain import is_for_api, plain_error
from accounts.models import User

ALLOWED = (
    "console:password_change",
    "console:password_change_done",
    "console:logout",
    "console:jsi18n",
    "set_language",
)
CODE = "password_change_needed"
WORDS = _("Your password was given by an administrator. Choose one of your own in the console first.")


class OneTimePasswordMiddleware:
    """Leads sessions of such accounts to the page; programs are told in the API's own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let everybody else pass."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not is_one_time(request.user):
            return self.get_response(request)
        if is_for_api(request):
            return plain_error(HTTPStatus.FORBIDDEN, CODE, WORDS)
        if request.path in {reverse(name) for name in ALLOWED}:
            return self.get_response(request)
        return HttpResponseRedirect(reverse("console:password_change"))


def is_one_time(user: object) -> bool:
    """Whether somebody's password has to be replaced before anything else."""
    return isinstance(user, User) and user.must_change_password
