"""Walks of several requests: what one answer names, the next request is about."""

from collections import Counter
from typing import Any

from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, Response
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.stateful.state_machine import StepInput, StepOutput
from schemathesis.schemas import BaseSchema

from tests.fuzz import checking
from tests.fuzz.asking import Asker, Tally
from tests.fuzz.service import undo

# After these the device has no token any more, and nothing can follow.
ENDS = ["auth_logout", "auth_logout_all", "me_password"]


def walk(schema: BaseSchema, asker: Asker, tally: Tally, *, walks: int, steps: int, fixed: bool) -> Counter[str]:
    """Take ``walks`` walks of at most ``steps`` requests, as one account; each begins with the same rows.

    Schemathesis finds the links itself: a ``Location``, an id in an answer that an address or a body asks for.
    Returns which link was followed how often.
    """
    followed: Counter[str] = Counter()
    remaining = schema.exclude(operation_id=ENDS)

    class Walk(remaining.as_state_machine()):  # type: ignore[misc]  # made for this schema
        def setup(self) -> None:
            self.savepoint = connection.savepoint()

        def teardown(self) -> None:
            undo(self.savepoint)

        def step(self, input: StepInput) -> StepOutput:  # noqa: A002  (the base names it so)
            if input.transition is None:
                if checking.is_positive(input.case):
                    asker.known.fill(input.case)
            else:
                followed[input.transition.id] += 1
                asker.known.fill_version(input.case)
            return super().step(input)

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:  # noqa: ARG002  (the base's own)
            return {"headers": asker.headers}

        def validate_response(self, response: Response, case: Case, **kwargs: Any) -> None:  # noqa: ARG002  (too)
            tally.operations[case.operation.label] += 1
            tally.statuses[response.status_code] += 1
            try:
                asker.validate(case, response, recorder=self.recorder)
            except FailureGroup as group:
                for failure in group.exceptions:
                    tally.note(case, response.status_code, checking.words_of(failure))

    Walk.run(
        settings=settings(
            max_examples=walks,
            stateful_step_count=steps,
            derandomize=fixed,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )
    return followed
