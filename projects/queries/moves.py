"""Which moves of the supervision cycle are open to a reader, for buttons; the services decide."""

from accounts.access import Capability, may, own_department_ids
from accounts.models import User
from projects.rules.transitions import allowed_moves


def open_moves(user: User, *, stage: str, lead_department_id: int | None) -> list[str]:
    """Moves that a project's stage and the user's role allow, if its work is the user's own (DOMAIN §3)."""
    moves = [move.value for move in allowed_moves(stage, user.role)]
    if not moves or may(user, Capability.SUPERVISE):
        return moves
    return moves if lead_department_id in own_department_ids(user) else []
