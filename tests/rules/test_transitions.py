"""Which stage moves there are, and that there are no others (DOMAIN §3 "Stages")."""

import pytest

from accounts.choices import Role
from projects.choices import Stage
from projects.rules.transitions import TRANSITIONS, Move, MoveRefused, allowed_moves, target_of

SUPERVISOR, HEAD = Role.SUPERVISOR, Role.DEPARTMENT_HEAD

# Written out from DOMAIN once more, so that the table itself is under test.
MOVES = {
    (Stage.DRAFTED, Move.ASSIGN): (SUPERVISOR, Stage.ASSIGNED),
    (Stage.DRAFTED, Move.WITHDRAW): (SUPERVISOR, Stage.WITHDRAWN),
    (Stage.ASSIGNED, Move.ACKNOWLEDGE): (HEAD, Stage.IN_PROGRESS),
    (Stage.ASSIGNED, Move.SUSPEND): (SUPERVISOR, Stage.SUSPENDED),
    (Stage.ASSIGNED, Move.WITHDRAW): (SUPERVISOR, Stage.WITHDRAWN),
    (Stage.IN_PROGRESS, Move.REQUEST_CLOSURE): (HEAD, Stage.CLOSURE_REQUESTED),
    (Stage.IN_PROGRESS, Move.SUSPEND): (SUPERVISOR, Stage.SUSPENDED),
    (Stage.IN_PROGRESS, Move.WITHDRAW): (SUPERVISOR, Stage.WITHDRAWN),
    (Stage.CLOSURE_REQUESTED, Move.CLOSE): (SUPERVISOR, Stage.CLOSED),
    (Stage.CLOSURE_REQUESTED, Move.RETURN): (SUPERVISOR, Stage.IN_PROGRESS),
    (Stage.CLOSURE_REQUESTED, Move.SUSPEND): (SUPERVISOR, Stage.SUSPENDED),
    (Stage.CLOSURE_REQUESTED, Move.WITHDRAW): (SUPERVISOR, Stage.WITHDRAWN),
    (Stage.SUSPENDED, Move.RESUME): (SUPERVISOR, Stage.IN_PROGRESS),
    (Stage.SUSPENDED, Move.WITHDRAW): (SUPERVISOR, Stage.WITHDRAWN),
    (Stage.CLOSED, Move.REOPEN): (SUPERVISOR, Stage.IN_PROGRESS),
}
NEEDS_REASON = {Move.RETURN, Move.SUSPEND, Move.WITHDRAW, Move.REOPEN}
EVERY_PAIR = [(stage, move) for stage in Stage for move in Move]


@pytest.mark.parametrize(("stage", "move"), MOVES)
def test_each_move_of_the_table_leads_where_the_domain_says(stage: Stage, move: Move) -> None:
    role, target = MOVES[stage, move]
    assert target_of(stage, move, role, reason="区长批示") == target


@pytest.mark.parametrize(("stage", "move"), [pair for pair in EVERY_PAIR if pair not in MOVES])
def test_every_other_move_is_refused_and_the_allowed_ones_are_named(stage: Stage, move: Move) -> None:
    for role in (SUPERVISOR, HEAD, None):
        with pytest.raises(MoveRefused) as refused:
            target_of(stage, move, role, reason="区长批示")
        allowed = {m for (s, m), (r, _target) in MOVES.items() if s == stage and role in (None, r)}
        assert set(refused.value.allowed) == allowed
        assert (refused.value.stage, refused.value.move) == (stage, move)
        assert not refused.value.reason_missing


@pytest.mark.parametrize(("stage", "move"), MOVES)
@pytest.mark.parametrize("role", Role)
def test_nobody_but_the_role_of_the_table_makes_a_move(stage: Stage, move: Move, role: Role) -> None:
    wanted, target = MOVES[stage, move]
    if role == wanted:
        assert target_of(stage, move, role, reason="区长批示") == target
        return
    with pytest.raises(MoveRefused) as refused:
        target_of(stage, move, role, reason="区长批示")
    assert move not in refused.value.allowed


@pytest.mark.parametrize(("stage", "move"), MOVES)
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_move_that_takes_work_back_needs_a_reason(stage: Stage, move: Move, reason: str) -> None:
    role, target = MOVES[stage, move]
    if move not in NEEDS_REASON:
        assert target_of(stage, move, role, reason=reason) == target
        return
    with pytest.raises(MoveRefused) as refused:
        target_of(stage, move, role, reason=reason)
    assert refused.value.reason_missing
    assert move in refused.value.allowed


@pytest.mark.parametrize(("stage", "move"), MOVES)
def test_the_system_itself_may_make_every_move_of_the_table(stage: Stage, move: Move) -> None:
    assert target_of(stage, move, None) == MOVES[stage, move][1]


def test_the_table_names_stages_and_roles_that_exist() -> None:
    assert {role for transition in TRANSITIONS.values() for role in transition.roles} <= set(Role.values)
    assert {transition.target for transition in TRANSITIONS.values()} <= set(Stage.values)
    assert set(TRANSITIONS) == set(Move)


def test_a_withdrawn_project_stays_withdrawn() -> None:
    assert allowed_moves(Stage.WITHDRAWN, None) == ()
