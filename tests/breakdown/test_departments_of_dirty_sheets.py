"""Who leads and who supports in lists as they really come: many names in one cell, other names, groups."""

import pytest

from accounts.models import Department
from tests.breakdown.sheets import Reads, faults, item, names, rows_of

pytestmark = pytest.mark.django_db
Departments = dict[str, Department]


@pytest.mark.parametrize(
    "cell",
    [
        "牵头:区住建局 配合:各镇街道",
        "牵头单位：区住建局\n配合单位：各镇（街道）",
        "区住建局牵头，各镇街道配合",
        "区住建局（牵头）、各镇、街道",
        "牵头：区住建局；配合：水西镇，沙石镇、解放街道",
    ],
)
def test_one_cell_says_who_leads_and_who_supports(reads: Reads, departments: Departments, cell: str) -> None:
    header = ("序号", "工作任务", "目标", "责任分工", "完成时限")
    line = reads(rows_of((1, "改造老旧小区", "10个", cell, "年底前"), header=header)).only
    assert (line.kind, line.lead) == ("new", departments["zjj"])
    assert names(line.supporting) == ["水西镇", "沙石镇", "解放街道"]


def test_a_department_is_known_by_its_long_and_its_short_name(reads: Reads, departments: Departments) -> None:
    long = item(lead="赣州市章贡区住房和城乡建设局", supporting="章贡区文化广电旅游局、城管局、水西镇人民政府")
    line = reads(rows_of(long)).only
    assert line.lead == departments["zjj"]
    assert names(line.supporting) == ["区文广旅局", "区城管局", "水西镇"]


def test_an_unknown_department_is_asked_with_the_nearest_first(reads: Reads, departments: Departments) -> None:
    preview = reads(rows_of(item(lead="区住建管局"), item(number=2, item="另一事项", lead="区住建管局")))
    assert preview.kinds == ["open", "open"]
    assert next(iter(preview.asked.values()))[0] == "区住建局"
    answered = preview.answer(department="区住建局")
    assert (answered.kinds, answered.lines[1].lead) == (["new", "new"], departments["zjj"])


def test_several_leads_are_asked_and_the_others_support(reads: Reads, departments: Departments) -> None:
    preview = reads(rows_of(item(lead="区住建局、区城管局", supporting="")))
    assert list(preview.asked.values()) == [["区住建局", "区城管局"]]
    line = preview.answer(lead="区城管局").only
    assert (line.lead, names(line.supporting)) == (departments["cgj"], ["区住建局"])


def test_a_group_cannot_lead(reads: Reads) -> None:
    assert (4, "lead", "group_leads") in faults(reads(rows_of(item(lead="各镇街道"))))


def test_a_leader_is_known_by_post_and_holder_and_else_asked(reads: Reads) -> None:
    preview = reads(
        rows_of(
            item(leader="刘明"),
            item(number=2, item="甲", leader="常务副区长"),
            item(number=3, item="乙", leader="王五"),
        )
    )
    assert [line.leader and line.leader.title for line in preview.lines] == ["常务副区长", "常务副区长", None]
    assert preview.kinds == ["new", "new", "open"]
    assert preview.answer(leader="不填写").kinds == ["new", "new", "new"]
