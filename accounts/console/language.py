"""The language that somebody reads in: chosen in the menu or before logging in, kept in the account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.i18n import set_language

from accounts.models import User
from accounts.services import choose_language

CHOSEN = "language_chosen"


def language_page(request: HttpRequest) -> HttpResponse:
    """Switch, and go back to a page of this site; who is logged in finds the language again everywhere."""
    response = set_language(request)
    language = request.POST.get("language", "")
    if request.method == "POST" and language in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            choose_language(by=request.user, language=language)
        else:
            request.session[CHOSEN] = language
    return response


def after_login(request: HttpRequest, user: User, response: HttpResponse) -> None:
    """Go on in the language chosen on the login page, else in the account's."""
    chosen = request.session.pop(CHOSEN, None)
    if chosen is not None:
        choose_language(by=user, language=chosen)
    elif get_language() == user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen or user.language, samesite="Lax", max_age=settings.LANGUAGE_COOKIE_AGE
    )
