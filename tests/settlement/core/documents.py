"""Policy documents for tests: the smallest parts that are valid, and whole ones at random."""

from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from settlement.core.case import Case, Fact, Line, period_of
from settlement.core.policy import Policy, parse

Json = dict[str, Any]
DAY = date(2026, 11, 21)
LIMIT_USED = {("sitting", "2026-11-21/lunch"): (1,)}


def title(text: str = "某层") -> Json:
    return {"zh": text, "en": text}


def fund(key: str, then: str = "hold", part: bool = True) -> Json:
    return {"payer": {"fund": key}, "empty": {"then": then, "part": part}}


def layer(layer_id: str, formula: Json | None = None, **more: Any) -> Json:
    """A layer paid by the canteen on the set meal, unless told otherwise."""
    given = {} if formula is None else {"formula": formula}
    return {"id": layer_id, "title": title(layer_id), "payer": "canteen", "lines": ["set"], **given, **more}


def document(*layers: Json, **more: Any) -> Json:
    return {
        "format": "nuancan-policy/1",
        "title": title("某镇"),
        "age_reached": "birthday",
        "promise_gap": {"payer": "canteen"},
        "layers": list(layers),
        **more,
    }


def policy(*layers: Json, **more: Any) -> Policy:
    return parse(document(*layers, **more))


def case(*lines: int | tuple[str, int], age: int | None = 75, categories: tuple[str, ...] = (), **more: Any) -> Case:
    """A lunch on 21 November 2026; a plain number is a set meal of that many fen."""
    return Case(
        service_on=DAY,
        sitting=more.pop("sitting", "lunch"),
        lines=tuple(Line("set", line) if isinstance(line, int) else Line(*line) for line in lines),
        birth_on=None if age is None else DAY.replace(year=DAY.year - age),
        facts=tuple(Fact("category", category) for category in categories),
        **more,
    )


# --- whole documents and cases at random, small enough that their parts meet
# Drawn from one seed each: a hundred times faster than drawing every choice by itself, so that properties see many.
FUNDS = ("town", "district", "charity")
CATEGORIES = ("dibao", "tekun")
KINDS = ("set", "set", "extra", "weighed", "delivery")
LINES = (["set"], ["set"], ["set", "extra"], ["extra", "weighed"], ["set", "weighed", "delivery"])

seeds = st.integers(0, 2**32 - 1)


def rarely(rng: Random) -> bool:
    return rng.random() < 0.3


def random_yuan(rng: Random) -> str:
    return f"{rng.randint(0, 12)}.{rng.randint(0, 99):02d}"


def random_condition(rng: Random, depth: int = 0) -> Json:
    kind = rng.choice(
        ("age", "age", "category", "any_category", "sitting") + (("all", "any", "not") if depth < 2 else ())
    )
    match kind:
        case "age":
            from_ = rng.choice((50, 60, 70, 80))
            return {"age": {"from": from_, "below": from_ + rng.choice((10, 20, 60))}}
        case "category":
            return {"category": rng.choice(CATEGORIES)}
        case "any_category":
            return {"category_any": list(CATEGORIES)}
        case "sitting":
            return {"sitting": [rng.choice(("lunch", "dinner"))]}
        case "not":
            return {"not": random_condition(rng, depth + 1)}
    return {kind: [random_condition(rng, depth + 1) for _ in range(rng.randint(1, 3))]}


def random_formula(rng: Random, depth: int = 0) -> Json:
    kind = rng.choice(("fixed", "fixed", "down_to", "percent") + (("lowest", "highest") if depth < 2 else ()))
    if kind == "percent":
        rounding = rng.choice(("down", "half_up", "up"))
        return {"percent": str(rng.randint(0, 100)), "of": rng.choice(("price", "left")), "round": rounding}
    if kind in ("fixed", "down_to"):
        return {kind: random_yuan(rng)}
    return {kind: [random_formula(rng, depth + 1) for _ in range(rng.randint(2, 3))]}


def random_payer(rng: Random, key: str = "payer", thens: tuple[str, ...] = ("canteen", "hold")) -> Json:
    """A payer and, for a fund, its way out."""
    if rarely(rng):
        return {key: "canteen"}
    return {key: {"fund": rng.choice(FUNDS)}, "empty": {"then": rng.choice(thens), "part": rng.random() < 0.5}}


def random_layer(rng: Random, number: int, last: bool) -> Json:
    thens = ("canteen", "elder", "hold") if last else ("next", "next", "canteen", "elder", "hold")
    found: Json = {
        "id": f"layer-{number}",
        "title": title(),
        "lines": rng.choice(LINES),
        **random_payer(rng, thens=thens),
    }
    if rarely(rng):
        found["when"] = random_condition(rng)
    if rarely(rng):
        found["limits"] = rng.choice(([], ["one"], ["two"], ["one", "two"]))
    if not rarely(rng):
        return {**found, "formula": random_formula(rng)}
    tiers = [{"when": random_condition(rng), "formula": random_formula(rng)} for _ in range(rng.randint(1, 3))]
    return {**found, "tiers": tiers, "tiers_pick": rng.choice(("first", "highest"))}


def random_band(rng: Random) -> Json:
    least = rng.randint(0, 5)
    found: Json = {"when": random_condition(rng), "lines": rng.choice(LINES), "at_least": f"{least}.50"}
    if not rarely(rng):
        found |= {"at_most": f"{least + rng.randint(0, 4)}.50", **random_payer(rng, "beyond")}
    return found


def random_document(seed: int) -> Json:
    """A whole, valid document of up to five layers and two bands."""
    rng = Random(seed)
    count = rng.randint(0, 5)
    return document(
        *(random_layer(rng, number, number == count - 1) for number in range(count)),
        age_reached=rng.choice(("birthday", "next_day", "next_month")),
        promise_gap=random_payer(rng),
        elder=[random_band(rng) for _ in range(rng.randint(0, 2))],
        limits=[{"id": "one", "per": "sitting", "count": 1}, {"id": "two", "per": "week", "count": 3}],
    )


def random_case(seed: int) -> Case:
    """A case in which funds often run empty, and limits are sometimes used up."""
    rng = Random(seed)
    service_on = date(2026, 1, 1) + timedelta(days=rng.randint(0, 729))
    sitting = rng.choice(("breakfast", "lunch", "dinner"))
    periods = {"one": period_of("sitting", service_on, sitting), "two": period_of("week", service_on, sitting)}
    kinds = [(rng.choice(("category", "category", "state")), rng.choice(CATEGORIES)) for _ in range(rng.randint(0, 3))]
    return Case(
        service_on=service_on,
        sitting=sitting,
        lines=tuple(Line(rng.choice(KINDS), rng.randint(0, 2000)) for _ in range(rng.randint(0, 3))),
        birth_on=None if rarely(rng) else DAY - timedelta(days=rng.randint(366 * 45, 366 * 100)),
        facts=tuple(Fact(kind, value) for kind, value in kinds),
        used={
            (limit, period): frozenset(rng.sample((1, 2, 3, 4), rng.randint(0, 4)))
            for limit, period in periods.items()
            if rarely(rng)
        },
        left={key: rng.randint(0, 900) for key in FUNDS if not rarely(rng)},
        promised_fen=rng.randint(0, 2000) if rarely(rng) else None,
    )


documents = seeds.map(random_document)
cases = seeds.map(random_case)
