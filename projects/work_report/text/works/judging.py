"""Whether what a promise speaks of is a named project, and which rule says so."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from projects.work_report.text.works import nouns
from projects.work_report.text.works.joints import PURPOSE
from projects.work_report.text.works.lists import Member, Promise
from projects.work_report.text.works.predicates import TITLED
from projects.work_report.text.works.verbs import TITLE_WORDS, WEAK_VERBS

LONGEST_NAME = 48
LONGEST_PURPOSE = 4
# A name has two Chinese characters at least: what has none is a number.
HAS_WORDS = re.compile(r"[\u4e00-\u9fff][^\u4e00-\u9fff]*[\u4e00-\u9fff]")
# What is looked at of a name to see what it is.
ENDING = 40
QUOTED = re.compile(r"“[^”]+”(?:（[^）]+）)?")
BUILDS = re.compile(r"建设|新建|建成|开工|启用|上线|动工")
WORKED_ON_BY = re.compile(r"改造|整治|治理|修复|修缮|改建|提升")
PUT_RIGHT = re.compile(r"(?:整治|治理|修复)$")
INVITES = re.compile(r"引进|引入|招引|谋划|储备|落地|对接|争取|申报")
# What is said of an indicator, not of a work: "分别完成100亿元".
REACHES = re.compile(
    r"(?:完成|实现|达到?|突破)(?:约|近|超过?)?[\d.]+(?:[万亿]|万亿)?(?:元|[美欧日]元|%|个百分点|人次|吨|公斤|千瓦时)(?:以上|左右)?$"
)
COUNTED_IN_GENERAL = ("项目", "平台", "机构", "载体")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How sure it is that something is a named project, and by which rule."""

    confidence: float
    rule: str


@dataclass(frozen=True)
class Candidate:
    """The ``member`` of a promise in a sentence's text, under its complete ``name``."""

    text: str
    promise: Promise
    member: Member
    name: str

    @cached_property
    def noun(self) -> str:
        """The noun of the whole list."""
        return self.text[slice(*self.promise.noun)] if self.promise.noun else ""

    @cached_property
    def ending(self) -> str:
        """The end of the name, where it says what it is."""
        return nouns.bare(self.name)[-ENDING:]

    @cached_property
    def is_object(self) -> bool:
        """Whether the name is that of a thing that can be built or set up."""
        return bool(nouns.OBJECT.search(self.ending))

    @cached_property
    def is_concrete(self) -> bool:
        """Not a plan, a policy or a state of things; nor do the others in its list show that it is."""
        if nouns.ABSTRACT.search(self.ending) and not nouns.WORKS.search(self.ending):
            return False
        is_in_doubt = self.promise.is_milestone and (TITLED.search(self.promise.predicate) or self._is_of_a_kind())
        return self.is_object or not is_in_doubt

    @cached_property
    def is_bound(self) -> bool:
        """Whether the name says where, how many, or by which name."""
        return bool(nouns.PLACE.search(self.name) or self.member.figure or "“" in self.name)

    @cached_property
    def is_generic(self) -> bool:
        """ "重点项目" is no name; so many of a kind to be built are a commitment all the same: "建设产业园3个"."""
        if self.member.figure and self.name.endswith("项目") and INVITES.match(self.promise.verb):
            return True
        if not nouns.GENERIC.match(self.name.rsplit("的", maxsplit=1)[-1]):
            return False
        are_built = self.member.figure and BUILDS.match(self.promise.verb)
        return not (are_built and not self.name.endswith(COUNTED_IN_GENERAL))

    @cached_property
    def is_purpose(self) -> bool:
        """ "检验、检测等平台" and "面向企业的研发等平台" name no platform."""
        if nouns.OBJECT.search(self.ending):
            return False
        return "的" in self.name or (len(self.name) <= LONGEST_PURPOSE and bool(PURPOSE.fullmatch(self.name)))

    def _is_of_a_kind(self) -> bool:
        """Whether the last name of the list is no project's, which then says what the others are as well."""
        end = self.promise.members[-1]
        last = nouns.bare(self.text[end.start : end.end])[-ENDING:]
        return bool(nouns.ABSTRACT.search(last)) and not nouns.WORKS.search(last)


