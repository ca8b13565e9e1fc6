"""Moving what departments file from state to state; a refused action names the allowed ones."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput, NotAllowedNow
from indicators.rules.filings import FilingMoveRefused, Table, state_after


def next_state(
    table: Table, states: type[TextChoices], state: str, action: str, *, needs_confirmation: bool = False
) -> str:
    """The state after an action. Raises NotAllowedNow with the actions that are allowed."""
    try:
        return state_after(table, state, action, needs_confirmation=needs_confirmation)
    except FilingMoveRefused as refused:
        raise NotAllowedNow(
            _("This is “%(state)s” now; that does not allow this step.") % {"state": states(state).label},
            allowed=refused.allowed,
        ) from refused


def require_reason(text: str, attr: str) -> None:
    """Raise InvalidInput unless something was written."""
    if not text.strip():
        raise InvalidInput(_("Give a reason."), attr=attr)
