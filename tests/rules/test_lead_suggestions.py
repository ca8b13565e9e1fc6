"""A keyword suggests a lead: the nearest text decides, in it the longest word; doubt suggests nothing."""

import pytest

from projects.rules.lead_suggestions import Keyword, suggest

ESTATES, HOUSING, WATER, SUPPLY = Keyword("老旧小区", 1), Keyword("小区", 2), Keyword("水厂", 3), Keyword("供水", 4)
KEYWORDS = [ESTATES, HOUSING, WATER, SUPPLY]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("改造老旧小区20个",), ESTATES),
        (("小区物业",), HOUSING),
        (("城东水厂", "改造老旧小区"), WATER),
        (("城东项目", "改造老旧小区"), ESTATES),
        (("水厂供水",), None),
        (("一件事改革",), None),
        ((), None),
    ],
)
def test_the_first_text_and_the_longest_word_decide(texts: tuple[str, ...], expected: Keyword | None) -> None:
    assert suggest(texts, KEYWORDS) == expected


def test_equally_long_words_for_one_department_agree() -> None:
    assert suggest(["水厂供水"], [WATER, Keyword("供水", 3)]) == Keyword("供水", 3)