def verdict(candidate: Candidate) -> Verdict | None:
    """The first rule that takes the candidate for a named project; None if no rule does."""
    if _is_ruled_out(candidate):
        return None
    rules = OF_LISTS if candidate.noun else OF_SINGLE_NAMES
    return next((Verdict(confidence, rule) for rule, confidence, holds in rules if holds(candidate)), None)


def _is_ruled_out(candidate: Candidate) -> bool:
    promise, name = candidate.promise, candidate.name
    if len(name) > LONGEST_NAME or not HAS_WORDS.search(name) or nouns.MANY.match(name):
        return True
    if not (promise.verb or promise.is_milestone):
        return True
    if REACHES.search(promise.predicate):
        return True
    if candidate.noun:
        return False
    first = promise.members[0]
    is_one_of_many = nouns.MANY.match(candidate.text, first.start, first.end)
    is_of_no_projects = promise.is_open and nouns.NO_PROJECTS.search(promise.predicate)
    return bool(nouns.VAGUE.search(name) or is_one_of_many or candidate.is_generic or is_of_no_projects)


def _is_listed(candidate: Candidate) -> bool:
    lists_projects = nouns.LISTED_OBJECT.search(candidate.noun) or nouns.WORKS.search(candidate.noun)
    return bool(lists_projects) and not candidate.is_purpose


def _is_listed_enterprise(candidate: Candidate) -> bool:
    return bool(nouns.STRONG_ENTERPRISE.search(candidate.promise.predicate))


def _is_title(candidate: Candidate) -> bool:
    said = candidate.promise.verb + candidate.promise.predicate
    return bool(nouns.TITLE.search(candidate.ending) and TITLE_WORDS.search(said))


def _is_built_under_quoted_name(candidate: Candidate) -> bool:
    return bool(QUOTED.fullmatch(candidate.name) and BUILDS.match(candidate.promise.verb)) and candidate.is_concrete


def _is_named_object(candidate: Candidate) -> bool:
    if QUOTED.fullmatch(candidate.name) and candidate.promise.verb.startswith(("创", "争创")):
        return False  # a kind of recognition: 创建“绿色工厂”
    is_promised = candidate.promise.verb not in WEAK_VERBS or candidate.promise.predicate
    return candidate.is_object and candidate.is_concrete and bool(is_promised or candidate.ending.endswith("设施"))


def _is_works(candidate: Candidate) -> bool:
    """Works on a place, or works under a name of their own."""
    if not candidate.is_concrete or (nouns.PLACELESS.search(candidate.name) and not candidate.is_bound):
        return False
    are_counted = candidate.member.figure and WORKED_ON_BY.search(candidate.promise.verb)
    is_put_right = candidate.member.figure and PUT_RIGHT.search(candidate.ending)
    is_place = nouns.PLACE.search(candidate.ending)
    are_said_behind = nouns.WORKS.search(candidate.name + candidate.promise.predicate)
    return bool(nouns.WORKS.search(candidate.ending) or (is_place and (are_counted or are_said_behind or is_put_right)))


Rule = tuple[str, float, Callable[[Candidate], bool]]
OF_LISTS: tuple[Rule, ...] = (
    ("listed project", 0.9, _is_listed),
    ("listed enterprise", 0.8, _is_listed_enterprise),
)
OF_SINGLE_NAMES: tuple[Rule, ...] = (
    ("title", 0.7, _is_title),
    ("object with a milestone", 0.85, lambda each: each.promise.is_milestone and each.is_concrete and each.is_object),
    ("milestone", 0.7, lambda each: each.promise.is_milestone and each.is_concrete),
    ("quoted name", 0.7, _is_built_under_quoted_name),
    ("named object", 0.8, _is_named_object),
    ("works on a place", 0.75, lambda each: each.is_bound and _is_works(each)),
    ("works", 0.55, _is_works),
)
