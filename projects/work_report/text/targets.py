"""Targets of a sentence: its figures, less those that something objects to, each with name and comparison."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projects.work_report.text import names
from projects.work_report.text.comparisons import AFTER, comparison, said_before
from projects.work_report.text.contexts import Context, contexts
from projects.work_report.text.figures import Figure, figures
from projects.work_report.text.items import Comparison, Target
from projects.work_report.text.screening import objection
from projects.work_report.text.sentences import Sentence
from projects.work_report.text.units import kind

LOOSE = re.compile(r"^(?:推进|加快|抓好|支持|谋划|推动|扶持|储备|做好)")
CLOSES_CLAUSE = re.compile(rf"^[^，。；、\d]{{1,10}}(?P<word>{AFTER})$")


@dataclass(frozen=True, slots=True)
class Draft:
    """A target in the making: where its words begin and end in the sentence."""

    name: str
    figure: Figure
    comparison: Comparison
    start: int
    end: int
    rule: str
    confidence: float


def targets(sentence: Sentence, year: int | None) -> Iterator[Target]:
    """The targets of a sentence, in their order."""
    for draft in _drafts(sentence.text, year):
        place = sentence.place(draft.start, draft.end, draft.figure.start)
        yield Target(
            line=place.line,
            start=place.start,
            end=place.end,
            confidence=draft.confidence,
            rule=draft.rule,
            sections=sentence.sections,
            name=draft.name,
            target=draft.figure.number,
            unit=draft.figure.unit,
            comparison=draft.comparison,
        )


def _drafts(text: str, year: int | None) -> Iterator[Draft]:
    found = figures(text)
    if not found:
        return
    previous: Draft | None = None
    accepted = [context for context in contexts(text, found) if not objection(context, year)]
    for group in _groups(accepted):
        for draft in _of_group(group, previous):
            previous = draft
            yield draft


def _groups(accepted: Sequence[Context]) -> Iterator[list[Context]]:
    """Figures that only commas part, as in "分别增长8.5%、10%以上", belong together."""
    group: list[Context] = []
    for context in accepted:
        if group and not (
            context.joins_previous and context.index == group[-1].index + 1 and _alike(group[-1], context)
        ):
            yield group
            group = []
        group.append(context)
    if group:
        yield group


def _alike(one: Context, other: Context) -> bool:
    return one.figure.unit.lstrip("十百千万亿") == other.figure.unit.lstrip("十百千万亿")


def _of_group(group: Sequence[Context], previous: Draft | None) -> Iterator[Draft]:
    first = group[0]
    size = len(group)
    named = [] if names.comes_first(first) and size == 1 else names.leading_names(first, size)
    if size == 1:
        yield from _of_one(first, named, previous)
        return
    shared = _shared_comparison(group)
    for number, context in enumerate(group):
        name, _at = named[number] if number < len(named) else (_fallback(context, previous), 0)
        own = context.figure.comparison(context.text)
        start = named[0][1] if named and not number else context.figure.start
        meaning = shared if own == "exactly" and shared else own
        yield Draft(name, context.figure, meaning, start, context.figure.end, "respective figures", 0.9)


def _shared_comparison(group: Sequence[Context]) -> Comparison | None:
    """A word that closes or opens a bare list of figures governs all of them."""
    last = group[-1].figure
    if last.after:
        return comparison("", last.after)
    first = group[0].figure
    return said_before(group[0].text[max(first.start - 16, 0) : first.start])


def _of_one(context: Context, named: list[tuple[str, int]], previous: Draft | None) -> Iterator[Draft]:
    figure = context.figure
    meaning = _meaning(context)
    if len(named) > 1:
        for name, at in named:
            yield Draft(name, figure, meaning, at, figure.end, "one figure for several", 0.85)
        return
    if named:
        name, start = named[0]
        yield Draft(
            _with_action(name, context, previous),
            figure,
            meaning,
            start,
            figure.end,
            _rule(figure),
            _confidence(context),
        )
        return
    name, end = names.following_name(context)
    if name and not context.before.endswith(("增长", "下降", "提高", "增速")):
        action = names.ACTION.search(names.FILLERS.sub("", context.before))
        start = context.figure.start
        yield Draft(
            (action[0] if action else "") + name,
            figure,
            meaning,
            start,
            end,
            "counted thing behind",
            min(_confidence(context), 0.8),
        )
        return
    yield Draft(_fallback(context, previous), figure, meaning, figure.start, figure.end, "name from before", 0.6)


def _meaning(context: Context) -> Comparison:
    """With a word that stands behind the counted thing: "5家企业以上"."""
    own = context.figure.comparison(context.text)
    closing = CLOSES_CLAUSE.match(context.after)
    return comparison("", closing["word"]) if own == "exactly" and closing else own


def _fallback(context: Context, previous: Draft | None) -> str:
    """A name for a figure that has none of its own: the one before it, or what stands before the colon."""
    movement = names.ENDS_WITH_MOVEMENT.search(context.before)
    if previous and not re.search(r"[。]", context.text[previous.end : context.figure.start]):
        stem = names.ENDS_WITH_MOVEMENT.sub("", previous.name)
        return stem + movement[0] if movement else previous.name
    heading = re.search(r"([^，。；：]{2,30})：$", context.text[: context.clause_start])
    return (heading[1] if heading else "") + (movement[0] if movement else "") or context.clause


def _with_action(name: str, context: Context, previous: Draft | None) -> str:
    """ "新增停车位600个、公共厕位50个": the second is new, too."""
    if not previous or not context.before.startswith(("、", "和", "及")) or names.ACTION.match(name):
        return name
    action = names.ACTION.match(previous.name)
    return action[0] + name if action and kind(context.figure.unit) not in ("share", "money") else name


def _rule(figure: Figure) -> str:
    if figure.is_rank:
        return "rank"
    return {"share": "share", "money": "money", "count": "count", "people": "count"}.get(kind(figure.unit), "measure")


def _confidence(context: Context) -> float:
    figure = context.figure
    if figure.is_chinese:
        return 0.6
    if LOOSE.match(context.clause.lstrip("，、")):
        return 0.7
    return 0.95 if kind(figure.unit) == "share" else 0.9
