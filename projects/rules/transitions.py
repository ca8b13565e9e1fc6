"""The one table of stage moves (DOMAIN §3 "Stages"); anything else is refused with the allowed moves."""

from dataclasses import dataclass
from enum import StrEnum


class Move(StrEnum):
    """A step in the supervision cycle, named as the API names it."""

    ASSIGN = "assign"
    ACKNOWLEDGE = "acknowledge"
    REQUEST_CLOSURE = "request-closure"
    CLOSE = "close"
    RETURN = "return"
    SUSPEND = "suspend"
    WITHDRAW = "withdraw"
    RESUME = "resume"
    REOPEN = "reopen"


SUPERVISION = frozenset({"supervisor"})
HEAD = frozenset({"department_head"})


@dataclass(frozen=True, slots=True)
class Transition:
    """From which stages a move leads where, who makes it, and whether it needs a reason."""

    sources: frozenset[str]
    target: str
    roles: frozenset[str]
    needs_reason: bool = False


TRANSITIONS: dict[Move, Transition] = {
    Move.ASSIGN: Transition(frozenset({"drafted"}), "assigned", SUPERVISION),
    Move.ACKNOWLEDGE: Transition(frozenset({"assigned"}), "in_progress", HEAD),
    Move.REQUEST_CLOSURE: Transition(frozenset({"in_progress"}), "closure_requested", HEAD),
    Move.CLOSE: Transition(frozenset({"closure_requested"}), "closed", SUPERVISION),
    Move.RETURN: Transition(frozenset({"closure_requested"}), "in_progress", SUPERVISION, needs_reason=True),
    Move.SUSPEND: Transition(
        frozenset({"assigned", "in_progress", "closure_requested"}), "suspended", SUPERVISION, needs_reason=True
    ),
    Move.WITHDRAW: Transition(
        frozenset({"drafted", "assigned", "in_progress", "closure_requested", "suspended"}),
        "withdrawn",
        SUPERVISION,
        needs_reason=True,
    ),
    Move.RESUME: Transition(frozenset({"suspended"}), "in_progress", SUPERVISION),
    Move.REOPEN: Transition(frozenset({"closed"}), "in_progress", SUPERVISION, needs_reason=True),
}


class MoveRefused(Exception):  # noqa: N818  (a refusal is an answer, not a fault)
    """The stage or the role does not allow the move; ``allowed`` names the moves that it does."""

    def __init__(self, stage: str, move: Move, allowed: tuple[Move, ...], *, reason_missing: bool = False) -> None:
        super().__init__(f"{move} is not allowed from {stage}")
        self.stage = stage
        self.move = move
        self.allowed = allowed
        self.reason_missing = reason_missing


def allowed_moves(stage: str, role: str | None) -> tuple[Move, ...]:
    """Moves that a role may make from a stage; None is the system itself, which may make all."""
    return tuple(
        move
        for move, transition in TRANSITIONS.items()
        if stage in transition.sources and (role is None or role in transition.roles)
    )


def ever_allowed(move: Move, role: str | None) -> bool:
    """Whether a role may make a move from some stage."""
    return role is None or role in TRANSITIONS[move].roles


def target_of(stage: str, move: Move, role: str | None, *, reason: str = "") -> str:
    """The stage that a move leads to. Raises :class:`MoveRefused`."""
    allowed = allowed_moves(stage, role)
    if move not in allowed:
        raise MoveRefused(stage, move, allowed)
    transition = TRANSITIONS[move]
    if transition.needs_reason and role is not None and not reason.strip():
        raise MoveRefused(stage, move, allowed, reason_missing=True)
    return transition.target
