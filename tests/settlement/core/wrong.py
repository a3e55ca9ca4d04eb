"""Documents with one mistake each: what is changed in a valid one, and the path and code it is refused with."""

from typing import Any

from tests.settlement.core.documents import Json, document, fund, layer

TWO = [{"when": {"category": "dibao"}, "formula": {"fixed": "2.00"}}, {"formula": {"fixed": "1.00"}}]
BAND = {"lines": ["set"], "at_least": "3.00", "at_most": "5.00", "beyond": "canteen"}
PERCENT = {"percent": "not-percent", "of": "missing-key", "round": "missing-key"}
HOLD = {"then": "hold", "part": True}


GONE = object()  # the key is left out


def changed(change: Json) -> Json:
    """The smallest document with these keys instead of its own."""
    found: Json = kept(document(**change))
    return found


def kept(value: Any) -> Any:
    """Without the keys that are left out, wherever they stand."""
    if isinstance(value, dict):
        return {key: kept(part) for key, part in value.items() if part is not GONE}
    return [kept(part) for part in value] if isinstance(value, list) else value


def one(formula: Json | None = None, **more: Any) -> Json:
    """A document with one layer."""
    return {"layers": [layer("a", formula, **more)]}


def when(condition: Any) -> Json:
    """A document with one layer under a condition."""
    return one({"fixed": "1"}, when=condition)


