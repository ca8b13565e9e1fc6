"""From which state which action leads where: the machinery, and the life of a reading (DOMAIN §2)."""

from collections.abc import Mapping
from dataclasses import dataclass

Table = Mapping[str, tuple[frozenset[str], str]]

READING: Table = {
    "submit": (frozenset({"draft", "returned"}), "submitted"),
    "verify": (frozenset({"submitted"}), "verified"),
    "return": (frozenset({"submitted"}), "returned"),
}


@dataclass(frozen=True, slots=True)
class FilingMoveRefused(Exception):  # noqa: N818  (a refusal is an answer, not a fault)
    """The state does not allow the action; ``allowed`` names those that it does."""

    state: str
    action: str
    allowed: tuple[str, ...]


def allowed_actions(table: Table, state: str, *, needs_confirmation: bool = False) -> tuple[str, ...]:
    """Actions that a state allows; where two eyes are wanted, only a confirmed report is approved."""
    actions = tuple(action for action, (sources, _target) in table.items() if state in sources)
    if needs_confirmation and state == "submitted":
        return tuple(action for action in actions if action != "approve")
    if not needs_confirmation:
        return tuple(action for action in actions if action != "confirm")
    return actions


def state_after(table: Table, state: str, action: str, *, needs_confirmation: bool = False) -> str:
    """The state that an action leads to. Raises :class:`FilingMoveRefused`."""
    allowed = allowed_actions(table, state, needs_confirmation=needs_confirmation)
    if action not in allowed:
        raise FilingMoveRefused(state, action, allowed)
    return table[action][1]
