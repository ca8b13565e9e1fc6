"""Named projects of a sentence of the plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from projects.work_report.text.figures import Figure
from projects.work_report.text.items import Deadline
from projects.work_report.text.sentences import Clause
from projects.work_report.text.works.clauses import Words
from projects.work_report.text.works.dates import dates, respectively
from projects.work_report.text.works.items import Project
from projects.work_report.text.works.judging import Candidate, Verdict, verdict
from projects.work_report.text.works.kinds import kind
from projects.work_report.text.works.lists import Promise
from projects.work_report.text.works.names import names
from projects.work_report.text.works.nouns import ENTERPRISE_WORKS
from projects.work_report.text.works.predicates import ONLY_MILESTONE, action
from projects.work_report.text.works.promises import LONGEST_CLAUSE, promises
from projects.work_report.text.works.verbs import LEAD


@dataclass(frozen=True, slots=True)
class Named:
    """A complete name and where its own words stand in the sentence."""

    start: int
    end: int
    name: str


def projects(words: Words) -> Iterator[Project]:
    """The projects that a sentence names, in their order."""
    latest: list[Project] = []
    frame: Deadline | None = None
    for clause in words.clauses:
        if _is_frame(words, clause):
            frame = words.dated_in(clause.start, clause.end)
            continue
        if latest and (later := _later_milestone(words, clause)):
            latest = _with_milestone(latest, words, later)
            continue
        found = list(_of_clause(words, clause, frame))
        if found:
            yield from latest
            latest = found
    yield from latest


def _is_frame(words: Words, clause: Clause) -> bool:
    """ "今年年底前，…" dates what follows."""
    lead = LEAD.match(words.masked, clause.start, clause.end)
    return bool(lead and lead.end() == clause.end and words.dated_in(clause.start, clause.end))


def _later_milestone(words: Words, clause: Clause) -> Clause | None:
    """A clause that only says what the projects named before it are to reach: "力争年底建成投用"."""
    if clause.end - clause.start > LONGEST_CLAUSE:
        return None
    return clause if ONLY_MILESTONE.fullmatch(words.masked, clause.start, clause.end) else None


def _with_milestone(latest: Sequence[Project], words: Words, said: Clause | Promise) -> list[Project]:
    each = respectively(words, said.start, said.end, len(latest))
    every = words.dated_in(said.start, said.end)
    return [
        replace(
            project,
            action=action("", words.masked[said.start : said.end]),
            commitment=f"{project.commitment}，{words.text[said.start : said.end]}",
            deadline=dated.resolved if dated else project.deadline,
            dated_by=dated.place if dated else project.dated_by,
        )
        for project, dated in zip(latest, each or [every] * len(latest), strict=True)
    ]


def _of_clause(words: Words, clause: Clause, frame: Deadline | None) -> Iterator[Project]:
    latest: list[Project] = []
    begin = clause.start
    for promise in promises(words, clause):
        if promise.members:
            yield from latest
            latest = list(_of_promise(words, promise, begin, frame))
        else:
            latest = _with_milestone(latest, words, promise)
        begin = promise.end
    yield from latest


def _of_promise(words: Words, promise: Promise, begin: int, frame: Deadline | None) -> Iterator[Project]:
    own = names(words.text, promise)
    accepted = [
        (member, said, name, dated or frame)
        for member, name, dated in zip(promise.members, own, dates(words, promise, begin), strict=True)
        if (said := verdict(Candidate(words.text, promise, member, name)))
    ]
    if not accepted:
        return
    if promise.count and promise.count.number != str(len(promise.members)):
        _member, said, _name, dated = accepted[0]
        yield _under_one_number(words, promise, said, dated)
        return
    for member, said, name, dated in accepted:
        first = member.figure.start if member.figure and member.figure.start < member.start else member.start
        project = _project(words, promise, Named(first, member.end, name), said, dated)
        yield _counted(project, member.figure) if member.figure else project


def _under_one_number(words: Words, promise: Promise, said: Verdict, dated: Deadline | None) -> Project:
    """ "甲路、乙路等5条道路" is one commitment, whose members are only some of what it counts."""
    start = promise.members[0].start
    end = max(
        promise.members[-1].end, promise.count.end if promise.count else 0, promise.noun[1] if promise.noun else 0
    )
    if promise.noun and ENTERPRISE_WORKS.match(promise.predicate):
        end = promise.end
    project = _project(words, promise, Named(start, end, words.text[start:end]), said, dated)
    members = tuple(words.text[member.start : member.end] for member in promise.members)
    return replace(_counted(project, promise.count), members=members) if promise.count else project


def _counted(project: Project, figure: Figure) -> Project:
    return replace(project, quantity=figure.number, unit=figure.unit)


def _project(words: Words, promise: Promise, named: Named, said: Verdict, dated: Deadline | None) -> Project:
    place = words.sentence.place(named.start, named.end)
    return Project(
        line=place.line,
        start=place.start,
        end=place.end,
        confidence=said.confidence,
        rule=said.rule,
        sections=words.sentence.sections,
        name=named.name,
        action=action(promise.verb, promise.predicate),
        kind=kind(named.name, words.sentence.sections),
        commitment=promise.verb + promise.predicate,
        is_list_open=promise.is_open,
        deadline=dated.resolved if dated else "",
        dated_by=dated.place if dated else None,
    )
