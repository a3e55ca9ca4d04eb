"""What a trial is kept as: plain objects of numbers and ids, with nothing in them that points at a few people."""

from collections.abc import Iterable, Mapping, Set
from datetime import date
from typing import Any, Final
from uuid import UUID

from settlement.core.trial.pots import Pots
from settlement.core.trial.tally import Changed, Sums, Tally

FEW: Final = 5  # of fewer people no table of categories or ages tells anything: who knows one of them would know all
MOST_DRY: Final = 300  # canteen-months that are named, the first ones first


def told(tally: Tally, pots: Pots, *, from_on: date, until_on: date) -> dict[str, Any]:
    """Return the result of a trial as JSON keeps it: sums in fen, days as text, people by the id of their record."""
    tally.fold()
    turned = list(tally.turned())
    dry = pots.dry()
    return {
        "from_on": from_on.isoformat(),
        "until_on": until_on.isoformat(),
        "people": len(tally.people),
        "stood": tally.stood,
        "less": sum(more_fen < 0 for more_fen in turned),
        "more": sum(more_fen > 0 for more_fen in turned),
        "whole": _sums(tally.whole),
        "canteens": {_id(canteen): _sums(sums) for canteen, sums in tally.canteens.items()},
        "categories": masked({code: (tally.people_in(code), sums) for code, sums in tally.categories.items()}),
        "ages": masked({str(band): (tally.people_of(band), sums) for band, sums in tally.ages.items()}),
        "steps": {str(step): meals for step, meals in sorted(tally.steps.items())},
        "gain": _people(tally.gaining()),
        "lose": _people(tally.losing()),
        "funds": {
            fund: {"given_fen": pot.given_fen, "asked_fen": pot.asked_fen, "dry_on": _day(pot.dry_on)}
            for fund, pot in sorted(pots.funds.items())
            if pot.asked_fen
        },
        "allotted": _allotted(pots),
        "dry": [
            {
                "fund": fund,
                "canteen": _id(canteen),
                "month": month.isoformat(),
                "given_fen": pot.given_fen,
                "asked_fen": pot.asked_fen,
                "dry_on": _day(pot.dry_on),
            }
            for fund, canteen, month, pot in dry[:MOST_DRY]
        ],
        "dry_count": len(dry),
    }


def _sums(sums: Sums) -> dict[str, Any]:
    return {"meals": sums.meals, "old": sums.old, "new": sums.new}


def masked(groups: Mapping[str, tuple[Set[str], Sums]]) -> dict[str, dict[str, Any]]:
    """Sums of groups of people; of small ones nothing but that they are small.

    What the others leave of the whole would tell them still: the next smallest go with them, until those that are not
    told are two groups at least and of enough people together, each counted once though she may be in several. Of too
    few people altogether not even the groups are told.
    """
    if _together(groups, groups) < FEW:
        return {}
    by_size = sorted(groups, key=lambda name: (len(groups[name][0]), name))
    few = [name for name in by_size if len(groups[name][0]) < FEW]
    while few and len(few) < len(by_size) and (len(few) < 2 or _together(groups, few) < FEW):
        few.append(by_size[len(few)])
    return {
        name: {"few": True} if name in few else {"people": len(people), **_sums(sums)}
        for name, (people, sums) in sorted(groups.items())
    }


def _together(groups: Mapping[str, tuple[Set[str], Sums]], names: Iterable[str]) -> int:
    return len(set().union(*(groups[name][0] for name in names)))


def _people(found: Iterable[Changed]) -> list[dict[str, Any]]:
    return [
        {"elder": _id(who.elder), "meals": who.meals, "old_fen": who.old_fen, "new_fen": who.new_fen} for who in found
    ]


def _allotted(pots: Pots) -> dict[str, dict[str, int]]:
    """Of each fund, what the canteen-months that ask for it were allotted, and how much they ask beyond that."""
    found: dict[str, dict[str, int]] = {}
    for place in pots.places.values():
        for fund, pot in place.pots.items():
            sums = found.setdefault(fund, {"given_fen": 0, "short_fen": 0})
            sums["given_fen"] += pot.given_fen
            sums["short_fen"] += max(pot.asked_fen - pot.given_fen, 0)
    return found


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _id(text: str) -> str:
    """An id as it is written everywhere, however the database does."""
    return str(UUID(text))
