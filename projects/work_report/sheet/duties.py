"""Who leads and who supports, as offices write it into one cell."""

import re
from dataclasses import dataclass
from unicodedata import normalize

LABEL = re.compile(
    r"(?P<lead>牵头|主责|主办|责任)(?:责任)?(?:单位|部门)?:|(?P<supporting>配合|协办|协助|参与|参加)(?:单位|部门)?:"
)
LEADS = re.compile(r"^(?P<lead>.+?)(?:负责)?牵头(?:负责)?(?:[,;。]|$)(?P<rest>.*)$")
SUPPORT = re.compile(r"^(?P<names>.+?)等?(?:单位|部门)?(?:配合|协助|参与|协办)[。;,]?$")
MARKED = re.compile(r"^(?P<name>.+?)\((?P<role>牵头|主责|主办|配合|协办|协助)(?:单位)?\)$")
GROUP_WITH_COMMA = re.compile(r"各(?:乡)?镇[、,/]\s*(?:各)?街道?(?:办事处)?")
SEPARATOR = re.compile(r"[、,;/。]+|\s+")
LAST_WORDS = re.compile(r"等(?:单位|部门|相关单位|有关单位)?$")


@dataclass(frozen=True, slots=True)
class Duties:
    """Names as written. ``undecided`` are names of whom nothing says which leads."""

    lead: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()


def names_in(text: str) -> tuple[str, ...]:
    """The names of a list, each once; “各镇、街道” is one name."""
    plain = GROUP_WITH_COMMA.sub("各镇街道", _plain(text))
    names = (LAST_WORDS.sub("", name).strip(" :") for name in SEPARATOR.split(plain))
    return tuple(dict.fromkeys(name for name in names if name))


def read_duties(text: str) -> Duties:
    """“牵头:区住建局 配合:各镇街道”, “区住建局牵头，区城管局配合”, “区住建局（牵头）、区城管局”, or a bare list."""
    plain = _plain(text)
    labels = list(LABEL.finditer(plain))
    if labels:
        return _labelled(plain, labels)
    leads = LEADS.match(plain.replace("\n", ","))
    if leads is not None:
        rest = leads["rest"].strip(" ,;")
        support = SUPPORT.match(rest)
        return Duties(names_in(leads["lead"]), names_in(support["names"] if support else rest))
    marked = [(name, MARKED.match(name)) for name in names_in(plain)]
    if any(mark and mark["role"] in ("牵头", "主责", "主办") for _name, mark in marked):
        lead = [mark["name"] for _name, mark in marked if mark and mark["role"] in ("牵头", "主责", "主办")]
        others = [mark["name"] if mark else name for name, mark in marked if not mark or mark["name"] not in lead]
        return Duties(tuple(lead), tuple(others))
    return Duties(undecided=names_in(plain))


def _labelled(plain: str, labels: list[re.Match[str]]) -> Duties:
    ends = [label.start() for label in labels[1:]] + [len(plain)]
    named: dict[str, list[str]] = {"lead": [], "supporting": []}
    for label, end in zip(labels, ends, strict=True):
        named["lead" if label["lead"] else "supporting"] += names_in(plain[label.end() : end])
    before = names_in(plain[: labels[0].start()])
    if named["lead"]:
        return Duties(tuple(dict.fromkeys(named["lead"])), tuple(dict.fromkeys([*named["supporting"], *before])))
    return Duties(undecided=before, supporting=tuple(dict.fromkeys(named["supporting"])))


def _plain(text: str) -> str:
    return re.sub(r"[ \t\u3000]*([:,;、])[ \t]*", r"\1", normalize("NFKC", text)).strip()
