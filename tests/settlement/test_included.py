"""What a policy includes of wider governments, and which fund is a visitor's home, as they stand on a day (D9)."""

import copy
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from canteen.models import Region, RegionParent
from canteen.models.ids import new_id
from settlement.core.case import Fact
from settlement.core.policy import PolicyInvalid
from settlement.models import Fund, Policy
from settlement.operations.policies import draft_policy
from settlement.queries.homes import funds_at_home, home_keys
from settlement.queries.included import included, lapsed
from settlement.queries.policy_doubts import doubts_in
from tests.settlement.acting import maker
from tests.town import DAY, DOCUMENT, SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
NEXT_YEAR = date(2027, 1, 1)


def published(town: Town, region: Region, version: int, from_on: date, until_on: date | None, *refs: str) -> None:
    """An approved version of a region that includes others."""
    document: dict[str, Any] = copy.deepcopy(DOCUMENT)
    document["title"]["zh"] = f"第{version}版"
    document["layers"] += [{"include": {"policy": ref}} for ref in refs]
    Policy.objects.create(
        region=region,
        scope=region.number,
        version=version,
        document=document,
        digest="0" * 64,
        from_on=from_on,
        until_on=until_on,
        state="approved",
        made_by=town.clerk,
        made_at=at(6),
        approved_by=town.second,
        approved_at=at(7),
    )


@pytest.fixture
def town() -> Town:
    """The district published two versions one after the other; the second includes the first."""
    made = small_town()
    published(made, made.district, 1, SINCE, MAY)
    published(made, made.district, 2, MAY, None, f"{made.district.key}/1")
    return made


def including(*references: str) -> dict[str, Any]:
    return {"layers": [{"include": {"policy": each}} for each in references]}


def test_documents_are_found_by_reference_and_theirs_in_turn(town: Town) -> None:
    key = town.district.key
    found = included(document=including(f"{key}/2"))
    assert {ref: each["title"]["zh"] for ref, each in found.items() if isinstance(each, dict)} == {
        f"{key}/1": "第1版",
        f"{key}/2": "第2版",
    }
    draft = Policy.objects.get(region=town.district, version=2)
    draft.pk, draft.version, draft.state, draft.approved_by, draft.approved_at = new_id(), 3, "draft", None, None
    draft.save(force_insert=True)
    assert included(document=including(f"{key}/3", "nowhere/1")) == {}


@pytest.mark.parametrize(
    "broken", [None, [], {}, {"layers": 1}, {"layers": [1, {"include": 1}, {"include": {"policy": 1}}]}]
)
def test_a_document_that_is_none_includes_nothing(broken: object) -> None:
    assert included(document=broken) == {}


def test_a_version_that_is_not_in_force_on_the_day_has_lapsed(town: Town) -> None:
    one, two, none = (f"{town.district.key}/{number}" for number in (1, 2, 3))
    assert lapsed(references=[one, two, none, "nowhere/1", f"{town.district.key}/²", "x"], on=DAY) == {
        one, none, "nowhere/1", f"{town.district.key}/²", "x",
    }  # fmt: skip
    assert lapsed(references=[one, two], on=MAY - timedelta(days=1)) == {two}
    assert lapsed(references=[], on=DAY) == frozenset()


def test_homes_are_funds_with_a_role_of_her_regions_and_the_canteens(town: Town) -> None:
    for fund, role in (("town", "meals"), ("district", "meals"), ("charity", "gifts")):
        Fund.objects.filter(key=fund).update(role=role)
    here, wide = town.region.key, town.district.key
    every = {(here, "meals"): "town", (wide, "meals"): "district", (here, "gifts"): "charity"}
    assert funds_at_home() == every
    assert funds_at_home(region_keys={wide}) == {(wide, "meals"): "district"}
    facts = [Fact("registration", "any", None, (("town", "a"), ("district", "b"))), Fact("category", "dibao")]
    assert home_keys(facts=facts, eating=(("town", "c"),)) == {"a", "b", "c"}


def test_a_town_includes_its_district_and_never_its_neighbour_or_itself(town: Town) -> None:
    neighbour = Region.objects.create(number=77, key="neighbour", name="邻镇", level="town")
    RegionParent.objects.create(region=neighbour, parent=town.district, from_on=SINCE)
    published(town, neighbour, 1, SINCE, None)

    def drafted(reference: str) -> UUID:
        document = copy.deepcopy(DOCUMENT) | including(reference)
        return draft_policy(
            actor=maker(town), region_id=town.region.id, document=document, from_on=NEXT_YEAR, now=at(8)
        )

    assert Policy.objects.get(id=drafted(f"{town.district.key}/1")).state == "draft"
    for reference in ("neighbour/1", f"{town.region.key}/1", "nowhere/1"):
        with pytest.raises(PolicyInvalid) as caught:
            drafted(reference)
        assert [mistake.code for mistake in caught.value.mistakes] == ["no-such-document"], reference


def test_a_name_that_nobody_here_has_is_doubted(town: Town) -> None:
    document = copy.deepcopy(DOCUMENT) | {"regions": {"atlantis": "亚特兰蒂斯", town.region.key: "测试镇"}}
    document["layers"] = [*document["layers"], layer_of("no-such-fund")]
    found = doubts_in(document=document, region_id=town.region.id, from_on=NEXT_YEAR, until_on=None)
    assert [(doubt.path, doubt.code) for doubt in found if doubt.code.startswith("no-")] == [
        ("layers", "no-fund"),
        ("regions.atlantis", "no-region"),
    ]


def layer_of(fund: str) -> dict[str, Any]:
    empty = {"then": "hold", "part": True}
    title = {"zh": "某层", "en": "some"}
    formula = {"fixed": "0.10"}
    payer = {"fund": fund}
    return {"id": "some", "title": title, "payer": payer, "lines": ["set"], "empty": empty, "formula": formula}
