"""A request sent again, or twice at once, over a network and from processes that die: one effect, one answer."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import Any
from uuid import uuid4

import httpx
import pytest

from accounts.models import AnsweredRequest
from projects.choices import ProgressReportState, Stage
from projects.models import Instruction, Milestone, ProgressReport
from tests.api.serving import device_at
from tests.committed import COMMITTED
from tests.cycle.many import ROUNDS, projects_in, reports_on
from tests.personas import District

PATIENCE = 20.0


@dataclass(frozen=True)
class Asked:
    """A POST: who sends it, where to, with which body and version."""

    client: httpx.Client
    path: str
    body: dict[str, Any]
    version: str = '"1"'

    def send(self, key: str, **headers: str) -> httpx.Response:
        """Send it once."""
        versioned = {"If-Match": self.version} if self.version else {}
        return self.client.post(self.path, json=self.body, headers={"Idempotency-Key": key, **versioned, **headers})

    def until_answered(self, key: str) -> httpx.Response:
        """As docs/api.md says: a 409 of the first, which is still being carried out, is followed by another try."""
        deadline = time.monotonic() + PATIENCE
        while is_still_running(answer := self.send(key)):
            assert answer.headers["Retry-After"] == "1"
            assert time.monotonic() < deadline, "the first is never done"
            time.sleep(0.05)
        return answer


def shown(answer: httpx.Response) -> tuple[Any, ...]:
    """What makes two answers equal."""
    return answer.status_code, answer.content, answer.headers.get("ETag"), answer.headers.get("Location")


def is_still_running(answer: httpx.Response) -> bool:
    return answer.status_code == 409 and answer.json()["errors"][0]["code"] == "still_running"


def is_repeated(answer: httpx.Response) -> bool:
    return answer.headers.get("Idempotent-Replayed") == "true"


@contextmanager
def posts(address: str, district: District, count: int) -> Iterator[list[Asked]]:
    """Posts of three kinds in turn; of two instructions in the same words both would be given."""
    rows = projects_in(district, Stage.IN_PROGRESS, count)
    drafts = reports_on(rows, ProgressReportState.DRAFT)
    with device_at(address, district.people.reporter) as reporter, device_at(address, district.people.leader) as leader:
        yield [
            (
                Asked(reporter, f"progress-reports/{drafts[number].pk}/submit/", {}),
                Asked(reporter, f"milestones/{rows.milestones[number].pk}/complete/", {"note": "已完工"}),
                Asked(leader, "instructions/", {"projects": [rows.projects[number].pk], "text": "请抓紧"}, ""),
            )[number % 3]
            for number in range(count)
        ]


def effects() -> tuple[int, int, int]:
    """Reports filed, milestones completed, instructions given."""
    return (
        ProgressReport.objects.filter(state=ProgressReportState.SUBMITTED).count(),
        Milestone.objects.exclude(completed_on=None).count(),
        Instruction.objects.count(),
    )


def at_once(asked: Asked, times: int, threads: ThreadPoolExecutor) -> Callable[[], list[httpx.Response]]:
    """The same request from several threads, which wait for one another; ask the result for the answers."""
    barrier, key = Barrier(times), str(uuid4())

    def send() -> httpx.Response:
        barrier.wait()
        first = asked.send(key)
        return asked.until_answered(key) if is_still_running(first) else first

    sent = [threads.submit(send) for _ in range(times)]
    return lambda: [each.result() for each in sent]


@COMMITTED
def test_two_hundred_pairs_of_the_same_request_make_one_effect_and_two_equal_answers_each(
    address: str, district: District
) -> None:
    before = effects()
    with posts(address, district, ROUNDS) as each_kind, ThreadPoolExecutor(8) as threads:
        pairs = [answers() for answers in [at_once(asked, 2, threads) for asked in each_kind]]
    assert {answer.status_code for pair in pairs for answer in pair} == {200, 201}
    assert [pair for pair in pairs if shown(pair[0]) != shown(pair[1])] == []
    assert [sorted(map(is_repeated, pair)) for pair in pairs] == [[False, True]] * ROUNDS
    assert tuple(after - earlier for after, earlier in zip(effects(), before, strict=True)) == (67, 67, 66)
    assert AnsweredRequest.objects.count() == ROUNDS


@COMMITTED
def test_twenty_at_once_make_one_effect(address: str, district: District) -> None:
    before = sum(effects())
    with posts(address, district, 3) as each_kind, ThreadPoolExecutor(20) as threads:
        for asked in each_kind:
            answers = at_once(asked, 20, threads)()
            assert {shown(answer) for answer in answers} == {shown(answers[0])}
            assert answers[0].is_success
            assert sorted(map(is_repeated, answers)) == [False] + [True] * 19
    assert sum(effects()) - before == 3


@pytest.mark.parametrize("moment", ["before-commit", "after-commit"])
@COMMITTED
def test_a_server_process_killed_before_it_answers_leaves_the_whole_effect_with_its_answer_or_nothing(
    address: str, district: District, moment: str
) -> None:
    is_committed = moment == "after-commit"
    before = sum(effects())
    with posts(address, district, 3) as each_kind:
        for number, asked in enumerate(each_kind):
            key = str(uuid4())
            with pytest.raises(httpx.TransportError):
                asked.send(key, **{"X-Die": moment})
            assert AnsweredRequest.objects.count() == sum(effects()) - before == number + is_committed
            answer = asked.until_answered(key)
            assert (answer.is_success, is_repeated(answer)) == (True, is_committed)
            assert (shown(asked.send(key)), sum(effects()) - before) == (shown(answer), number + 1)
