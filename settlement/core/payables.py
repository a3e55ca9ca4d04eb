"""What a month comes to when it is closed: each contributor's part of a joint fund, and what every fund owes (D10)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from canteen.core.money import apportion
from canteen.core.month import Month
from settlement.core import chart
from settlement.core.journal import Contributor, Transfer


@dataclass(frozen=True, slots=True)
class Joint:
    """A joint fund in one canteen-month, and what its contributors took over there before, in their stated order.

    Something was taken over before only where two organisations ran the canteen in one month.
    """

    key: str
    contributors: tuple[Contributor, ...]
    before: tuple[int, ...]

    def parts(self, net_fen: int) -> dict[str, int]:
        """Share out the net draw of these books by contributor.

        The whole canteen-month is apportioned, and what was taken over before is left out: however many books it has,
        the contributors' parts are those of one apportionment by largest remainder.
        """
        whole = apportion(sum(self.before) + net_fen, [contributor.weight for contributor in self.contributors])
        return {
            contributor.fund_key: part - before
            for contributor, part, before in zip(self.contributors, whole, self.before, strict=True)
        }


def payables(claimed: Iterable[tuple[str, int]], apportioned: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """What each fund owes on a statement, by key; a joint fund owes nothing, its contributors do; zeros are left out.

    Below zero adjustments outweigh the month: the organisation gives back.
    """
    owed: dict[str, int] = {}
    for key, fen in claimed:
        for fund, part in apportioned.get(key, {key: fen}).items():
            owed[fund] = owed.get(fund, 0) + part
    return {fund: owed[fund] for fund in sorted(owed) if owed[fund]}


def borne_for(claimed: Iterable[str], joint: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
    """Return by fund whose claims it pays: its own, and those of the joint funds it contributes to, by weight.

    `joint` holds the contributors of each joint fund, by key.
    """
    found: dict[str, tuple[str, ...]] = {}
    for key in claimed:
        for fund in joint.get(key, (key,)):
            found[fund] = (*found.get(fund, ()), key)
    return found


def taken_over(
    joint_key: str, parts: Mapping[str, int], canteen_id: UUID, month: Month, came_back_fen: int
) -> tuple[Transfer, ...]:
    """Book what contributors take over of a joint fund, from their reserves of the month.

    `came_back_fen` is what late voids credited to the joint fund: its net draw is less by that, so it goes where the
    draws came from, and a joint fund ends every month with nothing.
    """
    origin = chart.source(joint_key)
    transfers = []
    for fund_key, part in parts.items():
        reserve = chart.reserved(fund_key, canteen_id, month)
        transfers += [Transfer(reserve, origin, part)] if part > 0 else []
        transfers += [Transfer(origin, reserve, -part)] if part < 0 else []
    if came_back_fen:
        transfers.append(Transfer(chart.returned(joint_key), origin, came_back_fen))
    return tuple(transfers)
