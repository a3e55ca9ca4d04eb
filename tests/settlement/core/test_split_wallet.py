"""The split: what a limit that only a product names says of subsidies, and how often a coupon pays."""

from typing import Any

import pytest

from settlement.core.case import Holding
from settlement.core.policy import Policy
from settlement.core.shares import ClaimUse, Tender
from settlement.core.split import split
from tests.settlement.core.documents import case, layer, policy
from tests.settlement.core.pieces import category, voucher

DAY = {"id": "day", "per": "day", "count": 1}
COUPON = {"id": "coupon", "per": "ever", "count": 1}
BAND = {"lines": ["set"], "at_most": "6.00", "beyond": "canteen"}
SUBSIDY = layer("town", {"fixed": "3.00"})
TODAY = ClaimUse("day", "2026-11-21", 1)
FIRST = ClaimUse("coupon", "ever", 1)
DAY_USED = {("day", "2026-11-21"): {1: 0}}
COUPON_USED = {("coupon", "ever"): {1: 0}}
HELD = {"voucher": Holding(uses=3)}


def sold(*, coupon: Any = None, **more: Any) -> Policy:
    """Three yuan once a day, at most six for her, and a coupon of two yuan that may be used once."""
    said = {"elder": [BAND], "limits": [DAY, coupon or COUPON], "products": [voucher(limits=["coupon"])], **more}
    return policy(SUBSIDY, **said)


def test_a_limit_of_a_product_alone_binds_neither_layers_nor_the_elders_band() -> None:
    asked = sold()
    assert (asked.layers[0].limits, asked.bands[0].limits, asked.products[0].limits) == (
        ("day",),
        ("day",),
        ("coupon",),
    )
    unsold = sold(products=[])  # without the product nothing sets it apart
    assert (unsold.layers[0].limits, unsold.bands[0].limits) == (("day", "coupon"), ("day", "coupon"))


@pytest.mark.parametrize(
    ("used", "paid_by", "claims"),
    [
        # of twelve yuan three are subsidised, three above her six the canteen's, and two the coupon's
        ({}, {"canteen": 800, "elder": 400}, (TODAY, FIRST)),
        (COUPON_USED, {"canteen": 600, "elder": 600}, (TODAY,)),
        (DAY_USED, {"canteen": 200, "elder": 1000}, (FIRST,)),
        (DAY_USED | COUPON_USED, {"elder": 1200}, ()),
    ],
)
def test_a_coupon_and_a_subsidy_are_each_used_up_for_themselves(
    used: Any, paid_by: dict[str, int], claims: tuple[ClaimUse, ...]
) -> None:
    answer = split(sold(), case(1200, used=used, wallet=HELD))
    assert (answer.paid_by(), answer.claims) == (paid_by, claims)
    assert len(answer.tenders) == (FIRST in claims)


def test_a_layer_that_names_a_products_limit_counts_against_it() -> None:
    named = policy({**SUBSIDY, "limits": ["coupon"]}, limits=[DAY, COUPON], products=[voucher(limits=["coupon"])])
    assert split(named, case(1200)).claims == (FIRST,)
    assert split(named, case(1200, used=COUPON_USED)).elder_fen == 1200


def test_a_coupon_whose_limit_does_not_bind_her_pays_each_time_and_claims_nothing() -> None:
    free = sold(coupon={**COUPON, "when": {"not": category("dibao")}})
    poor = case(1200, used=COUPON_USED, wallet=HELD, categories=("dibao",))
    answer = split(free, poor)
    assert (answer.paid_by(), answer.claims) == ({"canteen": 800, "elder": 400}, (TODAY,))


def test_a_pass_leaves_nothing_to_pay_and_counts_though_nobody_bears_it() -> None:
    title, once = {"zh": "月卡", "en": "Pass"}, {"limits": ["coupon"]}
    card = {"id": "voucher", "title": title, "kind": "pass", "lines": ["set"], "pay": "300.00", **once}
    first, second = (split(sold(products=[card]), case(1200, used=used, wallet=HELD)) for used in ({}, COUPON_USED))
    assert (first.paid_by(), first.tenders, first.claims) == (
        {"canteen": 600, "elder": 600},
        (Tender("voucher", 600, 0, (0,)),),
        (TODAY, FIRST),
    )
    assert (second.tenders, second.claims) == ((), (TODAY,))


def test_a_product_pays_only_for_whom_it_is() -> None:
    asked = sold(products=[voucher(limits=["coupon"], when=category("dibao"))])
    poor, other = (split(asked, case(1200, wallet=HELD, categories=names)) for names in (("dibao",), ("tekun",)))
    assert (poor.elder_fen, len(poor.tenders), poor.claims) == (400, 1, (TODAY, FIRST))
    assert (other.elder_fen, len(other.tenders), other.claims) == (600, 0, (TODAY,))
