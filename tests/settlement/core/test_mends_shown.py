"""Mistakes whose words show what belongs there: what is missing, what stands alone, days written in other ways."""

import pytest

from settlement.core.policy import PolicyInvalid, parse
from tests.settlement.core.documents import Json, fund, layer
from tests.settlement.core.wrong import BAND, GONE, TWO, changed, one, when
from tests.settlement.core.wrong_parts import BONUS, PUBLISHED, include, product
from tests.settlement.core.wrong_terms import PLACES

F, W = "layers[0].formula", "layers[0].when"
Words = tuple[str, str]
Row = tuple[Json, str, Words]
LAST_DAYS = '"yearly": ["01-31", "02-28", "02-29", "03-31", …]'
ONE_BY_ONE = (
    f"a whole number from 1 to 31 (days are listed one by one, such as [1, 2, 3]; the last of each month differs: "
    f"{LAST_DAYS})",
    f"应为 1 到 31 的整数，一天一天列出，如 [1, 2, 3]；每月最后一天各月不同，写作 {LAST_DAYS}",
)
OF_HER_BIRTH = (
    "true or false (when it is follows from her birth date; "
    'its day is "birthday": true, its month "birth_month": true)',
    '应为 true 或 false：生日由出生日期得出，当天写作 "birthday": true，当月写作 "birth_month": true',
)


def missing(shown: str, zh: str) -> Words:
    return f"{shown} (this key must be present)", f"缺少这个键，{zh}"


def one_of(known: str) -> Words:
    return missing(f"one of: {known}", f"应为下列之一：{known}")


def outline(known: str) -> Words:
    return missing(known, f"写作 {known.replace('; ', '；')}")


def listed(written: str) -> Words:
    return f"a list […] (write {written})", f"应为列表 […]，写作 {written}"


def keyed(*written: str) -> Words:
    return f"an object {{…}} (write {' or '.join(written)})", f"应为对象 {{…}}，写作 {' 或 '.join(written)}"


def no_year(dated: str, yearly: str) -> Words:
    return (
        f'a day with its year, such as "{dated}" (each year anew is "yearly": {yearly})',
        f'应为带年份的日期，如 "{dated}"；每年都有的写作 "yearly": {yearly}',
    )


def in_list(words: Words) -> Words:
    return f"a list […] (each item: {words[0]})", f"应为列表 […]，其中每项：{words[1]}"


def beyond_of(band: Json) -> Json:
    return {"elder": [{key: part for key, part in band.items() if key != "beyond"}]}


