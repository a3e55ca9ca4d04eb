"""Conditions and formulas with one mistake each, in a document with one layer."""

from typing import Any

from tests.settlement.core.documents import Json
from tests.settlement.core.wrong import one, when

PLACES = {"regions": {"zhengguo": "正果镇"}, "canteens": {"youte": "优特社区食堂"}}
SPEND = {"of": "price", "lines": ["set"]}
SHARE = {"of": "price", "round": "down"}
W, F = "layers[0].when", "layers[0].formula"


def placed(condition: Any) -> Json:
    """A condition in a document that declares a region and a canteen."""
    return {**PLACES, **when(condition)}


def nested(levels: int, kind: str, inner: Json) -> Json:
    for _ in range(levels - 1):
        inner = {kind: inner if kind == "not" else [inner, inner]}
    return inner


WRONG_CONDITIONS: list[tuple[Json, dict[str, str]]] = [
    (when({"age": {"from": 60, "below": 151}}), {f"{W}.age.below": "not-whole"}),
    (when({"birthday": "true"}), {f"{W}.birthday": "not-a-flag"}),
    (when({"birth_month": 11}), {f"{W}.birth_month": "of-her-birth"}),
    (when({"birthday": "month"}), {f"{W}.birthday": "of-her-birth"}),
    (when({"institution": 1}), {f"{W}.institution": "not-a-flag"}),
    (when({"category_any": ["dibao", "dibao"]}), {f"{W}.category_any[1]": "twice"}),
    (when({"category_any": ["a" * 41]}), {f"{W}.category_any[0]": "not-a-category"}),
    (when({"category": "低保"}), {f"{W}.category": "category-word"}),
    (when({"category": ["dibao"]}), {f"{W}.category": "one-category"}),
    (when({"category_level": {"category": "a"}}), {f"{W}.category_level.any_of": "missing-key"}),
    (when({"category_level": {"category": "a", "any_of": []}}), {f"{W}.category_level.any_of": "list-size"}),
    (when({"category_level": {"category": "a", "any_of": [1]}}), {f"{W}.category_level.any_of[0]": "not-text"}),
    (placed({"registered": {"in": ["zhengguo"], "same": "town"}}), {f"{W}.registered.in": "one-of-two"}),
    (placed({"resident": {}}), {f"{W}.resident.in": "one-of-two"}),
    (placed({"permit": {"in": ["licheng"]}}), {f"{W}.permit.in[0]": "not-there"}),
    (placed({"permit": {"same": "province"}}), {f"{W}.permit.same": "not-an-option"}),
    (placed({"registered": {"in": []}}), {f"{W}.registered.in": "list-size"}),
    (placed({"eating": ["zhengguo"]}), {f"{W}.eating": "not-an-object"}),
    (placed({"eating": {"in": ["Zhengguo"]}}), {f"{W}.eating.in[0]": "not-a-key"}),
    (when({"eating": {"in": ["zhengguo"]}}), {f"{W}.eating.in[0]": "not-there"}),
    (placed({"eating": {"same": "town"}}), {f"{W}.eating.same": "unknown-key", f"{W}.eating.in": "missing-key"}),
    (placed({"canteen": ["youte", "kangle"]}), {f"{W}.canteen[1]": "not-there"}),
    (when({"diet": "diabetic"}), {f"{W}.diet": "not-a-list"}),
    (when({"diet": ["Diabetic"]}), {f"{W}.diet[0]": "not-a-key"}),
    (when({"mode": ["eat_in"]}), {f"{W}.mode[0]": "not-an-option"}),
    (when({"package": []}), {f"{W}.package": "list-size"}),
    (when({"distance": {}}), {f"{W}.distance.from_m": "missing-key"}),
    (when({"distance": {"from_m": 3000, "below_m": 3000}}), {f"{W}.distance.below_m": "nothing-inside"}),
    (when({"distance": {"from": 1}}), {f"{W}.distance.from": "unknown-key", f"{W}.distance.from_m": "missing-key"}),
    (when({"portions": {"from": -1}}), {f"{W}.portions.from": "not-whole"}),
    (when({"calendar": ["holiday"]}), {f"{W}.calendar[0]": "not-an-option"}),
    (when({"weekday": [1]}), {f"{W}.weekday[0]": "not-an-option"}),
    (when({"dates": []}), {f"{W}.dates": "list-size"}),
    (when({"dates": ["2026-02-30"]}), {f"{W}.dates[0]": "not-a-day"}),
    (when({"dates": ["20260230"]}), {f"{W}.dates[0]": "not-a-day"}),
    (when({"dates": [{}]}), {f"{W}.dates[0].from": "missing-key"}),
    (when({"dates": [{"from": "2026-02-02", "through": "2026-02-01"}]}), {f"{W}.dates[0].through": "ends-before"}),
    (when({"dates": [{"from": "2026-02-02", "to": "x"}]}), {f"{W}.dates[0].to": "unknown-key"}),
    (when({"dates": ["10-01"]}), {f"{W}.dates[0]": "no-year"}),
    (when({"dates": [{"from": "06-01"}]}), {f"{W}.dates[0]": "no-year"}),
    (when({"dates": [{"from": "2026-11-15", "through": "03-15"}]}), {f"{W}.dates[0].through": "not-a-day"}),
    (when({"dates": [{"from": "06-01", "to": 1}]}), {f"{W}.dates[0]": "no-year"}),
    (when({"dates": ["13-01"]}), {f"{W}.dates[0]": "not-a-day"}),
    (when({"month_day": []}), {f"{W}.month_day": "list-size"}),
    (when({"month_day": 15}), {f"{W}.month_day": "not-a-list"}),
    (when({"month_day": [0, 32, "15"]}), {f"{W}.month_day[{n}]": "not-whole" for n in range(3)}),
    (when({"month_day": [15, 15]}), {f"{W}.month_day[1]": "twice"}),
    (when({"month_day": ["last", -1, {"from": 1, "through": 7}]}),
     {f"{W}.month_day[{n}]": "days-one-by-one" for n in range(3)}),
    (when({"month_day": [True, None, 1.0]}), {f"{W}.month_day[{n}]": "not-whole" for n in range(3)}),
    *[(when({key: [10]}), {f"{W}.{key}": "yearly-instead"})
      for key in ("month", "months", "season", "annually", "every_year")],
    *[(when({key: [10]}), {f"{W}.{key}": "month-day-instead"}) for key in ("day_of_month", "monthly")],
    (when({"month": [10], "season": [10]}), {W: "one-condition"}),
    (when({"yearly": []}), {f"{W}.yearly": "list-size"}),
    (when({"yearly": "10-01"}), {f"{W}.yearly": "not-a-list"}),
    (when({"yearly": ["国庆", 1001, "1001", "10-01 10-02", None, ""]}),
     {f"{W}.yearly[{n}]": "not-in-year" for n in range(6)}),
    (when({"yearly": ["02-30", "11-31", "00-01", "13-01", "2026-02-29", "2月30日"]}),
     {f"{W}.yearly[{n}]": "no-such-day" for n in range(6)}),
    (when({"yearly": ["10-1", "10-01\n", "１０-01", "10月1日", "每年 10 月 1 号", "10/01", "10.1"]}),
     {f"{W}.yearly[{n}]": "in-year-otherwise" for n in range(7)}),
    (when({"yearly": ["2026-10-01", "2026年10月1日"]}), {f"{W}.yearly[{n}]": "has-year" for n in range(2)}),
    (when({"yearly": ["10-01", "10-01"]}), {f"{W}.yearly[1]": "twice"}),
    (when({"yearly": [{"from": "10-01", "through": "10-01"}, "10-01"]}), {f"{W}.yearly[1]": "twice"}),
    (when({"yearly": [{"from": "06-01"}]}), {f"{W}.yearly[0].through": "missing-key"}),
    (when({"yearly": [{"from": "06-01", "to": "x"}]}),
     {f"{W}.yearly[0].to": "unknown-key", f"{W}.yearly[0].through": "missing-key"}),
    (when({"spend": SPEND}), {f"{W}.spend.at_least": "nothing-said"}),
    (when({"spend": {**SPEND, "at_least": "1", "more_than": "1"}}), {f"{W}.spend.at_least": "not-one-bound"}),
    (when({"spend": {**SPEND, "at_most": "1", "less_than": "1"}}), {f"{W}.spend.at_least": "not-one-bound"}),
    (when({"spend": {"at_least": "10", "lines": ["set"]}}), {f"{W}.spend.of": "missing-key"}),
    (when({"spend": {**SPEND, "of": "left", "at_least": "10"}}), {f"{W}.spend.of": "not-an-option"}),
    (when({"spend": {**SPEND, "at_least": 10}}), {f"{W}.spend.at_least": "not-yuan"}),
    (when({"nth": {"limit": "day", "is": [1]}}), {f"{W}.nth.limit": "not-there"}),
    (when({"nth": {"limit": "sitting"}}), {f"{W}.nth.is": "one-of-two"}),
    (when({"nth": {"limit": "sitting", "is": [1], "from": 2}}), {f"{W}.nth.is": "one-of-two"}),
    (when({"nth": {"limit": "sitting", "is": [0]}}), {f"{W}.nth.is[0]": "not-whole"}),
    (when({"nth": {"limit": "sitting", "from": 3, "below": 3}}), {f"{W}.nth.below": "nothing-inside"}),
    (when(nested(9, "not", {"category": "a"})), {W + ".not" * 8: "too-deep"}),
    (when({"not": []}), {f"{W}.not": "one-condition"}),
    (when({"all": {"category": "a"}}), {f"{W}.all": "not-a-list"}),
]  # fmt: skip

