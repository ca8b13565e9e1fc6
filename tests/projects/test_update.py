"""A project stays within its region and its report, whoever asks."""

import pytest

from accounts.choices import PostKind
from accounts.errors import InvalidInput
from projects.services import projects as services
from tests import factories as make
from tests.personas import District


@pytest.mark.parametrize("field", ["responsible_leader", "contact"])
def test_a_post_of_another_region_is_refused(district: District, field: str) -> None:
    post = make.make_post(district.department_elsewhere, "联络员", kind=PostKind.CONTACT)
    with pytest.raises(InvalidInput) as refused:
        services.update(project_id=district.led.pk, by=district.people.supervisor, version=None, changes={field: post})
    assert refused.value.attr == field


def test_a_section_of_another_report_is_refused(district: District) -> None:
    section = make.make_part(district.report_elsewhere, "2", "别处的部分")
    with pytest.raises(InvalidInput) as refused:
        services.update(
            project_id=district.led.pk, by=district.people.supervisor, version=None, changes={"section": section}
        )
    assert refused.value.attr == "section"