A = "layers[0]"
WRONG: list[tuple[Json, dict[str, str]]] = [
    ({"format": "nuancan-policy/2"}, {"format": "format"}),
    ({"titel": 1}, {"titel": "unknown-key"}),
    ({"two words": 1}, {'["two words"]': "unknown-key"}),
    ({"备注": 1}, {'["备注"]': "unknown-key"}),
    ({"\ud800": 1}, {'["\\ud800"]': "unknown-key"}),
    ({"title": "某镇"}, {"title": "not-an-object"}),
    ({"title": {"zh": "", "en": "a\nb"}}, {"title.zh": "not-text", "title.en": "not-text"}),
    ({"title": {"zh": "\ud800"}}, {"title.zh": "not-text", "title.en": "missing-key"}),
    ({"source": {"url": 5}}, {"source.title": "missing-key", "source.url": "not-text"}),
    ({**when({"age": {"from": 60}}), "age_reached": GONE}, {"age_reached": "age-unsaid"}),
    ({"age_reached": "tomorrow"}, {"age_reached": "not-an-option"}),
    ({"redecision": {"may_raise_elder": 1}}, {"redecision.may_raise_elder": "not-a-flag"}),
    ({"promise_gap": "canteen"}, {"promise_gap": "not-an-object"}),
    ({"promise_gap": {"payer": "elder"}}, {"promise_gap.payer": "not-a-payer"}),
    ({"promise_gap": {"payer": {"fund": "Town"}, "empty": HOLD}}, {"promise_gap.payer.fund": "not-a-key"}),
    ({"promise_gap": {"payer": {"fund": "town"}}}, {"promise_gap.empty": "missing-key"}),
    ({"promise_gap": fund("town", "next")}, {"promise_gap.empty.then": "empty-at-last"}),
    ({"promise_gap": fund("town", "elder")}, {"promise_gap.empty.then": "empty-at-last"}),
    ({"promise_gap": fund("town", "elders")}, {"promise_gap.empty.then": "not-an-option"}),
    ({"promise_gap": {**fund("town", "hold"), "payer": "canteen"}}, {"promise_gap.empty": "never-empty"}),
    ({"notes": ["张三 330501194605123456 特批"]}, {"notes[0]": "persons-number"}),
    ({"limits": {}}, {"limits": "not-a-list"}),
    (
        {"limits": [{"id": "a", "per": "hour", "count": 0}]},
        {"limits[0].per": "not-an-option", "limits[0].count": "not-whole"},
    ),
    ({"limits": [{"id": "a", "per": "day", "count": True}]}, {"limits[0].count": "not-whole"}),
    (
        {"limits": [{"id": "a", "per": "day", "count": 1}, {"id": "a", "per": "week", "count": 1}]},
        {"limits[1].id": "twice"},
    ),
    ({"layers": 5}, {"layers": "not-a-list"}),
    ({"layers": [5, None]}, {"layers[0]": "not-an-object", "layers[1]": "not-an-object"}),
    ({"layers": [{}] * 41}, {"layers": "list-size"}),
    (one(), {f"{A}.formula": "formula-or-tiers"}),
    (one({"fixed": "1"}, tiers=TWO, tiers_pick="first"), {f"{A}.formula": "formula-or-tiers"}),
    (one({"fixed": "1"}, tiers_pick="first"), {f"{A}.tiers_pick": "pick-without-tiers"}),
    (one(tiers=TWO), {f"{A}.tiers_pick": "missing-key"}),
    (one(tiers=[], tiers_pick="first"), {f"{A}.tiers": "list-size"}),
    (one(tiers=TWO[::-1], tiers_pick="first"), {f"{A}.tiers[1]": "never-reached"}),
    ({"layers": [layer("elder", {"fixed": "1"})]}, {f"{A}.id": "reserved"}),
    ({"layers": [layer("promise", {"fixed": "1"})]}, {f"{A}.id": "reserved"}),
    ({"layers": [layer("a", {"fixed": "1"})] * 2}, {"layers[1].id": "twice"}),
    ({"layers": [layer("-a", {"fixed": "1"})]}, {f"{A}.id": "not-a-key"}),
    ({"layers": [layer("a" * 41, {"fixed": "1"})]}, {f"{A}.id": "not-a-key"}),
    (one({"fixed": "1"}, payer="suspense"), {f"{A}.payer": "not-a-payer"}),
    (one({"fixed": "1"}, payer={"fund": "a", "x": 1}, empty=HOLD), {f"{A}.payer.x": "unknown-key"}),
    (one({"fixed": "1"}, payer={"fund": "a"}), {f"{A}.empty": "missing-key"}),
    (one({"fixed": "1"}, empty=HOLD), {f"{A}.empty": "never-empty"}),
    (one({"fixed": "1"}, payer={"fund": "a"}, empty={"then": "hold"}), {f"{A}.empty.part": "missing-key"}),
    (one({"fixed": "1"}, **fund("a", "next")), {f"{A}.empty.then": "no-layer-next"}),
    (one({"fixed": "1"}, lines=[]), {f"{A}.lines": "list-size"}),
    (one({"fixed": "1"}, lines=["set", "set"]), {f"{A}.lines[1]": "twice"}),
    (one({"fixed": "1"}, lines=["meal"]), {f"{A}.lines[0]": "not-an-option"}),
    (one({"fixed": "1"}, limits=["week"]), {f"{A}.limits[0]": "not-there"}),
    (one({"fixed": 5}), {f"{A}.formula.fixed": "not-yuan"}),
    (one({"fixed": "1000000000000"}), {f"{A}.formula.fixed": "too-much"}),
    (one({"fixed": "5.001"}), {f"{A}.formula.fixed": "not-yuan"}),
    (one({"fixed": "-5"}), {f"{A}.formula.fixed": "below-zero"}),
    (one({}), {f"{A}.formula": "one-formula"}),
    (one({"fixed": "1", "down_to": "2"}), {f"{A}.formula": "one-formula"}),
    (one({"fixed": "1", "of": "price"}), {f"{A}.formula.of": "unknown-key"}),
    (one({"percent": "101"}), {f"{A}.formula.{key}": code for key, code in PERCENT.items()}),
    (one({"percent": 25, "of": "price", "round": "down"}), {f"{A}.formula.percent": "not-percent"}),
    (one({"lowest": [{"fixed": "1"}]}), {f"{A}.formula.lowest": "list-size"}),
    (one({"lowest": [{"fixed": "1"}, {"fixed": 1}]}), {f"{A}.formula.lowest[1].fixed": "not-yuan"}),
    (when({}), {f"{A}.when": "one-condition"}),
    (when({"age": {}, "category": "a"}), {f"{A}.when": "one-condition"}),
    (when({"hukou": "town"}), {f"{A}.when": "one-condition"}),
    (when({"ages": {"from": 60}}), {f"{A}.when.ages": "unknown-key"}),
    (one({"fix": "5.00"}), {f"{A}.formula.fix": "unknown-key"}),
    (when(None), {f"{A}.when": "one-condition"}),
    (when({"age": {}}), {f"{A}.when.age.from": "missing-key"}),
    (when({"age": {"from": 70, "below": 70}}), {f"{A}.when.age.below": "nothing-inside"}),
    (when({"age": {"from": 60.0}}), {f"{A}.when.age.from": "not-whole"}),
    (when({"age": {"to": 60}}), {f"{A}.when.age.to": "below-instead", f"{A}.when.age.from": "missing-key"}),
    (when({"category": "two words"}), {f"{A}.when.category": "not-a-category"}),
    (when({"category_any": []}), {f"{A}.when.category_any": "list-size"}),
    (when({"sitting": ["tea"]}), {f"{A}.when.sitting[0]": "not-an-option"}),
    (when({"all": []}), {f"{A}.when.all": "list-size"}),
    (when({"any": [{"not": {"age": 5}}]}), {f"{A}.when.any[0].not.age": "not-an-object"}),
    ({"elder": [{"lines": ["set"]}]}, {"elder[0].at_least": "nothing-said"}),
    ({"elder": [{"lines": ["set"], "at_least": "3", "beyond": "canteen"}]}, {"elder[0].beyond": "nothing-beyond"}),
    ({"elder": [{"lines": ["set"], "at_most": "3"}]}, {"elder[0].beyond": "missing-key"}),
    ({"elder": [{**BAND, "at_most": "2.99"}]}, {"elder[0].at_most": "most-below-least"}),
    ({"elder": [{**BAND, "beyond": {"fund": "a"}, "empty": {**HOLD, "then": "elder"}}]},
     {"elder[0].empty.then": "empty-at-last"}),
    ({"elder": [BAND, BAND]}, {"elder[1]": "never-reached"}),
]  # fmt: skip
