"""Any order of steps by any people: what must always hold, holds (hypothesis rule-based state machine)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.errors import Refusal
from accounts.models import User
from projects.choices import Stage
from projects.models import Evidence, Extension, InstructionReply, Milestone, ProgressReport, Project, StoredFile
from projects.services import (
    assignment,
    closures,
    extensions,
    instructions,
    milestones,
    planning,
    progress_reports,
    reporting_periods,
    stages,
    standing,
)
from projects.services.assignment import Assignment
from projects.services.progress_reports import Completion
from tests import factories as make
from tests.cycle.invariants import (
    closed_implies_settled_and_progress_stays_in_range,
    counters_and_light_are_what_a_recount_gives,
    each_change_has_history,
    versions,
)
from tests.personas import District, make_district

EXAMPLES, STEPS = 56, 42
FIRST_DAY = date(2024, 1, 15)
who = st.sampled_from(["reporter", "department_head", "supervisor", "leader", "reporter_elsewhere"])
days = st.integers(-5, 120)
seen = st.sampled_from([None, None, None, 1])
texts = st.sampled_from(["按会议纪要办理", " ", "<b>x</b>"])


class Cycle(RuleBasedStateMachine):
    """One project, one day that moves on, five people; every step is allowed to be refused."""

    steps_taken = 0
    district: District

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.today = FIRST_DAY
        self.date = override_settings(BUSINESS_DATE=self.today)
        self.date.enable()
        self.baselines: dict[int, date] = {}
        self.has_moved = True

    def teardown(self) -> None:
        self.date.disable()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def draft(self) -> None:
        self.pk = make.make_project(self.district.theme, "2024-1-500").pk

    def attempt(self, act: Callable[[], Any]) -> None:
        """Take a step; one that is refused must leave nothing behind."""
        before = versions(self.pk)
        try:
            with transaction.atomic():
                act()
            self.has_moved = True
        except (Refusal, ValidationError, Milestone.DoesNotExist):
            assert versions(self.pk) == before

    def person(self, name: str) -> User:
        user: User = getattr(self.district.people, name)
        return user

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def milestone(self, index: int) -> int:
        found = list(Milestone.objects.filter(project=self.pk).order_by("position").values_list("pk", flat=True))
        return found[index % len(found)] if found else 0

    @rule(by=who, offset=days, weight=st.integers(1, 5), is_start=st.booleans())
    def plan(self, by: str, offset: int, weight: int, is_start: bool) -> None:
        self.attempt(
            lambda: planning.add(
                project_id=self.pk, by=self.person(by), title="节点", due_on=self.day(offset),
                weight=Decimal(weight), is_start=is_start,
            )
        )  # fmt: skip

    @rule(index=st.integers(0, 5), offset=days)
    def replan(self, index: int, offset: int) -> None:
        if pk := self.milestone(index):
            by = self.person("supervisor")
            self.attempt(lambda: planning.replan(milestone_id=pk, by=by, changes={"due_on": self.day(offset)}))

    @rule(by=who, offset=days, version=seen)
    def assign(self, by: str, offset: int, version: int | None) -> None:
        row = Assignment(
            project_id=self.pk, lead_department=self.district.fgw, due_on=self.day(offset + 60), version=version
        )
        self.attempt(lambda: assignment.assign(assignment=row, by=self.person(by)))

    @rule()
    def hand_over_properly(self) -> None:
        """Most walks should get beyond the draft."""
        office = self.person("supervisor")
        for offset in (40, 90):
            self.attempt(
                lambda offset=offset: planning.add(project_id=self.pk, by=office, title="节点", due_on=self.day(offset))
            )
        row = Assignment(project_id=self.pk, lead_department=self.district.fgw, due_on=self.day(240))
        self.attempt(lambda: assignment.assign(assignment=row, by=office))
        self.attempt(lambda: stages.acknowledge(project_id=self.pk, by=self.person("department_head")))

    @rule(by=who, reason=texts, step=st.sampled_from(["suspend", "withdraw", "resume", "reopen"]))
    def move(self, by: str, reason: str, step: str) -> None:
        act = getattr(stages, step)
        self.attempt(lambda: act(project_id=self.pk, by=self.person(by), reason=reason))

    @rule(by=who, index=st.integers(0, 5), offset=days, note=texts)
    def complete(self, by: str, index: int, offset: int, note: str) -> None:
        if pk := self.milestone(index):
            done_on = min(self.day(offset), self.today + timedelta(days=1))
            self.attempt(
                lambda: milestones.complete(milestone_id=pk, by=self.person(by), completed_on=done_on, note=note)
            )

    @rule(index=st.integers(0, 5), reason=texts, step=st.sampled_from(["waive", "take_back"]))
    def settle_otherwise(self, index: int, reason: str, step: str) -> None:
        if pk := self.milestone(index):
            act = getattr(milestones, step)
            self.attempt(lambda: act(milestone_id=pk, by=self.person("supervisor"), reason=reason))

    @rule(by=who, percent=st.none() | st.integers(0, 100), explanation=texts, done=texts, index=st.integers(0, 5))
    def report(self, by: str, percent: int | None, explanation: str, done: str, index: int) -> None:
        self.attempt(lambda: reporting_periods.open_period(
            report_id=self.district.report.pk, period=self.today.replace(day=1)
        ))  # fmt: skip
        draft = ProgressReport.objects.filter(project=self.pk).order_by("-period").first()
        if draft is None:
            return
        changes = {"percent": percent, "percent_explanation": explanation, "done": done}
        done_steps = [Completion(self.milestone(index), self.today)] if self.milestone(index) else []
        self.attempt(
            lambda: progress_reports.save_draft(
                report_id=draft.pk, by=self.person(by), changes=changes, completions=done_steps
            )
        )
        self.attempt(lambda: progress_reports.submit(report_id=draft.pk, by=self.person(by)))

    @rule(by=who, approves=st.booleans(), reason=texts)
    def review(self, by: str, approves: bool, reason: str) -> None:
        filed = ProgressReport.objects.filter(project=self.pk).order_by("-period").first()
        if filed is not None and approves:
            self.attempt(lambda: progress_reports.approve(report_id=filed.pk, by=self.person(by)))
        elif filed is not None:
            self.attempt(lambda: progress_reports.send_back(report_id=filed.pk, by=self.person(by), reason=reason))

    @rule(by=who, offset=days, reason=texts, index=st.none() | st.integers(0, 5))
    def ask_for_time(self, by: str, offset: int, reason: str, index: int | None) -> None:
        milestone_id = None if index is None else self.milestone(index) or None
        self.attempt(
            lambda: extensions.request(
                project_id=self.pk, by=self.person(by), new_due_on=self.day(offset + 60), reason=reason,
                milestone_id=milestone_id,
            )
        )  # fmt: skip

    @rule(by=who, step=st.sampled_from(["approve", "refuse"]), note=texts)
    def decide_on_time(self, by: str, step: str, note: str) -> None:
        request = Extension.objects.filter(project=self.pk).order_by("-pk").first()
        if request is not None:
            act = getattr(extensions, step)
            self.attempt(lambda: act(extension_id=request.pk, by=self.person(by), note=note))

    @rule(by=who, text=texts)
    def instruct(self, by: str, text: str) -> None:
        self.attempt(lambda: instructions.give(by=self.person(by), project_ids=[self.pk], text=text))

    @rule(by=who, text=texts, step=st.sampled_from(["reply", "accept", "send_back", "close"]))
    def follow_up(self, by: str, text: str, step: str) -> None:
        given = Project.objects.get(pk=self.pk).instructions.order_by("-pk").first()
        answer = InstructionReply.objects.filter(instruction=given).order_by("-pk").first() if given else None
        user = self.person(by)
        if given is not None and step == "reply":
            self.attempt(
                lambda: instructions.reply(instruction_id=given.pk, by=user, department=self.district.fgw, text=text)
            )
        elif given is not None and step == "close":
            self.attempt(lambda: instructions.close(instruction_id=given.pk, by=user))
        elif answer is not None and step == "accept":
            self.attempt(lambda: instructions.accept(reply_id=answer.pk, by=user))
        elif answer is not None:
            self.attempt(lambda: instructions.send_back(reply_id=answer.pk, by=user, reason=text))

    @rule(by=who, statement=texts, step=st.sampled_from(["request", "verify", "send_back"]), proves=st.booleans())
    def finish(self, by: str, statement: str, step: str, proves: bool) -> None:
        if proves and not Evidence.objects.filter(project=self.pk).exists():
            file = StoredFile.objects.create(sha256="0" * 64, size=1, content_type="application/pdf")
            Evidence.objects.create(
                project_id=self.pk, stored_file=file, name="验收.pdf", is_for_closure=True,
                uploaded_by=self.district.people.reporter,
            )  # fmt: skip
        if step == "request":
            self.attempt(lambda: closures.request(project_id=self.pk, by=self.person(by), statement=statement))
        elif step == "verify":
            self.attempt(lambda: closures.verify(project_id=self.pk, by=self.person(by)))
        else:
            self.attempt(lambda: closures.send_back(project_id=self.pk, by=self.person(by), reason=statement))

    @rule(forward=st.integers(1, 40))
    def time_passes(self, forward: int) -> None:
        self.date.disable()
        self.today = min(self.today + timedelta(days=forward), date(2025, 3, 1))
        self.date = override_settings(BUSINESS_DATE=self.today)
        self.date.enable()
        standing.recompute([self.pk])
        self.has_moved = True

    @invariant()
    def what_must_always_hold(self) -> None:
        """Asked after every step that was not refused; a refused one is held to have changed nothing."""
        Cycle.steps_taken += 1
        if self.has_moved:
            project = Project.objects.select_related("report").get(pk=self.pk)
            self.the_baseline_never_moves(project)
            closed_implies_settled_and_progress_stays_in_range(project)
            counters_and_light_are_what_a_recount_gives(project)
            each_change_has_history(project)
        self.has_moved = False

    def the_baseline_never_moves(self, project: Project) -> None:
        if project.stage == Stage.DRAFTED or project.assigned_on is None:
            return
        now = dict(project.milestones.values_list("pk", "baseline_due_on")) | {0: project.baseline_due_on}
        self.baselines = self.baselines or now
        assert now == self.baselines


@pytest.mark.timeout(300)
@pytest.mark.django_db
def test_what_must_always_hold_holds_after_any_steps() -> None:
    Cycle.steps_taken, Cycle.district = 0, make_district()
    run_state_machine_as_test(
        Cycle,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
    assert Cycle.steps_taken >= 2000
