"""The split: what happens when an allotment does not hold enough."""

import pytest

from settlement.core.case import Case
from settlement.core.shares import Reason, Share, Skipped
from settlement.core.split import split
from tests.settlement.core.documents import Json, case, fund, layer, policy

FIVE = {"fixed": "5.00"}
BAND = {"lines": ["set"], "at_least": "3.00", "at_most": "5.00", "beyond": "canteen"}


def paid(*layers: Json, of: Case, **more: object) -> dict[str, int]:
    return split(policy(*layers, **more), of).paid_by()


@pytest.mark.parametrize(
    ("then", "part", "town", "paid_by", "elder_because"),
    [
        ("next", True, 200, {"fund:town": 200, "fund:charity": 400, "elder": 400}, "remainder"),
        ("next", False, 200, {"fund:charity": 600, "elder": 400}, "remainder"),
        ("next", False, 500, {"fund:town": 500, "fund:charity": 100, "elder": 400}, "remainder"),
        ("canteen", True, 200, {"fund:town": 200, "canteen": 300, "fund:charity": 100, "elder": 400}, "remainder"),
        ("canteen", False, 499, {"canteen": 500, "fund:charity": 100, "elder": 400}, "remainder"),
        ("hold", True, 200, {"fund:town": 200, "suspense": 300, "fund:charity": 100, "elder": 400}, "remainder"),
        ("hold", True, 0, {"suspense": 500, "fund:charity": 100, "elder": 400}, "remainder"),
        ("elder", True, 200, {"fund:town": 200, "fund:charity": 100, "elder": 700}, "remainder"),
        ("elder", False, 0, {"fund:charity": 100, "elder": 900}, "remainder"),
    ],
)
def test_an_empty_allotment(then: str, part: bool, town: int, paid_by: dict[str, int], elder_because: str) -> None:
    layers = [layer("a", FIVE, **fund("town", then, part)), layer("b", {"fixed": "1.00"}, **fund("charity"))]
    answer = split(policy(*layers), case(1000, left={"town": town, "charity": 10_000}))
    assert answer.paid_by() == paid_by
    assert answer.shares[-1].reason.code == elder_because
    assert answer.suspense_fen == paid_by.get("suspense", 0)
    assert answer.draws == {key[5:]: fen for key, fen in paid_by.items() if key.startswith("fund:")}


def test_reasons_when_a_fund_runs_empty() -> None:
    layers = [layer("a", FIVE, **fund("town", "next")), layer("b", {"fixed": "1.00"}, **fund("charity", "canteen"))]
    answer = split(policy(*layers), case(1000, left={"town": 200, "charity": 250}))
    assert answer.shares == (
        Share("fund:town", "a", 0, 200, Reason("fixed", "a", None, (("fixed_fen", 500), ("allotment_fen", 200)))),
        Share("fund:charity", "b", 0, 100, Reason("fixed", "b", None, (("fixed_fen", 100),))),
        Share("fund:charity", "b", 0, 150, Reason("stand-in", "a", None, (("short_fen", 300), ("allotment_fen", 150)))),
        Share("canteen", "b", 0, 150, Reason("stand-in", "a", None, (("short_fen", 150),))),
        Share("elder", "elder", 0, 400, Reason("remainder", "elder")),
    )


def test_the_next_layer_stands_in_on_top_of_its_own_formula() -> None:
    """Its own part is counted as if the layer before had paid: 10 − 5 leaves 5, of which it takes 2, then 5 more."""
    layers = [layer("a", FIVE, **fund("town", "next")), layer("b", {"down_to": "3.00"}, **fund("charity"))]
    assert paid(*layers, of=case(1000, left={"charity": 10_000})) == {"fund:charity": 700, "elder": 300}


def test_only_a_layer_that_applies_stands_in() -> None:
    layers = [
        layer("a", FIVE, **fund("town", "next")),
        layer("b", FIVE, when={"age": {"from": 90}}),
        layer("c", tiers=[{"when": {"age": {"from": 90}}, "formula": FIVE}], tiers_pick="first"),
        layer("d", {"fixed": "1.00"}, **fund("charity", "next")),
        layer("e", {"fixed": "0"}),
    ]
    of = case(1000, left={"charity": 300})
    assert paid(*layers, of=of) == {"fund:charity": 300, "canteen": 300, "elder": 400}


