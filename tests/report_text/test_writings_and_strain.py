"""The same report in other writings gives the same drafts; damaged and large texts are borne.

``make bench-breakdown`` does the same with real reports, 10,000 edits and 2 MB.
"""

import pytest

from bench.breakdown.strain import borne, edits, growth
from bench.breakdown.variants import VARIANTS, differences, gathered, wrapped
from projects.work_report.parser import breakdown, read
from tests.report_text.passages import PASSAGES

LONGEST_SECONDS = 2.0


@pytest.mark.parametrize("name", PASSAGES)
def test_another_writing_of_a_report_gives_the_same_drafts(name: str) -> None:
    found = differences(PASSAGES[name])
    assert set(found) == set(VARIANTS)
    assert {writing: rows for writing, rows in found.items() if rows} == {}


@pytest.mark.parametrize("width", [18, 25, 33, 60])
def test_the_width_of_wrapped_lines_does_not_matter(width: int) -> None:
    report = PASSAGES["southern"]
    assert gathered(breakdown(read(wrapped(report, width)))) == gathered(breakdown(read(report)))


def test_random_edits_never_fail_nor_take_long_and_places_stay_inside_the_text() -> None:
    slowest = max(borne(edit) for passage in PASSAGES.values() for edit in edits(passage, 60))
    assert slowest < LONGEST_SECONDS


@pytest.mark.parametrize("shape", ["lines", "one line", "one sentence", "digits", "quotes", "brackets", "lists"])
def test_time_grows_with_length_not_with_its_square(shape: str) -> None:
    report = PASSAGES["northern"]
    text = {
        "lines": report,
        "one line": report.replace("\n", ""),
        "one sentence": report.replace("\n", "").replace("。", "，"),
        "digits": "1234567890",
        "quotes": "“十四五”“",
        "brackets": "（（1个",
        "lists": "5个、6%和",
    }[shape]
    small, large = growth(text, (20_000, 80_000))
    assert large.seconds < 4 * small.seconds * 2 + 0.2
