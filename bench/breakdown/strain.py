"""How reading bears damaged and large texts."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from time import process_time

from projects.work_report.parser import UnreadableReport, breakdown, read

STRANGE = (
    "0123456789.%％一二三十百千万亿、，。；：（）“”《》【】〔〕\n\t 　年月日个家以上左右分别增长到前每"
    "\x00\ufeff\ud7ff😀é①²"
)
SIZES = (250_000, 500_000, 1_000_000, 2_000_000)
LONGEST_PIECE = 400


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds that a text of so many bytes took."""

    size: int
    seconds: float


def edited(text: str, chance: random.Random) -> str:
    """The text after one to six random edits: cut, moved, doubled, replaced or strange pieces."""
    for _number in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        end = min(at + chance.randint(0, LONGEST_PIECE), len(text))
        piece = text[at:end]
        strange = "".join(chance.choices(STRANGE, k=chance.randint(1, 40)))
        replacement = chance.choice(("", piece[::-1], piece * 2, strange, piece + strange, piece.replace("。", "，")))
        text = text[:at] + replacement + text[end:]
    return text


def edits(text: str, count: int, seed: int = 8) -> Iterator[str]:
    """So many texts that random edits make of one."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    for _number in range(count):
        yield edited(text, chance)


def borne(text: str) -> float:
    """Seconds of the processor that reading takes; raises what is no refusal, and AssertionError for a wrong place."""
    begun = process_time()
    try:
        source = read(text)
        found = breakdown(source)
    except UnreadableReport:
        return process_time() - begun
    took = process_time() - begun
    for item in (*found.targets, *found.deadlines, *found.projects, *found.tasks, *found.baselines, *found.uncovered):
        assert 0 <= item.start < item.end <= len(source.lines[item.line - 1]), item
    return took


def growth(text: str, sizes: tuple[int, ...] = SIZES) -> list[Timed]:
    """Times for the text repeated up to each size, in bytes of UTF-8."""
    timed = []
    for size in sizes:
        repeated = text * (size // len(text.encode()) + 1)
        large = repeated.encode()[:size].decode(errors="ignore")
        timed.append(Timed(size, borne(large)))
    return timed
