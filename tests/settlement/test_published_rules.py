"""Published rules as policy documents: every worked example comes out to the fen, in process and by the command."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from canteen.core.money import apportion
from settlement.core.policy import Policy, parse
from settlement.core.policy.schema import policy_schema
from settlement.core.quoting import quote
from tests.settlement.core.documents import document, layer

FOLDER = Path(__file__).parent / "policies"
# every published rule that was gathered, with the shapes its document shows, or why it is none of a meal
RULES: list[dict[str, Any]] = json.loads(FOLDER.with_name("published_rules.json").read_text(encoding="utf-8"))
OF_MEALS = {rule["id"]: rule for rule in RULES if "scheme" not in rule}
SCHEMES = {rule["id"]: rule for rule in RULES if "scheme" in rule}

# who says that a case comes out so: the notice itself, a rule of the notice, or our reading where the notice is silent
BASES = {"published", "derived", "reading"}

# what a document that shows a shape has in it, at least one of these
SHAPES: dict[str, tuple[str, ...]] = {
    "AGE_BANDS": ('"age"',),
    "CALENDAR": ('"calendar"',),
    "CAP_MIN": ('"fixed"', '"lowest"'),
    "CATEGORY_PRIORITY": ('"tiers_pick"',),
    "CHARITY_COLLECTIVE": ("慈善", "村集体", "捐"),
    "DAILY_POOL": ('"sum"',),
    "DELIVERY": ('"delivery"',),
    "ELDER_BAND": ('"at_least"',),
    "ELDER_FIXED": ('"down_to"',),
    "EXCLUSION": ('"exclusions"',),
    "FIX_SUBSIDY": ('"fixed"',),
    "FREE_BAND": ('"down_to": "0.00"', '"percent": "100"'),
    "HUKOU_RESIDENCE": ('"registered"', '"resident"', '"permit"'),
    "MEAL_TYPE_AMOUNT": ('"breakfast"',),
    "MERCHANT_CONCESSION": ('"payer": "canteen"',),
    "MIN_SPEND": ('"spend"',),
    "NTH_MEAL": ('"nth"',),
    "ONCE_PER_DAY": ('"per": "day", "count": 1',),
    "ONCE_PER_MEAL": ("同一餐次一次",),
    "ORDER_SENSITIVE": ('"of": "left"', '"discount"'),
    "PACKAGE_DEPENDENT": ('"package"',),
    "PERCENT": ('"percent"',),
    "PER_CANTEEN_RULE": ('"canteen": ["',),
    "PREPAID_VOUCHER": ("券", "红包", "充值"),
    "STACK_LEVELS": ('"fund"',),
    "TERRITORY_PER_FUNDER": ('"eating"', '"same"', '"fund_of"', '"registered"'),
    "VERSION_EXPIRY_OVERRIDE": ('"dates"',),
    "WEEK_CAP": ('"per": "week"',),
    "WEIGHED_PRICE": ('"weighed"',),
}


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.json").read_text(encoding="utf-8")


@cache
def policy_of(name: str) -> Policy:
    return parse(json.loads(text_of(name)))


@cache
def cases_of(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{name}.cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def examples() -> list[Any]:
    """Every case with the name of its policy."""
    return [
        pytest.param(name, example["case"], example["payers"], id=f"{name}: {example['about']}")
        for name in OF_MEALS
        for example in cases_of(name)
    ]


def test_every_published_rule_is_a_document_or_a_scheme() -> None:
    assert len(RULES) == 47
    assert {path.stem for path in FOLDER.glob("*.json")} == set(OF_MEALS)
    assert {path.name.removesuffix(".cases.jsonl") for path in FOLDER.glob("*.jsonl")} == set(OF_MEALS)
    assert {name: bool(rule["scheme"]) for name, rule in SCHEMES.items()} == dict.fromkeys(SCHEMES, True)


def test_every_worked_example_is_a_case() -> None:
    """The gathered rules have 50; those of schemes are worked out below."""
    shown = {name: {case["example"] for case in cases_of(name) if "example" in case} for name in OF_MEALS}
    assert shown == {name: set(range(1, rule["examples"] + 1)) for name, rule in OF_MEALS.items()}
    assert sum(rule["examples"] for rule in RULES) == 50


@pytest.mark.parametrize("name", OF_MEALS)
def test_a_document_says_where_it_is_from_and_how_it_was_read(name: str) -> None:
    written, cases = json.loads(text_of(name)), cases_of(name)
    assert written["source"]["title"] == OF_MEALS[name]["title"]
    assert written["notes"]
    assert {case["basis"] for case in cases} <= BASES
    assert len({case["about"] for case in cases}) == len(cases) >= 4


def test_the_schema_takes_every_document() -> None:
    schema = Draft202012Validator(policy_schema())
    assert {
        name: [error.json_path for error in schema.iter_errors(json.loads(text_of(name)))] for name in OF_MEALS
    } == {name: [] for name in OF_MEALS}


@pytest.mark.parametrize("name", OF_MEALS)
def test_a_document_shows_the_shapes_it_is_listed_with(name: str) -> None:
    text = " ".join(text_of(name).split())
    assert [shape for shape in OF_MEALS[name]["shapes"] if not any(part in text for part in SHAPES[shape])] == []


def test_every_shape_is_shown() -> None:
    assert {shape for rule in OF_MEALS.values() for shape in rule["shapes"]} == set(SHAPES)


@pytest.mark.parametrize(("name", "case", "payers"), examples())
def test_a_worked_example(name: str, case: dict[str, Any], payers: dict[str, int]) -> None:
    assert quote(policy_of(name), case)["payers"] == payers


@pytest.mark.parametrize("name", OF_MEALS)
def test_the_command_answers_alike(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(json.dumps(case["case"]) + "\n" for case in cases_of(name)), encoding="utf-8")
    call_command("quote", str(FOLDER / f"{name}.json"), str(cases))
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer.get("payers") for answer in answers] == [case["payers"] for case in cases_of(name)]


def test_money_shared_two_to_two_to_one() -> None:
    """Jingdezhen: 50,000 yuan of a rural meal point, between city, county and town."""
    assert apportion(5_000_000, (2, 2, 1)) == [2_000_000, 2_000_000, 1_000_000]


@pytest.mark.parametrize(("cost_fen", "grant_fen"), [(16_000_000, 8_000_000), (30_000_000, 10_000_000)])
def test_half_of_what_was_spent_up_to_a_ceiling(cost_fen: int, grant_fen: int) -> None:
    """Wenzhou: half the cost of building a canteen, at most 100,000 yuan; the formula is one of the language."""
    half = {"lowest": [{"percent": "50", "of": "price", "round": "down"}, {"fixed": "100000.00"}]}
    case = {"service_on": "2022-11-16", "sitting": "lunch", "lines": [{"kind": "set", "fen": cost_fen}]}
    answer = quote(parse(document(layer("grant", half))), case)
    assert answer["payers"] == {"canteen": grant_fen, "elder": cost_fen - grant_fen}
