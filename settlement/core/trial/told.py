"""What a trial is kept as: plain objects of numbers and ids, with nothing in them that points at a few people."""

from collections.abc import Iterable, Mapping, Set
from datetime import date
from typing import Any, Final
from uuid import UUID

from settlement.core.trial.pots import Pots
from settlement.core.trial.tally import Changed, Sums, Tally

FEW: Final = 5  # of fewer people nothing is told: who knows one of them would know all
LEAST_DAYS: Final = 7  # a trial of fewer tells no categories and no ages: one day more would tell of one day alone
MOST_DRY: Final = 300  # canteen-months that are named, the first ones first
_Groups = Mapping[str, tuple[Set[str], ...]]


def told(tally: Tally, pots: Pots, *, from_on: date, until_on: date) -> dict[str, Any]:
    """Return the result of a trial as JSON keeps it: sums in fen, days as text, people by the id of their record.

    No figure speaks of fewer people than FEW whose money the draft changes: it is left out (None, "few"), and so are
    others beside it from which it could be had. Where it changes so few in all, "few" stands in place of every figure.
    """
    tally.fold()
    if 0 < len(tally.changed) < FEW:
        return _untold_at_all(tally, from_on=from_on, until_on=until_on)
    turned = tally.turned()
    hidden = untold({name: (people,) for name, people in turned.items()}) if tally.changed else set()
    steps = untold({str(step): (tally.at_step(step),) for step in tally.steps}) if tally.changed else set()
    dry = pots.dry()
    has_groups = (until_on - from_on).days >= LEAST_DAYS
    return {
        **_about(tally, from_on=from_on, until_on=until_on),
        **{name: None if name in hidden else len(people) for name, people in turned.items()},
        "whole": _sums(tally.whole),
        "canteens": _canteens(tally),
        "categories": _categories(tally) if has_groups else {},
        "ages": _ages(tally) if has_groups else {},
        "short": not has_groups,
        "steps": {str(step): meals for step, meals in sorted(tally.steps.items()) if str(step) not in steps},
        "steps_untold": sum(meals for step, meals in tally.steps.items() if str(step) in steps),
        "gain": _people(tally.gaining()) if "less" not in hidden else [],
        "lose": _people(tally.losing()) if "more" not in hidden else [],
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


def untold(groups: _Groups) -> set[str]:
    """Which groups of people are not told, each given as the sets of people its figures speak of; an empty one of none.

    Small ones are not, and what the others leave of the whole would tell them still: the next smallest go with them,
    until those that are not told are two groups at least and of enough people together, each counted once though she
    may be in several.
    """
    by_size = sorted(
        (name for name, sets in groups.items() if any(sets)), key=lambda name: (len(groups[name][0]), name)
    )
    few = [name for name in by_size if _is_few(groups[name])]
    rest = [name for name in by_size if name not in few]
    while few and rest and (len(few) < 2 or _is_few(_together(groups, few))):
        few.append(rest.pop(0))
    return set(few)


def masked(groups: _Groups, sums: Mapping[str, Sums]) -> dict[str, dict[str, Any]]:
    """Sums of groups of people, first of their sets; of those that are not told nothing but that they are not.

    Of too few people altogether not even the groups are told.
    """
    if groups and _is_few(_together(groups, groups)):
        return {}
    few = untold(groups)
    return {
        name: {"few": True} if name in few else {"people": len(sets[0]), **_sums(sums[name])}
        for name, sets in sorted(groups.items())
    }


def _is_few(sets: Iterable[Set[str]]) -> bool:
    return any(0 < len(people) < FEW for people in sets)


def _together(groups: _Groups, names: Iterable[str]) -> tuple[Set[str], ...]:
    """All people of some groups, set by set."""
    chosen = (groups[name] for name in names)
    return tuple(set().union(*sets) for sets in zip(*chosen, strict=True))


def _about(tally: Tally, *, from_on: date, until_on: date) -> dict[str, Any]:
    return {
        "from_on": from_on.isoformat(),
        "until_on": until_on.isoformat(),
        "people": len(tally.people),
        "stood": tally.stood,
    }


def _untold_at_all(tally: Tally, *, from_on: date, until_on: date) -> dict[str, Any]:
    """How many meals there were, and nothing of what the draft changes: beside the ledger any sum would tell it."""
    return {
        **_about(tally, from_on=from_on, until_on=until_on),
        "few": True,
        "whole": {"meals": tally.whole.meals, "old": {}, "new": {}},
        **dict.fromkeys(("less", "more", "same")),
        **{name: {} for name in ("canteens", "categories", "ages", "steps", "funds", "allotted")},
        **{name: [] for name in ("gain", "lose", "dry")},
        **dict.fromkeys(("steps_untold", "dry_count"), 0),
    }


def _sums(sums: Sums) -> dict[str, Any]:
    return {"meals": sums.meals, "old": sums.old, "new": sums.new}


def _canteens(tally: Tally) -> dict[str, dict[str, Any]]:
    """How many people eat somewhere is no secret; what changes for a few of them is."""
    few = untold({canteen: (tally.changed_at(canteen),) for canteen in tally.canteens})
    return {_id(each): {"few": True} if each in few else _sums(sums) for each, sums in tally.canteens.items()}


def _categories(tally: Tally) -> dict[str, dict[str, Any]]:
    people = {code: tally.people_in(code) for code in tally.categories}
    return masked({code: (who, who & tally.changed) for code, who in people.items()}, tally.categories)


def _ages(tally: Tally) -> dict[str, dict[str, Any]]:
    people = {str(band): tally.people_of(band) for band in tally.ages}
    sums = {str(band): each for band, each in tally.ages.items()}
    return masked({band: (who, who & tally.changed) for band, who in people.items()}, sums)


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
