"""Phrases that set a date, what they mean in the plan year, and what they govern."""

import pytest

from projects.work_report.parser import breakdown, read

DATES = (
    ("大桥年底前建成通车。", "年底前", "2024-12-31"),
    ("大桥年内建成通车。", "年内", "2024-12-31"),
    ("大桥今年底建成通车。", "今年底", "2024-12-31"),
    ("大桥2024年底前建成通车。", "2024年底前", "2024-12-31"),
    ("到年底，大桥建成通车。", "年底", "2024-12-31"),
    ("大桥上半年建成通车。", "上半年", "2024-06-30"),
    ("大桥下半年开工。", "下半年", "2024-12-31"),
    ("大桥6月底前建成通车。", "6月底前", "2024-06-30"),
    ("大桥6月底建成通车。", "6月底", "2024-06-30"),
    ("大桥6月建成通车。", "6月", "2024-06-30"),
    ("大桥6月份建成通车。", "6月份", "2024-06-30"),
    ("大桥5月前建成通车。", "5月前", "2024-04-30"),
    ("大桥十月底前建成通车。", "十月底前", "2024-10-31"),
    ("大桥9月中旬前建成通车。", "9月中旬前", "2024-09-20"),
    ("大桥9月初建成通车。", "9月初", "2024-09-10"),
    ("大桥9月30日前建成通车。", "9月30日前", "2024-09-30"),
    ("大桥一季度开工。", "一季度", "2024-03-31"),
    ("大桥第三季度末完工。", "第三季度末", "2024-09-30"),
    ("大桥三季度前开工。", "三季度前", "2024-06-30"),
    ("大桥前三季度完成主体。", "前三季度", "2024-09-30"),
    ("大桥年中建成通车。", "年中", "2024-06-30"),
    ("大桥“五一”前建成通车。", "“五一”前", "2024-04-30"),
    ("大桥五一劳动节前建成通车。", "五一劳动节前", "2024-04-30"),
    ("大桥国庆前建成通车。", "国庆前", "2024-09-30"),
    ("大桥国庆节前建成通车。", "国庆节前", "2024-09-30"),
    ("大桥“七一”前建成通车。", "“七一”前", "2024-06-30"),
    ("大桥春节前建成通车。", "春节前", "2024-02-09"),
    ("大桥中秋节前建成通车。", "中秋节前", "2024-09-16"),
    ("大桥元旦前建成通车。", "元旦前", "2024-12-31"),
    ("学校秋季开学前投入使用。", "秋季开学前", "2024-08-31"),
    ("河道汛期来临前完成清淤。", "汛期来临前", "2024-05-31"),
    ("管网供暖季前改造完毕。", "供暖季前", "2024-10-31"),
    ("大桥“双11”前建成通车。", "“双11”前", "2024-11-10"),
    ("校舍暑假前完成加固。", "暑假前", "2024-06-30"),
    ("高考前完成噪声整治。", "高考前", "2024-06-06"),
    ("大桥岁末建成通车。", "岁末", "2024-12-31"),
    ("大桥明年6月底前建成通车。", "明年6月底前", "2025-06-30"),
    ("大桥2025年上半年建成通车。", "2025年上半年", "2025-06-30"),
)
NO_DATES = (
    "三年内实现全覆盖。",
    "去年底已经完成。",
    "每年6月开展活动。",
    "半年内见效。",
    "在1—6月开展活动。",
    "从7月1日起实施新标准。",
    "早日建成投用，尽快完工。",
    "较2023年底增长5%。",
    "全年稳定增长，为2026年打下基础。",
    "推广“6月读书季”品牌。",
    "健全年底考核制度。",
    "两年内完成搬迁。",
    "春节前后开展慰问。",
    "春耕前完成清淤。",
    "岁末年初开展检查。",
    "力争高考前百名人数增加。",
)


def deadlines_of(sentence: str) -> list:
    return list(breakdown(read(f"2024年工作安排\n今年重点做好以下工作。{sentence}")).deadlines)


@pytest.mark.parametrize(("sentence", "phrase", "resolved"), DATES)
def test_a_phrase_is_found_and_resolved_in_the_plan_year(sentence: str, phrase: str, resolved: str) -> None:
    assert [(each.phrase, each.resolved) for each in deadlines_of(sentence)] == [(phrase, resolved)]


@pytest.mark.parametrize("sentence", NO_DATES)
def test_what_sets_no_date_in_the_plan_is_no_deadline(sentence: str) -> None:
    assert deadlines_of(sentence) == []


def test_two_phrases_of_a_clause_date_their_own_works() -> None:
    found = deadlines_of("确保东线年内建成通车、西线三季度前开工建设。")
    assert [(each.phrase, each.subject) for each in found] == [("年内", "东线建成通车"), ("三季度前", "西线开工建设")]


def test_phrases_side_by_side_date_the_same_works() -> None:
    found = deadlines_of("东校区、西校区分别于6月底、9月底前建成投用。")
    assert [(each.phrase, each.subject) for each in found] == [
        ("6月底", "东校区、西校区建成投用"),
        ("9月底前", "东校区、西校区建成投用"),
    ]


def test_a_phrase_that_opens_the_sentence_dates_the_clauses_behind_it() -> None:
    text = read("2024年工作安排\n年底前，建成甲厂，改造道路5条；上半年，新增学位600个。")
    found = breakdown(text)
    assert [each.subject for each in found.deadlines] == ["建成甲厂，改造道路5条", "新增学位600个"]
    roads, places = (target.place for target in found.targets)
    assert [each.governs for each in found.deadlines] == [(roads,), (places,)]


def test_a_phrase_governs_the_target_of_its_clause_only() -> None:
    found = breakdown(read("2024年工作安排\n6月底前完成改造5条，新建公园3个。"))
    assert [each.governs for each in found.deadlines] == [(found.targets[0].place,)]


def test_a_bare_verb_takes_its_subject_from_the_clause_before() -> None:
    (found,) = deadlines_of("加快新区扩区进度，力争年内获省政府批复。")
    assert found.subject == "加快新区扩区进度，获省政府批复"


def test_the_words_of_a_deadline_are_its_phrase() -> None:
    text = read("2024年工作安排\n大桥６月底前建成通车，公园“五一”前开放。")
    assert [text.words(each) for each in breakdown(text).deadlines] == ["６月底前", "“五一”前"]


def test_without_a_year_no_date_is_guessed() -> None:
    assert breakdown(read("大桥年底前建成通车，新建公园3个。")).deadlines == ()
