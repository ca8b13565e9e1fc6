"""A district with the departments and leaders that the lists name; uploads land in a folder of their own."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import translation

from accounts.choices import DepartmentKind, PostKind, Role
from accounts.models import Department, Post
from tests import factories as make
from tests.breakdown.sheets import Preview, Reads, upload, workbook
from tests.personas import District

NAMES = {
    "zjj": ("区住建局", DepartmentKind.DEPARTMENT),
    "cgj": ("区城管局", DepartmentKind.DEPARTMENT),
    "wglj": ("区文广旅局", DepartmentKind.DEPARTMENT),
    "sxz": ("水西镇", DepartmentKind.TOWN),
    "ssz": ("沙石镇", DepartmentKind.TOWN),
    "jfjd": ("解放街道", DepartmentKind.SUBDISTRICT),
}


@pytest.fixture(autouse=True)
def evidence_folder(settings: LazySettings, tmp_path: Path) -> None:
    storages = {**settings.STORAGES}
    storages["evidence"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = storages


@pytest.fixture
def departments(district: District) -> dict[str, Department]:
    """By code; a leader's post 常务副区长 is held by 刘明."""
    leader = make.make_user("liuming", Role.LEADER, region=district.region, name="刘明")
    Post.objects.create(region=district.region, kind=PostKind.DISTRICT_LEADER, title="常务副区长", holder=leader)
    return {
        code: make.make_department(district.region, code, name, kind=kind, position=number)
        for number, (code, (name, kind)) in enumerate(NAMES.items(), 10)
    }


@pytest.fixture
def reads(district: District, departments: dict[str, Department]) -> Reads:
    """``reads(rows, change)`` uploads a list and shows its preview, in Chinese."""

    def read(rows: object, change: object = None) -> Preview:
        content = rows if isinstance(rows, bytes) else workbook(rows, change)  # type: ignore[arg-type]
        with translation.override("zh-hans"):
            return Preview(district, upload(district, content))

    return read
