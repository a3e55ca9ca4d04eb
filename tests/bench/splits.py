"""How many meals a second one core splits by a policy of six layers with four tiers each: a part of `make bench`."""

import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from settlement.core.case import Case, Fact, Line, period_of
from settlement.core.policy import Policy, parse
from settlement.core.split import split

CASES = int(os.environ.get("BENCH_CASES", "24000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "6"))
EMPTY_TURNS = 20  # an empty turn takes so little that one alone is hardly measured

LAYERS, TIERS = 6, 4
CATEGORIES = ("dibao", "tekun", "shidu", "zhongcan")
SITTINGS = ("lunch", "lunch", "lunch", "dinner", "breakfast")
PRICES = (800, 1000, 1200, 1500, 1800)
ENOUGH_FEN = 1_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """The quickest round of each, in seconds of CPU for one case; `cold` is the first round of splits."""

    cold: float
    split: float
    empty: float

    @property
    def splits_a_second(self) -> float:
        """Meals a second on one core."""
        return 1 / self.split

    @property
    def ratio(self) -> float:
        """Beside a call of a function that does nothing, for the same cases."""
        return self.split / self.empty


def document() -> dict[str, Any]:
    """Six funds in a row, each with a tier by age, by category, by both and for everybody from sixty on."""
    layers = [_layer(number, last=number == LAYERS - 1) for number in range(LAYERS)]
    return {
        "format": "nuancan-policy/1",
        "title": {"zh": "六层四档", "en": "Six layers, four tiers"},
        "age_reached": "birthday",
        "promise_gap": {"payer": "canteen"},
        "limits": [{"id": "sitting", "per": "sitting", "count": 1}, {"id": "week", "per": "week", "count": 10}],
        "layers": layers,
    }


def _layer(number: int, *, last: bool) -> dict[str, Any]:
    category = CATEGORIES[number % len(CATEGORIES)]
    return {
        "id": f"layer-{number}",
        "title": {"zh": f"第{number + 1}层", "en": f"Layer {number + 1}"},
        "payer": {"fund": f"fund-{number}"},
        "lines": ["set"],
        "empty": {"then": "hold" if last else ("next", "hold", "canteen")[number % 3], "part": True},
        "tiers": [
            {"when": {"age": {"from": 90 - number}}, "formula": {"fixed": "2.00"}},
            {"when": {"category": category}, "formula": {"percent": "10", "of": "left", "round": "down"}},
            {
                "when": {"all": [{"age": {"from": 70}}, {"category_any": list(CATEGORIES)}]},
                "formula": {"fixed": "1.50"},
            },
            {"when": {"age": {"from": 60 + number}}, "formula": {"fixed": "0.50"}},
        ],
        "tiers_pick": "first" if number % 2 else "highest",
    }


def cases(count: int = CASES) -> list[Case]:
    """So many meals, no two alike: any day of a year, ages 55 to 100, limits sometimes used, funds sometimes empty."""
    rng = Random(1)
    return [_case(rng, number) for number in range(count)]


def _case(rng: Random, number: int) -> Case:
    service_on = date(2026, 1, 1) + timedelta(days=number % 365)
    sitting = rng.choice(SITTINGS)
    lines = [Line("set", rng.choice(PRICES) + number % 100)]
    if rng.random() < 0.1:
        lines.append(Line("extra", 300))
    facts = [Fact("registration", "here"), Fact("residence", "here")]
    if rng.random() < 0.25:
        facts += [Fact("category", name) for name in rng.sample(CATEGORIES, rng.choice((1, 1, 2)))]
    used = {}
    if rng.random() < 0.2:
        used["week", period_of("week", service_on, sitting)] = dict.fromkeys(range(1, rng.randint(2, 11)), 0)
    if rng.random() < 0.05:
        used["sitting", period_of("sitting", service_on, sitting)] = {1: 0}
    return Case(
        service_on=service_on,
        sitting=sitting,
        lines=tuple(lines),
        birth_on=date(1926, 1, 1) + timedelta(days=rng.randrange(45 * 365)),
        facts=tuple(facts),
        used=used,
        left={f"fund-{fund}": rng.choice((0, 30)) if rng.random() < 0.05 else ENOUGH_FEN for fund in range(LAYERS)},
        promised_fen=rng.randint(200, 900) if rng.random() < 0.05 else None,
    )


def measure(policy: Policy, given: list[Case], rounds: int = ROUNDS) -> Measured:
    """Split all cases and, in turn, do nothing with them; seconds of CPU, for the machine may be busy otherwise."""
    splits, empties = [], []
    for _ in range(rounds):
        splits.append(_seconds(split, policy, given))
        empties.append(min(_seconds(_nothing, policy, given) for _ in range(EMPTY_TURNS)))
    return Measured(splits[0] / len(given), min(splits) / len(given), min(empties) / len(given))


def _seconds(work: Callable[[Policy, Case], object], policy: Policy, given: list[Case]) -> float:
    gc.collect()
    began = time.process_time()
    for case in given:
        work(policy, case)
    return time.process_time() - began


def _nothing(policy: Policy, case: Case) -> None:
    return None


def main() -> None:
    """Print meals a second, and how often a call of nothing fits into one."""
    policy, given = parse(document()), cases()
    assert [len(layer.tiers) for layer in policy.layers] == [TIERS] * LAYERS
    assert len({repr(case) for case in given}) == len(given) == CASES
    found = measure(policy, given)
    print(f"{LAYERS} layers of {TIERS} tiers, {len(given)} meals, no two alike, on one core:")
    print(f"  {found.splits_a_second:,.0f} splits a second of CPU, {found.split * 1e6:.1f} µs each,")
    print(f"  {1 / found.cold:,.0f} a second the first time, when who looks alike is not known yet,")
    print(f"  {found.ratio:,.0f} × a call that does nothing ({found.empty * 1e9:.0f} ns)")


if __name__ == "__main__":
    main()
