"""Which region a cell of a list means: by name, by name and town, by address, by who governs it."""

from uuid import UUID

import pytest

from canteen.core.intake.cells import Unreadable
from canteen.core.intake.forms import Reading
from tests.canteen.core.intake.regions import (
    DISTRICT,
    DONGMING,
    DONGMING_TOO,
    HUALIN,
    HUAYUAN,
    LIANSHI,
    SHUANGLIN,
    district,
)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return district()


OFFICES = (
    "人民政府", "人民政府（本级）", "人民政府(本级)", "人民政府/（本级）", "人民政府／【本级】", "政府〔机关〕",
    "（本级）", "/本级", "民政办", "人民政府民政办公室", "社会事务办公室（本级）", "公共服务中心", "街道办事处",
    "财政所", "人民政府 · 直属", "党工委",
)  # fmt: skip
# What stands behind a town's name and is no office of it, in brackets or not, and what of it was not read.
HALF_READ = {
    "（北都村）": "北都村",
    "人民政府（北都村）": "人民政府北都村",
    "人民政府/北都": "人民政府北都",
    "/北都社区（本级）": "北都社区本级",
    "（本级）北都": "本级北都",
    "居民委员会": "居民委员会",
    "北都村民委员会": "北都村民委员会",
    "中心": "中心",
    "服务站": "服务站",
    "人民政府驻地": "人民政府驻地",
}


@pytest.mark.parametrize(
    ("text", "within", "region"),
    [
        ("花林村", None, HUALIN),
        ("花林", None, HUALIN),
        ("花林村委会", None, HUALIN),
        ("南浔区练市镇花林村3组12号", None, HUALIN),
        ("南浔区双林镇人民路8号", None, SHUANGLIN),
        ("浙江省南浔区双林镇", None, SHUANGLIN),
        ("练市镇东明村", None, DONGMING),
        ("东明村", SHUANGLIN, DONGMING_TOO),
        ("双林东明", None, DONGMING_TOO),
        ("练市", None, LIANSHI),
        ("花园 社区", None, HUAYUAN),
        # By the full name of whoever governs it, as offices write one another.
        *((f"双林镇{office}", None, SHUANGLIN) for office in OFFICES),
        ("双林/镇政府", None, SHUANGLIN),
        ("南浔区/双林镇/人民政府(本级)", None, SHUANGLIN),
        ("中共双林镇委员会", None, SHUANGLIN),
        ("双林镇人民政府（东明村）", None, DONGMING_TOO),
        ("练市镇人民政府/花林村村民委员会（本级）", None, HUALIN),
        ("南浔区民政局", None, DISTRICT),
        ("双林镇人民政府（人民路8号）", None, SHUANGLIN),
    ],
)
def test_a_place_is_found_by_what_lists_call_it(reading: Reading, text: str, within: UUID | None, region: UUID) -> None:
    assert reading.places.find(text, within) == region
    assert reading.places.find(text, within) == region  # and remembered


@pytest.mark.parametrize(
    ("text", "within", "code", "values"),
    [
        ("东明村", None, "region-ambiguous", {"text": "东明村", "among": "南浔区双林镇东明村、南浔区练市镇东明村"}),
        ("花木村", DISTRICT, "region-unknown-but", {"text": "花木村", "likely": "花林村"}),
        ("火星", None, "region-unknown", {"text": "火星"}),
        ("双林镇北都村", None, "region-rest-unknown", {"name": "双林镇", "rest": "北都村"}),
        ("双林镇北都", SHUANGLIN, "region-rest-unknown", {"name": "双林镇", "rest": "北都"}),
        ("浙江省湖州市双林北都村3组12号", None, "region-rest-unknown", {"name": "双林镇", "rest": "北都村3组12号"}),
        ("南浔区菱湖镇人民路1号", None, "region-rest-unknown", {"name": "南浔区", "rest": "菱湖镇人民路1号"}),
        *(
            (f"双林镇{rest}", None, "region-rest-unknown", {"name": "双林镇", "rest": bare})
            for rest, bare in HALF_READ.items()
        ),
        ("花林村", SHUANGLIN, "region-elsewhere", {"text": "花林村", "among": "南浔区练市镇花林村"}),
    ],
)
def test_what_is_unknown_or_ambiguous_is_said(
    reading: Reading, text: str, within: UUID | None, code: str, values: dict[str, str]
) -> None:
    for _ in range(2):
        with pytest.raises(Unreadable) as caught:
            reading.places.find(text, within)
        assert (caught.value.code, caught.value.values) == (code, values)
