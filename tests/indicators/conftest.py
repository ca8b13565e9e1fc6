"""An indicator that adds up over the year."""

import pytest

from indicators.models import Indicator
from tests import factories as make
from tests.indicators.acting import PERSONS
from tests.personas import District


@pytest.fixture
def persons(district: District) -> Indicator:
    """Eight thousand new jobs, led by the commission."""
    return make.make_indicator(district.part, "I066", lead=district.fgw, name="新增城镇就业", **PERSONS)
