"""Conditions at random: every kind of the language."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from tests.settlement.core.documents_words import (
    CANTEENS,
    CATEGORIES,
    DIETS,
    LEVELS,
    LEVELS_OF_CATEGORY,
    LINES,
    MODES,
    PACKAGES,
    REGIONS,
    SITTINGS,
    Json,
    random_ends,
    random_yuan,
    rarely,
    some,
)

FIRST_DAY = date(2026, 1, 1)
SUMMER = {"from": "06-01", "through": "09-30"}
WINTER = {"from": "11-15", "through": "03-15"}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEEPEST = 3


def _home(rng: Random) -> Json:
    return {"same": rng.choice(LEVELS)} if rarely(rng) else {"in": some(rng, REGIONS)}


def _dates(rng: Random) -> list[Json | str]:
    def day() -> date:
        return FIRST_DAY + timedelta(days=rng.randint(0, 729))

    found: list[Json | str] = []
    for _ in range(rng.randint(1, 3)):
        from_ = day()
        span = {"from": from_.isoformat(), "through": (from_ + timedelta(days=rng.randint(0, 300))).isoformat()}
        if rarely(rng):
            del span[rng.choice(("from", "through"))]
        found.append(day().isoformat() if rarely(rng) else span)
    return found


def _spend(rng: Random) -> Json:
    lower, upper = rng.choice(("at_least", "more_than")), rng.choice(("at_most", "less_than"))
    bounds = {lower: random_yuan(rng), upper: f"{rng.randint(10, 40)}.00"}
    if not rarely(rng):
        del bounds[rng.choice((lower, upper))]
    return {**bounds, "of": rng.choice(("price", "discounted")), "lines": rng.choice(LINES)}


def _nth(rng: Random, limits: Sequence[str]) -> Json:
    if rarely(rng):
        from_ = rng.randint(1, 3)
        ends = {"from": from_, "below": from_ + rng.randint(1, 3)}
        if rarely(rng):
            del ends[rng.choice(("from", "below"))]
        return {"limit": rng.choice(limits), **ends}
    return {"limit": rng.choice(limits), "is": some(rng, (1, 2, 3))}


# Every kind of condition but the three that hold others, by its key; what stands behind it.
PLAIN: dict[str, Callable[[Random, Sequence[str]], object]] = {
    "age": lambda rng, _: random_ends(rng, (10, 50, 60, 70)),
    "birthday": lambda rng, _: rarely(rng),
    "birth_month": lambda rng, _: rarely(rng),
    "category": lambda rng, _: rng.choice(CATEGORIES),
    "category_any": lambda rng, _: list(CATEGORIES),
    "category_level": lambda rng, _: {"category": rng.choice(CATEGORIES), "any_of": some(rng, LEVELS_OF_CATEGORY)},
    "sitting": lambda rng, _: some(rng, SITTINGS),
    "registered": lambda rng, _: _home(rng),
    "resident": lambda rng, _: _home(rng),
    "permit": lambda rng, _: _home(rng),
    "eating": lambda rng, _: {"in": some(rng, REGIONS)},
    "canteen": lambda rng, _: some(rng, CANTEENS),
    "institution": lambda rng, _: rarely(rng),
    "diet": lambda rng, _: some(rng, DIETS),
    "mode": lambda rng, _: some(rng, dict.fromkeys(MODES)),
    "package": lambda rng, _: some(rng, PACKAGES),
    "distance": lambda rng, _: random_ends(rng, (500, 1000, 2000), "from_m", "below_m"),
    "portions": lambda rng, _: random_ends(rng, (1, 2, 5)),
    "calendar": lambda rng, _: some(rng, ("workday", "day_off", "statutory_holiday")),
    "weekday": lambda rng, _: some(rng, WEEKDAYS, most=5),
    "month_day": lambda rng, _: some(rng, (1, 15, 20, 21, 31)),
    "dates": lambda rng, _: _dates(rng),
    "yearly": lambda rng, _: rng.sample(("11-21", "02-29", SUMMER, WINTER), rng.randint(1, 2)),
    "spend": lambda rng, _: _spend(rng),
    "nth": _nth,
}
HOLDING = ("all", "any", "not")


def random_condition(rng: Random, limits: Sequence[str], depth: int = 0) -> Json:
    """A condition over what the random cases know; `limits` are those it may count by."""
    kind = rng.choice(HOLDING) if depth < DEEPEST and rarely(rng) else rng.choice(list(PLAIN))
    if kind == "not":
        return {"not": random_condition(rng, limits, depth + 1)}
    if kind in HOLDING:
        return {kind: [random_condition(rng, limits, depth + 1) for _ in range(rng.randint(1, 3))]}
    return {kind: PLAIN[kind](rng, limits)}
