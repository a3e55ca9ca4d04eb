"""Policy documents for tests: the smallest parts that are valid, and Hypothesis strategies over whole ones."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from settlement.core.case import Case, Fact, Line
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


# --- strategies: whole documents and cases, small enough that their parts meet ---------------------------------------
FUNDS = ("town", "district", "charity")
CATEGORIES = ("dibao", "tekun")
KINDS = ("set", "extra", "weighed", "delivery")

yuan = st.builds("{}.{:02d}".format, st.integers(0, 12), st.integers(0, 99))
money = st.integers(0, 2000)
some_lines = st.sampled_from((["set"], ["set"], ["set", "extra"], ["extra", "weighed"], ["set", "weighed", "delivery"]))
one_in_three = st.sampled_from((True, False, False))


def _age(from_: int, width: int) -> Json:
    return {"age": {"from": from_, "below": from_ + width}}


conditions: st.SearchStrategy[Json] = st.recursive(
    st.one_of(
        st.builds(_age, st.sampled_from((50, 60, 70, 80)), st.sampled_from((10, 20, 60))),
        st.builds(lambda name: {"category": name}, st.sampled_from(CATEGORIES)),
        st.just({"category_any": list(CATEGORIES)}),
        st.builds(lambda name: {"sitting": [name]}, st.sampled_from(("lunch", "dinner"))),
    ),
    lambda parts: st.one_of(
        st.builds(lambda some: {"all": some}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda some: {"any": some}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda one: {"not": one}, parts),
    ),
    max_leaves=4,
)

formulas: st.SearchStrategy[Json] = st.recursive(
    st.one_of(
        st.builds(lambda much: {"fixed": much}, yuan),
        st.builds(lambda much: {"down_to": much}, yuan),
        st.builds(
            lambda percent, of, rounding: {"percent": str(percent), "of": of, "round": rounding},
            st.integers(0, 100),
            st.sampled_from(("price", "left")),
            st.sampled_from(("down", "half_up", "up")),
        ),
    ),
    lambda parts: st.one_of(
        st.builds(lambda some: {"lowest": some}, st.lists(parts, min_size=2, max_size=3)),
        st.builds(lambda some: {"highest": some}, st.lists(parts, min_size=2, max_size=3)),
    ),
    max_leaves=3,
)


@st.composite
def payers(draw: st.DrawFn, key: str = "payer", thens: tuple[str, ...] = ("canteen", "hold")) -> Json:
    """A payer and, for a fund, its way out."""
    if draw(one_in_three):
        return {key: "canteen"}
    empty = {"then": draw(st.sampled_from(thens)), "part": draw(st.booleans())}
    return {key: {"fund": draw(st.sampled_from(FUNDS))}, "empty": empty}


@st.composite
def layers(draw: st.DrawFn, number: int, last: bool) -> Json:
    thens = ("canteen", "elder", "hold") if last else ("next", "next", "canteen", "elder", "hold")
    found: Json = {"id": f"layer-{number}", "title": title(), "lines": draw(some_lines), **draw(payers(thens=thens))}
    if draw(one_in_three):
        found["when"] = draw(conditions)
    if draw(one_in_three):
        found["limits"] = draw(st.sampled_from(([], ["one"], ["two"], ["one", "two"])))
    if not draw(one_in_three):
        return {**found, "formula": draw(formulas)}
    tiers = [{"when": draw(conditions), "formula": draw(formulas)} for _ in range(draw(st.integers(1, 3)))]
    return {**found, "tiers": tiers, "tiers_pick": draw(st.sampled_from(("first", "highest")))}


@st.composite
def bands(draw: st.DrawFn) -> Json:
    least, more = draw(st.integers(0, 5)), draw(st.integers(0, 4))
    found: Json = {"when": draw(conditions), "lines": draw(some_lines), "at_least": f"{least}.50"}
    if draw(st.booleans()):
        found |= {"at_most": f"{least + more}.50", **draw(payers("beyond"))}
    return found


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """A whole, valid document of up to five layers and two bands."""
    count = draw(st.integers(0, 5))
    return document(
        *(draw(layers(number, number == count - 1)) for number in range(count)),
        age_reached=draw(st.sampled_from(("birthday", "next_day", "next_month"))),
        promise_gap=draw(payers()),
        elder=draw(st.lists(bands(), max_size=2)),
        limits=[{"id": "one", "per": "sitting", "count": 1}, {"id": "two", "per": "week", "count": 3}],
    )


cases: st.SearchStrategy[Case] = st.builds(
    Case,
    service_on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    sitting=st.sampled_from(("breakfast", "lunch", "dinner")),
    lines=st.lists(st.builds(Line, st.sampled_from(("set", *KINDS)), money), max_size=3).map(tuple),
    birth_on=st.none() | st.dates(DAY - timedelta(days=366 * 100), DAY - timedelta(days=366 * 45)),
    facts=st.lists(
        st.builds(Fact, st.sampled_from(("category", "state")), st.sampled_from(CATEGORIES)), max_size=3
    ).map(tuple),
    left=st.dictionaries(st.sampled_from(FUNDS), st.integers(0, 600)),
    promised_fen=st.none() | money,
)
