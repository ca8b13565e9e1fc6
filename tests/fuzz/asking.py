"""A person who sends made-up requests: Schemathesis makes them up, this sends them and keeps count."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, Response
from schemathesis.core.failures import FailureGroup

# What pytest's plugin of Schemathesis uses; the public way runs one operation a test, and as one person only.
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance, response_schema_conformance

from accounts.models import User
from tests.fuzz import checking
from tests.fuzz.filling import Known
from tests.fuzz.marked import Marked, unseen_by

MODES = [HypothesisTestMode.EXAMPLES, HypothesisTestMode.COVERAGE, HypothesisTestMode.FUZZING]
CONFIGURATION = {
    "checks": {
        # 428 is the contract's answer to a change without If-Match (API.md “Lost updates”). 404, 405: said before it.
        "missing_required_header": {"expected-statuses": [400, 401, 403, 404, 405, 406, 415, 422, 428]},
    },
}


@dataclass
class Tally:
    """What was sent, and what was wrong with the answers."""

    operations: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)

    def note(self, case: Case, status: int | None, words: str) -> None:
        """Keep one failure of each kind per operation."""
        self.failures.setdefault(
            f"{case.operation.label}: {words[:160]}", f"{checking.as_sent(case)} → {status}\n{words}"
        )


class Asker:
    """One account with its device, which knows what ids there are and what it must not be told."""

    def __init__(self, marked: Marked, user: User) -> None:
        self.headers = {"Authorization": f"Bearer {marked.tokens[user.username]}"}
        self.known = Known(user)
        self.checks = [
            checking.nothing_unseen(unseen_by(user)),
            checking.well_formed_is_not_refused_for_its_form,
            checking.sparse_rows_have_what_was_asked_for,
        ]

    def send(self, case: Case, tally: Tally) -> None:
        """Send one request and judge the answer; a failure is noted, not raised, so that the others are sent, too."""
        if checking.is_positive(case):
            self.known.fill(case)
        tally.operations[case.operation.label] += 1
        response: Response | None = None
        try:
            response = case.call(headers=self.headers)
            tally.statuses[response.status_code] += 1
            self.validate(case, response)
        except FailureGroup as group:
            for failure in group.exceptions:
                tally.note(case, response and response.status_code, checking.words_of(failure))

    def validate(self, case: Case, response: Response, **options: Any) -> None:
        """All checks; see ``tests.fuzz.checking`` for those that take the place of Schemathesis' own."""
        excluded = [positive_data_acceptance]
        if checking.sparse(case) is not None:
            excluded.append(response_schema_conformance)
        case.validate_response(
            response, headers=self.headers, additional_checks=self.checks, excluded_checks=excluded, **options
        )


def explore(
    operation: APIOperation[Any, Any, Any, Any], send: Callable[[Case], None], examples: int, *, fixed: bool
) -> None:
    """Make up requests for one operation: the bounds of its schema one by one, then ``examples`` at random."""
    chosen = settings(
        max_examples=examples,
        derandomize=fixed,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    config = HypothesisTestConfig(project=operation.schema.config, modes=MODES, settings=chosen)
    create_test(operation=operation, test_func=send_of(send), config=config)()


def send_of(send: Callable[[Case], None]) -> Callable[..., None]:
    """A function of the shape that Schemathesis makes a test of."""

    def made_up_request(case: Case) -> None:
        send(case)

    return made_up_request


def configuration() -> schemathesis.Config:
    """All checks of Schemathesis, tuned to the contract."""
    return schemathesis.Config.from_dict(CONFIGURATION)