WRONG_FORMULAS: list[tuple[Json, dict[str, str]]] = [
    (one({"percent": "25", **SHARE, "cap": "3.00"}), {f"{F}.cap": "bounded-outside"}),
    (one({"part": "1/0", **SHARE}), {f"{F}.part": "not-a-part"}),
    (one({"part": "4/3", **SHARE}), {f"{F}.part": "not-a-part"}),
    (one({"part": "0.5", **SHARE}), {f"{F}.part": "not-a-part"}),
    (one({"percent": "100.01", **SHARE}), {f"{F}.percent": "not-percent"}),
    (one({"percent": "12.345", **SHARE}), {f"{F}.percent": "not-percent"}),
    (one({"percent": "10", **SHARE, "of": "cost"}), {f"{F}.of": "not-an-option"}),
    (one({"percent": "10", **SHARE, "of": {"layer": "b"}}), {f"{F}.of": "not-earlier"}),
    (one({"percent": "10", **SHARE, "of": {"layer": "a"}}), {f"{F}.of": "not-earlier"}),
    (one({"percent": "10", **SHARE, "of": {"fund": "a"}}),
     {f"{F}.of.fund": "unknown-key", f"{F}.of.layer": "missing-key"}),
    (one({"percent": "10", **SHARE, "round": "even"}), {f"{F}.round": "not-an-option"}),
    (one({"percent": "10", **SHARE, "to": "0.00"}), {f"{F}.to": "nothing"}),
    (one({"percent": "10", **SHARE, "to": 0.1}), {f"{F}.to": "not-yuan"}),
    (one({"percent": "10", **SHARE, "above": "10", "up_to": "10"}), {f"{F}.up_to": "up-to-nothing"}),
    (one({"percent": "10", **SHARE, "up_to": "0"}), {f"{F}.up_to": "up-to-nothing"}),
    (one({"sum": [{"fixed": "1"}] * 11}), {f"{F}.sum": "list-size"}),
    (one({"highest": [{"fixed": "1"}, {}]}), {f"{F}.highest[1]": "one-formula"}),
    (one(nested(5, "sum", {"fixed": "1"})),
     {f"{F}.sum[{a}].sum[{b}].sum[{c}].sum[{d}]": "too-deep"
      for a in (0, 1) for b in (0, 1) for c in (0, 1) for d in (0, 1)}),
]  # fmt: skip
