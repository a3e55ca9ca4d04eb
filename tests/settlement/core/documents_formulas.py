"""Formulas at random: every kind of the language, of every base."""

from collections.abc import Sequence
from random import Random

from tests.settlement.core.documents_words import Json, random_yuan, rarely

ROUNDINGS = ("down", "half_up", "up")
SEVERAL = ("lowest", "highest", "sum")
DEEPEST = 2


def random_formula(rng: Random, earlier: Sequence[str] = (), depth: int = 0) -> Json:
    """A formula of a layer that comes after those."""
    if depth < DEEPEST and rarely(rng):
        return {rng.choice(SEVERAL): [random_formula(rng, earlier, depth + 1) for _ in range(rng.randint(2, 3))]}
    if rng.random() < 0.4:
        bases: list[object] = ["price", "left", "discounted", *({"layer": name} for name in earlier[-2:])]
        return random_share(rng, bases)
    if depth < DEEPEST and rarely(rng):
        return {"down_to": random_formula(rng, earlier, depth + 1)}
    return {rng.choice(("fixed", "fixed", "down_to")): random_yuan(rng)}


def over_price(rng: Random) -> Json:
    """A formula that looks at the price alone: an end of the elder's band."""
    if rarely(rng):
        return {rng.choice(SEVERAL): [{"fixed": random_yuan(rng)}, random_share(rng, ["price"])]}
    return random_share(rng, ["price"])


def random_share(rng: Random, bases: Sequence[object]) -> Json:
    """A percentage or a fraction of one of these bases, perhaps rounded to jiao, perhaps of a stretch of it."""
    whole = rng.randint(1, 12)
    points = rng.randint(0, 10_000)
    share: Json = rng.choice(
        ({"percent": f"{points // 100}.{points % 100:02d}"}, {"part": f"{rng.randint(1, whole)}/{whole}"})
    )
    share |= {"of": rng.choice(bases), "round": rng.choice(ROUNDINGS)}
    if rarely(rng):
        share["to"] = rng.choice(("0.10", "0.50", "1.00", "0.03"))
    above = rng.randint(0, 10)
    if rarely(rng):
        share["above"] = f"{above}.00"
    if rarely(rng):
        share["up_to"] = f"{above + rng.randint(1, 10)}.00"
    return share
