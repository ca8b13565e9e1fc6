"""Drafts are scored against labels by the rules that the labels state."""

from bench.breakdown.scoring import amount, score_deadlines, score_targets
from projects.work_report.parser import Deadline, Target


def target(number: str, unit: str, comparison: str = "exactly", line: int = 1) -> Target:
    return Target(
        line=line,
        start=0,
        end=1,
        confidence=1.0,
        rule="test",
        name="甲",
        target=number,
        unit=unit,
        comparison=comparison,
    )


def label(number: float, unit: str, comparison: str = "exactly", line: int = 1, **more: object) -> dict:
    return {"target": number, "unit": unit, "comparison": comparison, "line": line, **more}


def test_scales_are_multiplied_out_and_units_of_one_meaning_are_one() -> None:
    assert amount(2.5, "万亩") == amount("25000", "亩")
    assert amount(1, "百亿元") == amount("100", "亿元")
    assert amount(3, "兆瓦") == amount("3000", "千瓦")
    assert amount(3, "名") == amount("3", "人")
    assert amount(3, "千瓦") != amount("3000", "瓦特")


def test_found_wrong_missed_and_optional_are_counted_once() -> None:
    labels = [label(2.5, "万亩"), label(6, "%", "at_least"), label(4, "个", optional=True), label(9, "家")]
    score = score_targets(labels, [target("25000", "亩"), target("6", "%"), target("4", "个"), target("4", "个")])
    assert (score.found, score.right, score.ignored, len(score.wrong), len(score.missed)) == (2, 1, 1, 1, 1)


def test_of_two_labels_of_one_figure_the_one_with_the_same_comparison_is_taken() -> None:
    score = score_targets(
        [label(10, "%", "at_least"), label(10, "%")], [target("10", "%"), target("10", "%", "at_least")]
    )
    assert score.right == 2


def test_a_deadline_is_found_by_phrase_or_date_and_right_by_either_date() -> None:
    def deadline(phrase: str, resolved: str) -> Deadline:
        return Deadline(
            line=1, start=0, end=1, confidence=1.0, rule="test", phrase=phrase, resolved=resolved, subject="甲"
        )

    labels = [
        {"phrase": "“五一”前", "resolved": "2024-04-30", "resolved_alt": ["2024-05-01"], "line": 1},
        {"phrase": "年底", "resolved": "2024-12-31", "line": 1},
    ]
    score = score_deadlines(labels, [deadline("五一前", "2024-05-01"), deadline("今年年底前", "2024-12-30")])
    assert (score.found, score.right, score.wrong, score.missed) == (2, 1, [], [])
