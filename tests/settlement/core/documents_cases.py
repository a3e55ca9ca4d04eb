"""Cases at random: an eater, her places, a meal, and what was used, is left and was promised."""

from datetime import date, timedelta
from random import Random
from typing import Any

from settlement.core.case import Case, Fact, Holding, Line, period_of
from tests.settlement.core.documents_words import (
    CANTEENS,
    CATEGORIES,
    DIETS,
    FUNDS,
    HOME_FUNDS,
    KINDS,
    LEVELS_OF_CATEGORY,
    LIMITS,
    MODES,
    PACKAGES,
    PLACES,
    REFS,
    REGIONS,
    SITTINGS,
    rarely,
)

DAY = date(2026, 11, 21)
PRODUCTS = ("product-0", "product-1")


def random_facts(rng: Random) -> tuple[Fact, ...]:
    """What is on record of a person; at most one registration, residence and permit."""
    found = [
        Fact(
            rng.choice(("category", "category", "state")),
            rng.choice(CATEGORIES),
            rng.choice((None, *LEVELS_OF_CATEGORY)),
        )
        for _ in range(rng.randint(0, 3))
    ]
    found += [
        Fact(kind, "某地", None, rng.choice(PLACES)) for kind in ("registration", "residence") if rng.random() < 0.7
    ]
    found += [Fact("permit", "某地", None, rng.choice(PLACES))] * rarely(rng)
    found += [Fact("diet", rng.choice(DIETS))] * rarely(rng)
    found += [Fact("institution", "某院")] * rarely(rng)
    return tuple(found)


def random_birth(rng: Random) -> date | None:
    if rarely(rng):
        return None
    born = DAY - timedelta(days=rng.randint(366 * 45, 366 * 100))
    return born.replace(month=2, day=28 + (born.year % 4 == 0)) if rng.random() < 0.1 else born


def random_circumstances(rng: Random) -> dict[str, Any]:
    """Where and how the meal is eaten."""
    return {
        "eating": () if rarely(rng) else rng.choice(PLACES),
        "canteen": rng.choice(("", *CANTEENS)),
        "mode": rng.choice(MODES),
        "package": rng.choice(("", *PACKAGES)),
        "distance_m": rng.choice((None, 0, 499, 500, 1500, 4000)),
        "portions": rng.choice((1, 1, 2, 6)),
    }


def random_used(rng: Random, service_on: date, sitting: str) -> dict[tuple[str, str], dict[int, int]]:
    """Uses of limits in the periods of a meal, with a gap now and then."""
    return {
        (name, period_of(limit["per"], service_on, sitting)): {
            ordinal: rng.randint(0, 400) for ordinal in sorted(rng.sample((1, 2, 3, 4), rng.randint(0, 3)))
        }
        for name, limit in LIMITS.items()
        if rng.random() < 0.4
    }


def random_case(seed: int) -> Case:
    """A case in which funds often run empty, and limits are sometimes used up."""
    rng = Random(seed)
    service_on = date(2026, 1, 1) + timedelta(days=rng.randint(0, 729))
    sitting = rng.choice(SITTINGS)
    homes = {(region, "meals"): rng.choice(HOME_FUNDS) for region in REGIONS if rng.random() < 0.5}
    return Case(
        service_on=service_on,
        sitting=sitting,
        lines=tuple(Line(rng.choice(KINDS), rng.randint(0, 2000)) for _ in range(rng.choice((0, 1, 1, 2, 3)))),
        birth_on=random_birth(rng),
        facts=random_facts(rng),
        used=random_used(rng, service_on, sitting) if rng.random() < 0.5 else {},
        left={key: rng.randint(0, 900) for key in (*FUNDS, *HOME_FUNDS) if not rarely(rng)},
        promised_fen=rng.randint(0, 2000) if rarely(rng) else None,
        homes=homes,
        lapsed=frozenset(ref for ref in REFS if rarely(rng)),
        wallet={
            name: Holding(rng.randint(0, 600), rng.randint(0, 600), rng.randint(0, 2))
            for name in PRODUCTS
            if rarely(rng)
        },
        **random_circumstances(rng),
    )