# what is changed in a valid document, the path of the mistake, what it says in English and in Chinese
LACKING: list[Row] = [
    (one({"percent": "25", "of": "price"}), f"{F}.round", one_of('"down", "half_up", "up"')),
    (one({"percent": "25", "round": "up"}), f"{F}.of", one_of('"price", "left", "discounted", {"layer": "…"}')),
    (one(tiers=TWO, tiers_pick=GONE), "layers[0].tiers_pick", one_of('"first", "highest", "ranked"')),
    (
        one({"fixed": "1"}, payer={"fund": "a"}),
        "layers[0].empty",
        outline('{"then": …, "part": …}; then: "canteen", "elder", "hold", "next"; part: true, false'),
    ),
    (
        {"promise_gap": {"payer": {"fund": "a"}}},
        "promise_gap.empty",
        outline('{"then": …, "part": …}; then: "canteen", "hold"; part: true, false'),
    ),
    ({"promise_gap": GONE}, "promise_gap", outline('{"payer": …}; payer: "canteen", "suspense", {"fund": "…"}')),
    ({"format": GONE}, "format", outline('"nuancan-policy/1"')),
    ({"title": GONE}, "title", outline('{"zh": "…", "en": "…"}')),
    (
        one({"fixed": "1"}, lines=GONE),
        "layers[0].lines",
        missing(
            'a list of: "set", "extra", "weighed", "delivery"',
            '应为列表，可写："set", "extra", "weighed", "delivery"',
        ),
    ),
    (
        one({"fixed": "1"}, payer=GONE),
        "layers[0].payer",
        one_of('"canteen", {"fund": "…"}, {"fund_of": …, "level": …, "role": "…"}'),
    ),
    (beyond_of(BAND), "elder[0].beyond", one_of('"canteen", "suspense", {"fund": "…"}')),
    (product(**BONUS, spend="in_proportion"), "products[0].round", one_of('"down", "half_up", "up"')),
    (
        product(**{**BONUS, "pay": GONE}, spend="own_first"),
        "products[0].pay",
        missing('a value such as "5.00"', '如 "5.00"'),
    ),
    (product(**BONUS), "products[0].spend", one_of('"in_proportion", "own_first", "bonus_first"')),
    (when({"yearly": [{"from": "06-01"}]}), f"{W}.yearly[0].through", missing('a value such as "10-01"', '如 "10-01"')),
    (when({"age": {}}), f"{W}.age.from", ("a value (this key must be present)", "缺少这个键")),
    (
        {"layers": [include("guangzhou/3", "district")]},
        "layers[0].include.layers",
        (
            'the layer "city" as well, before this (district of guangzhou/3 takes a share of what city took)',
            "须在这之前同时引用支付层 city：guangzhou/3 的 district 按它所付的金额计算",
        ),
    ),
]
ALONE: list[Row] = [
    ({"notes": "x"}, "notes", listed('["x"]')),
    ({"notes": "x" * 59}, "notes", listed('["…"]')),
    ({"notes": ""}, "notes", in_list(("text of 1 to 1000 printable characters", "应为 1 到 1000 个可显示字符的文字"))),
    ({"layers": layer("a", {"fixed": "1"})}, "layers", listed("[{…}]")),
    (when({"yearly": "10-01"}), f"{W}.yearly", listed('["10-01"]')),
    (
        when({"yearly": {"from": "06-01", "through": "09-30"}}),
        f"{W}.yearly",
        listed('[{"from": "06-01", "through": "09-30"}]'),
    ),
    (when({"yearly": "10月1日"}), f"{W}.yearly", in_list(('"10-01"', '应写作 "10-01"'))),
    (when({"month_day": 15}), f"{W}.month_day", listed("[15]")),
    (when({"month_day": "last"}), f"{W}.month_day", in_list(ONE_BY_ONE)),
    (when({"sitting": "lunch"}), f"{W}.sitting", listed('["lunch"]')),
    (when({"all": {"age": {"from": 60}}}), f"{W}.all", listed('[{"age": {"from": 60}}]')),
    ({**when({"all": {"age": {"from": 60}}}), "age_reached": GONE}, f"{W}.all", listed('[{"age": {"from": 60}}]')),
    (when({"dates": "10-01"}), f"{W}.dates", in_list(no_year("2026-10-01", '["10-01"]'))),
    (when({"dates": {"from": 5}}), f"{W}.dates", ("a list […]", "应为列表 […]")),
    (when({"age": 60}), f"{W}.age", keyed('{"from": 60}', '{"below": 60}')),
    (when({"age": "sixty"}), f"{W}.age", ("an object {…}", "应为对象 {…}")),
    ({**PLACES, **when({"eating": ["zhengguo"]})}, f"{W}.eating", keyed('{"in": ["zhengguo"]}')),
    ({**PLACES, **when({"registered": "town"})}, f"{W}.registered", keyed('{"same": "town"}')),
    ({"promise_gap": "canteen"}, "promise_gap", keyed('{"payer": "canteen"}')),
    ({"redecision": True}, "redecision", keyed('{"may_raise_elder": true}')),
    (
        one({"fixed": "1"}, **{**fund("a", "hold"), "empty": "hold"}),
        "layers[0].empty",
        (
            'an object {…} ({"then": …, "part": …}; then: "canteen", "elder", "hold", "next"; part: true, false)',
            '应为对象 {…}，写作 {"then": …, "part": …}；then: "canteen", "elder", "hold", "next"；part: true, false',
        ),
    ),
    (
        when({"spend": "10.00"}),
        f"{W}.spend",
        (
            'an object {…} ({"of": …, "lines": …, …}; of: "price", "discounted")',
            '应为对象 {…}，写作 {"of": …, "lines": …, …}；of: "price", "discounted"',
        ),
    ),
]
SUMMER = '[{"from": "06-01", "through": "09-30"}]'
DAYS: list[Row] = [
    (when({"dates": [{"from": "06-01", "through": "09-30"}]}), f"{W}.dates[0]", no_year("2026-06-01", SUMMER)),
    (when({"dates": [{"from": "6月1日", "through": "9/30"}]}), f"{W}.dates[0]", no_year("2026-06-01", SUMMER)),
    (
        when({"dates": [{"through": "02-29"}]}),
        f"{W}.dates[0]",
        no_year("2028-02-29", '[{"from": "01-01", "through": "02-29"}]'),
    ),
    (
        when({"dates": [{"from": "11-15"}]}),
        f"{W}.dates[0]",
        no_year("2026-11-15", '[{"from": "11-15", "through": "12-31"}]'),
    ),
    (when({"dates": ["02-29"]}), f"{W}.dates[0]", no_year("2028-02-29", '["02-29"]')),
    *[
        (when({"dates": [written]}), f"{W}.dates[0]", no_year("2026-10-01", '["10-01"]'))
        for written in ("10-01", "10月1日", "每年10月1日", "10/01", "10-1", "１０月１日")
    ],
    *[
        (when({"dates": [written]}), f"{W}.dates[0]", ('a day, such as "2026-10-01"', '应为日期，如 "2026-10-01"'))
        for written in ("2026年10月1日", "2026/10/1", "2026-10-1", "2026.10.01")
    ],
    *[
        (when({"dates": [written]}), f"{W}.dates[0]", ('a day, such as "2026-11-21"', '应为日期，如 "2026-11-21"'))
        for written in ("2026-02-30", "2026年2月30日", "02-30", "0000-01-01", "2026-W47-6", "国庆")
    ],
    *[
        (when({"yearly": [written]}), f"{W}.yearly[0]", ('"10-01"', '应写作 "10-01"'))
        for written in ("10月1日", "每年10月1日", "10/01", "10-1")
    ],
    (
        when({"yearly": ["02-30"]}),
        f"{W}.yearly[0]",
        ('a month and a day, such as "10-01" (there is no such day)', '没有这一天；应为月和日，如 "10-01"'),
    ),
    (
        when({"yearly": ["2026年9月30日"]}),
        f"{W}.yearly[0]",
        (
            'a month and a day, such as "09-30" (days of one year go into "dates": ["2026-09-30"])',
            '应为月和日，如 "09-30"；某一年的日子写在 "dates": ["2026-09-30"]',
        ),
    ),
    (when({"month_day": [-1]}), f"{W}.month_day[0]", ONE_BY_ONE),
    (when({"month_day": []}), f"{W}.month_day", ("a list of 1 to 31 items", "应为 1 到 31 项的列表")),
    (when({"birth_month": 11}), f"{W}.birth_month", OF_HER_BIRTH),
    (when({"birthday": "month"}), f"{W}.birthday", OF_HER_BIRTH),
    (
        when({"month": [10]}),
        f"{W}.month",
        (
            '"yearly": [{"from": "10-01", "through": "10-31"}] (days or spans that come every year, here a whole '
            "month; the end of February is 02-29)",
            '没有这个键：每年都有的日子或时段写作 "yearly": [{"from": "10-01", "through": "10-31"}]（此例为整个十月；'
            "二月底写 02-29）",
        ),
    ),
    (
        when({"day_of_month": 15}),
        f"{W}.day_of_month",
        (
            '"month_day": [1, 15] (days that come every month)',
            '没有这个键：每个月都有的日子写作 "month_day": [1, 15]',
        ),
    ),
]


@pytest.mark.parametrize(("change", "path", "words"), [*LACKING, *ALONE, *DAYS])
def test_a_mistake_shows_what_belongs_there(change: Json, path: str, words: Words) -> None:
    with pytest.raises(PolicyInvalid) as caught:
        parse(changed(change), PUBLISHED)
    told = [(mistake.path, mistake.message, mistake.zh) for mistake in caught.value.mistakes]
    assert told == [(path, f"expected {words[0]}", words[1])]
