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
RESPECTIVELY = re.compile(r"(?:分别|依次)[^，、]{0,12}(?:[\d.]+[^，、]{0,6}[、和及与]?)*$")
CLOSES_BRACKET = re.compile(r"[^（）]*）")
OPEN_BRACKET = re.compile(r"（[^（）]*$")
NEXT_MEMBER = re.compile(r"(?:（[^（）]{1,4}）)?[、和及]")
STRETCHES = re.compile(
    r"[，、；并]{0,2}(?:力争|争取|确保|努力|奋力|冲刺|奋斗目标)(?:为|是|在|到|达到?|实现|完成|突破|超过?|冲刺|不低于|高于)*"
)
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


def targets(sentence: Sentence, year: int | None, *, reviewed: bool = False) -> Iterator[Target]:
    """The targets of a sentence, in their order; of one that looks back (``reviewed``) what it reports instead."""
    for draft in _drafts(sentence.text, year, reviewed=reviewed):
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


def _drafts(text: str, year: int | None, *, reviewed: bool) -> Iterator[Draft]:
    found = figures(text)
    if not found:
        return
    drafted: list[Draft] = []
    accepted = [context for context in contexts(text, found) if not objection(context, year, reviewed=reviewed)]
    for number, group in enumerate(groups := list(_groups(accepted))):
        until = groups[number + 1][0].figure.start if number + 1 < len(groups) else len(text)
        drafted += tuple(_of_group(Group(text, tuple(group), drafted, until)))
    yield from drafted


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
    """Whether two figures beside each other are of one kind, or are said to belong to one name each."""
    if RESPECTIVELY.search(one.clause_before):
        return True
    return one.figure.unit.lstrip("十百千万亿") == other.figure.unit.lstrip("十百千万亿")


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that share their words; ``drafted`` comes of the groups before, ``until`` is where the next begins."""

    text: str
    contexts: tuple[Context, ...]
    drafted: Sequence[Draft]
    until: int

    @property
    def previous(self) -> Draft | None:
        """The last draft before the group."""
        return self.drafted[-1] if self.drafted else None

    @property
    def outer(self) -> Draft | None:
        """The last draft before that stands in no bracket closed since: "90亿元（其中技改40亿元），增长7%"."""
        if self.previous is None:
            return None
        between = self.text[self.previous.figure.end : self.contexts[0].figure.start]
        if not CLOSES_BRACKET.match(between):
            return self.previous
        opening = self.text.rfind("（", 0, self.previous.figure.end)
        return next((each for each in reversed(self.drafted) if each.figure.end <= opening), self.previous)

    @property
    def start(self) -> int:
        """Where the words before the group begin: with its clause or bracket, or behind the last target of that."""
        first = self.contexts[0]
        start = max(first.clause_start, self.previous.end if self.previous else 0)
        words = self.text[start : first.figure.start]
        bracket = OPEN_BRACKET.search(words)
        if bracket:
            return start + bracket.start()
        closed = CLOSES_BRACKET.match(words)
        return start + closed.end() if closed else start

    @property
    def before(self) -> str:
        """The words before the group."""
        return self.text[self.start : self.contexts[0].figure.start]

    @property
    def after(self) -> str:
        """The words behind the group, up to the end of the clause or the next target."""
        last = self.contexts[-1]
        return self.text[last.figure.end : min(last.clause_end, self.until)]


def _of_group(group: Group) -> Iterator[Draft]:
    first = group.contexts[0].figure
    size = len(group.contexts)
    is_share = kind(first.unit) == "share"
    comes_first = size == 1 and bool(names.following(group.after)) and names.lacks_noun(group.before, is_share=is_share)
    named = (
        []
        if comes_first
        else names.leading(group.before, size, is_share=is_share, is_rank=first.is_rank or first.is_place)
    )
    if size > 1:
        yield from _respective(group, named)
    elif len(named) > 1:
        for each in named:
            yield _draft(group, each.text, (group.start + each.at, first.end), "one figure for several", 0.85)
    elif named:
        extent = _extent_of(group)
        name = _with_noun(_with_action(named[0].text, group), group) + names.tidy(extent)
        words = (group.start + named[0].at, first.end + len(extent))
        yield _draft(group, name, words, _rule(first), _confidence(group.contexts[0]))
    else:
        yield _behind(group)


def _draft(group: Group, name: str, words: tuple[int, int], rule: str, confidence: float) -> Draft:
    return Draft(name, group.contexts[0].figure, _meaning(group), *words, rule, confidence)


def _extent_of(group: Group) -> str:
    """What a length or an area belongs to, where that stands behind: "甲镇至乙镇35公里快速路"."""
    is_extent = kind(group.contexts[0].figure.unit) in ("length", "area")
    return names.following(group.after) if is_extent else ""


def _behind(group: Group) -> Draft:
    """A figure whose name stands behind it, or nowhere near."""
    context = group.contexts[0]
    figure = context.figure
    name = names.following(group.after)
    if names.tidy(name) and not names.movement(group.before):
        full = names.action(group.before) + names.tidy(names.without_comparison(name))
        words = (figure.start, figure.end + len(name))
        return _draft(group, full, words, "counted thing behind", min(_confidence(context), 0.8))
    return _draft(group, _inherited(group), (figure.start, figure.end), "name from before", 0.6)


def _respective(group: Group, named: Sequence[names.Name]) -> Iterator[Draft]:
    shared = _shared_comparison(group)
    named = named or _named_before(group)
    for number, context in enumerate(group.contexts):
        name = named[number].text if number < len(named) else _inherited(group)
        own = context.figure.comparison(context.text)
        is_first = bool(named) and not number and named[0].at >= 0
        start = group.start + named[0].at if is_first else context.figure.start
        meaning = shared if own == "exactly" and shared else own
        yield Draft(name, context.figure, meaning, start, context.figure.end, "respective figures", 0.9)


def _named_before(group: Group) -> list[names.Name]:
    """Names for figures without any: the list in the clause before, or those of as many figures before."""
    verb, size = names.movement(group.before), len(group.contexts)
    clause = re.search(
        r"([^，；：]+)，[^，；：]*$",
        group.text[group.previous.end if group.previous else 0 : group.contexts[0].figure.start],
    )
    members = names.members(clause[1]) if clause else []
    if len(members) == size:
        return [names.Name(names.without_movement(each) + verb, -1) for each in members]
    last = group.drafted[-size:]
    if len(last) < size:
        return []
    return [
        names.Name(each.name if _goes_further(group, each) else names.without_movement(each.name) + verb, -1)
        for each in last
    ]


def _shared_comparison(group: Group) -> Comparison | None:
    """A word that closes or opens a bare list of figures governs all of them."""
    first, last = group.contexts[0].figure, group.contexts[-1].figure
    if last.after:
        return comparison("", last.after)
    return said_before(group.text[max(first.start - 16, 0) : first.start])


def _meaning(group: Group) -> Comparison:
    """With a word that stands behind the counted thing: "5家企业以上"."""
    own = group.contexts[0].figure.comparison(group.text)
    closing = CLOSES_CLAUSE.match(group.after)
    return comparison("", closing["word"]) if own == "exactly" and closing else own


def _inherited(group: Group) -> str:
    """A name for a figure that has none of its own: the last one, or what stands before the colon."""
    verb = names.movement(group.before)
    if group.outer:
        return (
            group.outer.name if _goes_further(group, group.outer) else names.without_movement(group.outer.name) + verb
        )
    heading = re.search(r"([^，。；：]{2,30})：$", group.text[: group.start])
    return (heading[1] if heading else "") + verb or names.tidy(group.contexts[0].clause)


def _goes_further(group: Group, than: Draft) -> bool:
    """ "增长9%、力争12%", "增长5%，力争达到6%": the second is a growth, too; not in "提高2%，达到60%"."""
    unit = group.contexts[0].figure.unit
    return kind(unit) == "share" and unit == than.figure.unit and bool(STRETCHES.fullmatch(group.before))


def _with_action(name: str, group: Group) -> str:
    """ "新增停车位700个、公共座椅80个": the second is new, too."""
    if group.outer is None or not NEXT_MEMBER.match(group.before) or names.action(name):
        return name
    is_counted = kind(group.contexts[0].figure.unit) not in ("share", "money")
    return names.action(group.outer.name) + name if is_counted else name


def _with_noun(name: str, group: Group) -> str:
    """Of members that only a verb tells apart: "新建学校5所、扩建2所", "茶园3万亩（其中新建2万亩、改造1万亩）"."""
    if name != names.action(name):
        return name
    first = group.contexts[0]
    bracket = OPEN_BRACKET.search(group.text[first.clause_start : first.figure.start])
    before = first.clause_start + bracket.start() if bracket else 0
    of = group.outer
    if bracket:
        of = next((each for each in reversed(group.drafted) if each.figure.end <= before), None)
    elif of and not (of.figure.unit == first.figure.unit and names.action(of.name)):
        return name
    return name + names.without_action(of.name) if of else name


def _rule(figure: Figure) -> str:
    if figure.is_rank or figure.is_place:
        return "rank"
    return {"share": "share", "money": "money", "count": "count", "people": "count"}.get(kind(figure.unit), "measure")


def _confidence(context: Context) -> float:
    figure = context.figure
    if figure.is_chinese:
        return 0.6
    if LOOSE.match(context.clause.lstrip("，、")):
        return 0.7
    return 0.95 if kind(figure.unit) == "share" else 0.9