def test_where_no_layer_stands_in_the_elder_does_within_her_band() -> None:
    layers = [layer("a", FIVE, **fund("town", "next")), layer("b", FIVE, when={"age": {"from": 90}})]
    alone = split(policy(*layers), case(800))
    assert alone.shares == (
        Share("elder", "a", 0, 500, Reason("no-next", "a", None, (("short_fen", 500),))),
        Share("elder", "elder", 0, 300, Reason("remainder", "elder")),
    )
    banded = split(policy(*layers, elder=[BAND]), case(800))
    assert banded.paid_by() == {"canteen": 300, "elder": 500}
    assert [share.reason.code for share in banded.shares] == ["beyond", "no-next", "at-most"]


def test_what_falls_to_the_elder_counts_towards_her_least() -> None:
    band = {"lines": ["set"], "at_least": "3.00"}
    layers = [layer("a", FIVE, **fund("town", "elder")), layer("b", {"down_to": "0"})]
    assert paid(*layers, of=case(1000), elder=[band]) == {"canteen": 500, "elder": 500}
    cheap = [layer("a", {"fixed": "2.00"}, **fund("town", "elder")), layer("b", {"down_to": "0"})]
    assert paid(*cheap, of=case(1000), elder=[band]) == {"canteen": 700, "elder": 300}


def test_one_fund_may_pay_in_several_layers() -> None:
    layers = [layer("a", {"fixed": "3.00"}, **fund("town", "elder")), layer("b", {"fixed": "3.00"}, **fund("town"))]
    answer = split(policy(*layers), case(1000, left={"town": 400}))
    assert answer.paid_by() == {"fund:town": 400, "suspense": 200, "elder": 400}
    assert answer.draws == {"town": 400}


def test_what_several_funds_do_not_hold_goes_on_together() -> None:
    layers = [
        layer("a", {"fixed": "3.00"}, **fund("town", "next")),
        layer("b", {"fixed": "2.00"}, **fund("district", "next")),
        layer("c", {"fixed": "1.00"}, **fund("charity", "hold")),
    ]
    answer = split(policy(*layers), case(1000, left={"charity": 500}))
    assert [(share.payer, share.fen, share.reason.code, share.reason.layer) for share in answer.shares] == [
        ("fund:charity", 100, "fixed", "c"),
        ("fund:charity", 200, "stand-in", "b"),
        ("fund:charity", 200, "stand-in", "a"),
        ("suspense", 100, "held", "a"),
        ("elder", 400, "remainder", "elder"),
    ]


def test_a_held_share_uses_the_limit() -> None:
    answer = split(policy(layer("a", FIVE, **fund("town", "hold"))), case(1000))
    assert (answer.suspense_fen, [claim.limit for claim in answer.claims]) == (500, ["sitting"])


def test_a_layer_is_skipped_for_its_own_part_and_never_for_what_it_cannot_stand_in_for() -> None:
    """The charity holds its own yuan and nothing more: it took part, though of the town's five it pays none."""
    layers = [layer("a", FIVE, **fund("town", "next")), layer("b", {"fixed": "1.00"}, **fund("charity"))]
    answer = split(policy(*layers), case(1000, left={"charity": 100}))
    assert answer.paid_by() == {"fund:charity": 100, "suspense": 500, "elder": 400}
    short = Reason("fixed", "a", None, (("fixed_fen", 500), ("allotment_fen", 0)))
    assert answer.skipped == (Skipped("a", short),)


@pytest.mark.parametrize("promised", [None, 300])
def test_what_an_empty_fund_does_not_bear_of_her_share_skips_no_layer(promised: int | None) -> None:
    band = {"lines": ["set"], "at_most": "5.00", "beyond": {"fund": "town"}, "empty": {"then": "canteen", "part": True}}
    gap = {"promise_gap": {"payer": {"fund": "town"}, "empty": {"then": "hold", "part": True}}}
    answer = split(policy(elder=[band], **gap), case(1000, promised_fen=promised))
    held = {} if promised is None else {"suspense": 200}
    assert answer.paid_by() == {"canteen": 500, **held, "elder": 500 - sum(held.values())}
    assert answer.skipped == ()
