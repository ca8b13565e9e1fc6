"""``?as_of=2024-06-30``: judgements as of an earlier day, by what was over then."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts import clock
from accounts.api.contract.errors import field_error

NAME = "as_of"
AS_OF = OpenApiParameter(NAME, date, description="Judge as of this day instead of today; not a day to come.")


def judged_on(request: Request) -> date:
    """The day that the caller asks for, else today. Raises a 400 that names the parameter."""
    text = request.query_params.get(NAME)
    if text is None:
        return clock.today()
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise field_error(NAME, _("Give a date as YYYY-MM-DD.")) from error
    if day > clock.today():
        raise field_error(NAME, _("This day is still to come; nothing can be judged as of it."))
    return day
