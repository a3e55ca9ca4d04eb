"""The commonest slips in documents: the words of each lead to how it is put right, in both languages."""

import pytest

from settlement.core.case import PERIODS
from settlement.core.policy import PolicyInvalid, parse
from tests.settlement.core.documents import Json
from tests.settlement.core.wrong import changed, one, when
from tests.settlement.core.wrong_parts import PUBLISHED, include
from tests.settlement.core.wrong_terms import PLACES, SHARE

F, W = "layers[0].formula", "layers[0].when"
YUAN = ('yuan as text with at most two decimals, such as "5.00"', '金额应为文字形式的元，最多两位小数，如 "5.00"')
WHOLE = ("a whole number from 1 to 1000", "应为 1 到 1000 的整数")
CODE = (
    "the name of a category: 1 to 40 letters, digits and hyphens (such as dibao-edge)",
    "应为类别代号：1 到 40 个字母、数字或连字符，如 dibao-edge",
)
PER = ", ".join(PERIODS)


def below(key: str, value: object) -> tuple[str, str]:
    return (
        f'"{key}": {value} (the upper end itself is not inside)',
        f'没有这个键，请写 "{key}": {value}（不含上限本身）',
    )


def bounded(kind: str, share: str) -> tuple[str, str]:
    written = f'"{kind}": [{{"{share}": …}}, {{"fixed": "3.00"}}]'
    return (
        f"no such key (a share with a bound is {written})",
        f"没有这个键：按比例又有上下限的，写作 {written}",
    )


def less(much: str) -> tuple[str, str]:
    return (
        f'0.00 yuan or more (what lowers a price is the amount of a layer: "fixed": "{much}" takes so much off, '
        f'"down_to": "{much}" leaves so much)',
        f'金额不能小于 0.00 元：减价由支付层来减，减去多少写 "fixed": "{much}"，减到多少写 "down_to": "{much}"',
    )


def undeclared(what: str, what_zh: str, known: str) -> tuple[str, str]:
    return (
        f"one of: {known} ({what} must be declared in the document)",
        f"文件的{what_zh}（{what}）中没有这一项，须先在那里写明；已有：{known}",
    )


def limit(**more: object) -> Json:
    return {"limits": [{"id": "a", "per": "day", "count": 1, **more}]}


TITLE = {"zh": "某", "en": "Some"}
NTH = {"limit": "sitting", "from": 1}
# what is changed in a valid document, the path of the mistake, what it says in English and in Chinese
MENDS: list[tuple[Json, str, tuple[str, str]]] = [
    (when({"age": {"from": 60, "through": 69}}), f"{W}.age.through", below("below", 70)),
    (when({"age": {"from": 60, "to": 69}}), f"{W}.age.to", below("below", 70)),
    (when({"age": {"from": 60, "until": "69"}}), f"{W}.age.until", below("below", "…")),
    (when({"portions": {"from": 1, "through": 4}}), f"{W}.portions.through", below("below", 5)),
    (when({"distance": {"from_m": 1, "to_m": 2999}}), f"{W}.distance.to_m", below("below_m", 3000)),
    (when({"nth": {**NTH, "through": 20}}), f"{W}.nth.through", below("below", 21)),
    (
        when({"category": ["dibao", "tekun"]}),
        f"{W}.category",
        (
            'one category, such as "dibao" (several go into "category_any": […])',
            '应为一个类别，如 "dibao"；多个类别写作 "category_any": […]',
        ),
    ),
    (
        one({"fixed": "1"}, payer=[{"fund": "a", "percent": "60"}, {"fund": "b", "percent": "40"}]),
        "layers[0].payer",
        (
            'one payer, such as {"fund": "…"} (each of several payers has a layer of its own; or all share one joint '
            "fund, with which the ratio stands)",
            '应为一个支付方，如 {"fund": "…"}：几方分担的，一方写一层，或合写一个联合资金（比例写在资金上）',
        ),
    ),
    (
        {"promise_gap": {"payer": {"fund": ["a", "b"]}}},
        "promise_gap.payer",
        (
            'one payer, such as {"fund": "…"} (several can share one joint fund, with which the ratio stands)',
            '应为一个支付方，如 {"fund": "…"}：几方分担的，合写一个联合资金（比例写在资金上）',
        ),
    ),
    (one({"percent": "25", **SHARE, "cap": "3.00"}), f"{F}.cap", bounded("lowest", "percent")),
    (one({"percent": "25", **SHARE, "max": "3.00"}), f"{F}.max", bounded("lowest", "percent")),
    (one({"part": "1/4", **SHARE, "at_most": "3.00"}), f"{F}.at_most", bounded("lowest", "part")),
    (one({"percent": "25", **SHARE, "min": "3.00"}), f"{F}.min", bounded("highest", "percent")),
    (limit(per="half_year"), "limits[0].per", (f"one of: {PER}", f"应为下列之一：{PER}")),
    (
        limit(per="monthly"),
        "limits[0].per",
        (f"one of: {PER} (did you mean month?)", f"应为下列之一：{PER}（是否应为 month）"),
    ),
    (when({"eating": {"in": ["xihu"]}}), f"{W}.eating.in[0]", undeclared("regions", "区划", "–")),
    ({**PLACES, **when({"eating": {"in": ["xihu"]}})}, f"{W}.eating.in[0]", undeclared("regions", "区划", "zhengguo")),
    ({**PLACES, **when({"canteen": ["xihu"]})}, f"{W}.canteen[0]", undeclared("canteens", "食堂", "youte")),
    (one({"fixed": "1"}, limits=["week"]), "layers[0].limits[0]", undeclared("limits", "额次", "sitting")),
    (
        {
            **one({"fixed": "1"}),
            "exclusions": [{"id": "x", "title": TITLE, "when": {"institution": True}, "layers": ["town"]}],
        },
        "exclusions[0].layers[0]",
        undeclared("layers", "支付层", "a"),
    ),
    (
        {"layers": [include("guangzhou/3", "town")]},
        "layers[0].include.layers[0]",
        (
            "one of: city, district (the layers of guangzhou/3)",
            "guangzhou/3 中没有这个支付层，已有：city, district",
        ),
    ),
    (limit(count="20"), "limits[0].count", (f"{WHOLE[0]} (without quotes)", f"{WHOLE[1]}，不加引号")),
    (limit(count="many"), "limits[0].count", WHOLE),
    (limit(count=2.5), "limits[0].count", WHOLE),
    (
        {"redecision": {"may_raise_elder": "true"}},
        "redecision.may_raise_elder",
        ("true or false (without quotes)", "应为 true 或 false，不加引号"),
    ),
    ({"redecision": {"may_raise_elder": 1}}, "redecision.may_raise_elder", ("true or false", "应为 true 或 false")),
    (
        one({"fixed": 5}),
        f"{F}.fixed",
        (f'{YUAN[0]} (write "5.00" with quotes)', f'{YUAN[1]}（请加引号，写作 "5.00"）'),
    ),
    (one({"fixed": 5.5}), f"{F}.fixed", (f"{YUAN[0]} (with quotes)", f"{YUAN[1]}（请加引号）")),
    (one({"fixed": "3元"}), f"{F}.fixed", YUAN),
    (one({"fixed": True}), f"{F}.fixed", YUAN),
    (one({"fixed": "-4.00"}), f"{F}.fixed", less("4.00")),
    (one({"fixed": "-4"}), f"{F}.fixed", less("4")),
    (when({"category": "dibao_edge"}), f"{W}.category", CODE),
    (when({"category_any": ["dibao", "_"]}), f"{W}.category_any[1]", CODE),
]


@pytest.mark.parametrize(("change", "path", "words"), MENDS)
def test_a_mistake_says_how_it_is_put_right(change: Json, path: str, words: tuple[str, str]) -> None:
    with pytest.raises(PolicyInvalid) as caught:
        parse(changed(change), PUBLISHED)
    told = [(mistake.path, mistake.message, mistake.zh) for mistake in caught.value.mistakes]
    assert told == [(path, f"expected {words[0]}", words[1])]


@pytest.mark.parametrize("name", ["dibao-edge", "home-care-2", "失能2级", "Edge"])
def test_a_category_of_letters_digits_and_hyphens_is_none(name: str) -> None:
    parse(changed(when({"category": name})))
