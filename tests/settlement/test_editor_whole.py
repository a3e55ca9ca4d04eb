"""Whole documents through the editor's form and back: what a browser sends of them is the document they were."""

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from settlement.views.editor_form import Names, said_of
from tests.settlement.core.documents import Json, document, layer, random_document
from tests.settlement.test_editor import RULES, Fields, desk, drafted, posted, raw_of, sent_by, town
from tests.settlement.test_policy_language import BLOCKS, PHRASES
from tests.town import Town

__all__ = ["desk", "town"]

NEW = "/policies/new"
# What is ticked is sent in the order of the page; in a document it has none.
TICKED = ("lines", "sitting", "calendar", "mode", "limits")


def unordered(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: unordered(part, key) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    words = all(isinstance(each, str) for each in value)
    return sorted(value) if words and name in TICKED else [unordered(each) for each in value]


def as_cards(client: Client, written: Json) -> list[tuple[str, str]]:
    """What a browser sends of the cards that a document is opened as."""
    page = client.post(NEW, {"document": json.dumps(written, ensure_ascii=False), "act": "cards"}).content.decode()
    fields = Fields()
    fields.feed(page)
    return fields.sent


def changed(client: Client, documents: Iterable[Json]) -> list[tuple[Json, Json]]:
    """The parts of documents that are others after they were opened as cards and sent back as they stood there."""
    found = []
    for written in documents:
        sent = as_cards(client, written)
        assert "document" not in dict(sent)
        before, after = unordered(written), unordered(raw_of(client, NEW, sent))
        names = [name for name in before | after if before.get(name) != after.get(name)]
        found += [({name: before.get(name)}, {name: after.get(name)}) for name in names]
    return found


@pytest.mark.django_db
def test_every_published_rule_is_sent_back_as_it_was_shown(desk: Client) -> None:
    assert changed(desk, (json.loads(path.read_text(encoding="utf-8")) for path in RULES)) == []


@pytest.mark.django_db
def test_every_document_of_the_page_on_the_language_is_sent_back_as_it_was_shown(desk: Client) -> None:
    assert changed(desk, (json.loads(text) for kind, text in BLOCKS if kind == "json")) == []


def phrases() -> list[Json]:
    """What the page gives for every phrase of a notice: layers and their parts side by side, the rest one by one."""
    layers: list[Json] = []
    found = []
    for _says, place, text in PHRASES:
        named = f"layer-{len(layers)}"
        if place == "document":
            found.append(document(layer("a", {"fixed": "1.00"})) | json.loads(f"{{{text}}}"))
        elif place == "layer":
            given_ = json.loads(f"{{{text}}}")
            layers.append(layer(named, None if "tiers" in given_ else {"fixed": "1.00"}, **given_))
        elif place == "`formula`":
            layers.append(layer(named, json.loads(text)))
        else:
            layers.append(layer(named, {"fixed": "1.00"}, when=json.loads(text)))
    return [*found, *(document(*layers[at : at + 25]) for at in range(0, len(layers), 25))]


@pytest.mark.django_db
def test_every_phrase_of_the_page_is_sent_back_as_it_was_shown(desk: Client) -> None:
    assert changed(desk, phrases()) == []


@pytest.mark.django_db
def test_documents_of_every_kind_are_sent_back_as_they_were_shown(desk: Client) -> None:
    assert changed(desk, map(random_document, range(24))) == []


def odd() -> list[Json]:
    """What a document seldom says: what no choice of the page offers, and names that are read as others."""
    one = {"fixed": "1.00"}
    share = {"percent": "10", "of": "paid", "round": "even"}
    place = {"registered": {"same": "province"}}
    names = {"a": "一镇", "b": "一镇", "c": "东 区", "d": "e", "e": "西区", "f": "南区/新区", "g": "北、区"}
    asked: Json = {"registered": {"in": list(names)}}
    return [
        document(layer("a", one, limits=["sitting"])),
        document(layer("a", one, limits=["nowhere"]), limits=[{"id": "day", "per": "day", "count": 1}]),
        document(layer("a", one, limits=[]), limits=[{"id": "day", "per": "decade", "counts": "nothing"}]),
        document(layer("a", one, lines=["soup"], when={"sitting": ["supper"]})),
        document(layer("a", share, when=place), age_reached="eve", promise_gap={"payer": "elder"}),
        document(layer("a", one, payer={"fund": "town"}, empty={"then": "suspense", "part": False})),
        document(layer("a", one, when=asked), regions=names),
        document(layer("a", one, when={"canteen": list(names)}), canteens=names),
    ]


@pytest.mark.django_db
def test_what_no_choice_offers_stays_as_it_was(desk: Client) -> None:
    assert changed(desk, odd()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["id", "title", "lines", "limits", "payer", "formula", "when", "tiers"])
def test_what_is_no_text_is_edited_as_it_stands(desk: Client, name: str) -> None:
    """A field would show and send back something else."""
    wrong: tuple[Any, ...] = ({}, [], 5, None, [{}], {"zh": []})
    layers = [{**layer("a", {"fixed": "1.00"}), name: each} for each in wrong]
    written = [document(one, elder=[{"lines": ["set"], "at_least": one[name]}]) for one in layers]
    assert [raw_of(desk, NEW, as_cards(desk, each)) for each in written] == written


names = st.text("ab东西 、/", min_size=1, max_size=3).filter(lambda name: name == name.strip())


@given(st.dictionaries(st.sampled_from(("a", "b", "ab", "东")), names))
def test_a_name_is_read_as_the_key_it_is_said_for(known: dict[str, str]) -> None:
    assert Names(known, {}).keys(said_of(known, known), "regions") == tuple(known)


def with_limits(*limits: Json) -> Json:
    return document(layer("a", {"fixed": "1.00"}), limits=list(limits))


DAY = {"id": "day", "per": "day"}


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [DAY | {"counts": "every_meal"}, DAY | {"count": 20, "counts": "every_meal"}])
def test_that_every_meal_counts_is_kept_where_no_sum_is(town: Town, desk: Client, limit: Json) -> None:
    address = drafted(town, with_limits({**DAY, "count": 1}))
    typed = {"limits.0.count": str(limit.get("count", "")), "limits.0.counts": "every_meal"}
    sent = [(name, typed.get(name, value)) for name, value in sent_by(desk, address)]
    assert desk.post(address, posted(sent, act="save")).status_code == 302
    assert raw_of(desk, address, sent_by(desk, address)) == with_limits(limit)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (DAY | {"count": 1, "counts": "paid"}, "没有填“最多几元”，只能选“每一餐都计次”，或不选"),
        (DAY | {"sum": "5.00", "counts": "every_meal"}, "填了“最多几元”，请选按实付计入或按补贴额计入"),
    ],
)
def test_how_a_limit_is_not_counted_is_told_and_stays(desk: Client, limit: Json, said: str) -> None:
    sent = as_cards(desk, with_limits(limit))
    page = desk.post(NEW, posted(sent, act="save")).content.decode()
    fields = Fields()
    fields.feed(page)
    assert page.count(f"餐费不足补贴额时</a>：{said}") == 2
    assert dict(fields.sent)["limits.0.counts"] == limit["counts"]


@pytest.mark.django_db
def test_a_limit_that_was_added_on_the_page_can_be_dropped_again(desk: Client) -> None:
    written = document(layer("a", {"fixed": "1.00"}))
    none, sent = "没有另写：每人每餐次补一次，全部食堂合计。", as_cards(desk, written)
    for act, is_none in (("limits.add", False), ("limits.0.drop", False), ("limits.0.drop", True)):
        page = desk.post(NEW, posted(sent, act=act)).content.decode()
        fields = Fields()
        fields.feed(page)
        sent = fields.sent
        assert (none in page) == is_none
    assert raw_of(desk, NEW, sent) == written


def with_everything() -> Json:
    """Payers that are funds and shares with a bound: what has most fields beside its choice."""
    share = {"lowest": [{"percent": "12.5", "of": "left", "round": "up"}, {"fixed": "3.00"}]}
    town = {"fund": "town"}
    band = {"lines": ["set"], "at_most": "3.00", "beyond": town, "empty": {"then": "canteen", "part": False}}
    return document(
        layer("a", tiers=[{"formula": share}], tiers_pick="first", payer=town, empty={"then": "elder", "part": False}),
        layer("b", share, payer=town, empty={"then": "canteen", "part": True}),
        elder=[band],
        promise_gap={"payer": town, "empty": {"then": "canteen", "part": False}},
    )


def chosen(client: Client, sent: list[tuple[str, str]], name: str, choice: str) -> list[tuple[str, str]]:
    """What is sent of the page that is drawn for another choice."""
    typed = [(each, choice if each == name else value) for each, value in sent]
    fields = Fields()
    fields.feed(client.post(NEW, posted(typed, act="again")).content.decode())
    return fields.sent


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "choices", "between"),
    [
        ("layers.0.bearer.name", ["canteen"], ("layers", 0, "payer", "canteen")),
        ("layers.1.bearer.name", ["canteen"], ("layers", 1, "payer", "canteen")),
        ("bands.0.bearer.name", ["suspense", "canteen"], ("elder", 0, "beyond", "canteen")),
        ("gap.name", ["canteen"], ("promise_gap", None, "payer", "canteen")),
        ("layers.0.tiers.0.amount.kind", ["fixed"], ("layers", 0, "tiers", [{"formula": {"fixed": "12.5"}}])),
        ("layers.1.tiers.0.amount.kind", ["fixed", "down_to"], ("layers", 1, "formula", {"down_to": "12.5"})),
        ("layers.1.tiers.0.amount.kind", ["raw"], ("layers", 1, "formula", 12.5)),
        ("layers.0.pick", ["highest", ""], ("layers", 0, "formula", with_everything()["layers"][1]["formula"])),
    ],
)
def test_another_choice_is_tried_without_a_loss(
    desk: Client, name: str, choices: list[str], between: tuple[str, int | None, str, Any]
) -> None:
    written = with_everything()
    first = as_cards(desk, written)
    sent = first
    for choice in choices:
        sent = chosen(desk, sent, name, choice)
    what, number, key, value = between
    part = raw_of(desk, NEW, sent)[what]
    assert (part if number is None else part[number])[key] == value
    assert raw_of(desk, NEW, chosen(desk, sent, name, dict(first)[name])) == written


@pytest.mark.django_db
def test_limits_are_named_in_the_readers_language(desk: Client) -> None:
    limits = [
        {"id": "sitting", "per": "sitting", "count": 1},
        {"id": "month", "per": "month", "count": 20, "counts": "every_meal"},
        DAY | {"counts": "every_meal"},
        {"id": "pool", "per": "week", "count": 5, "sum": "8.00", "counts": "paid"},
        {"id": "some", "per": "day", "count": 1, "when": {"category": "dibao"}},
    ]
    written = json.dumps(document(layer("a", {"fixed": "1.00"}), limits=limits), ensure_ascii=False)

    def said() -> tuple[list[str], list[str]]:
        page = desk.post(NEW, {"document": written, "act": "cards"}).content.decode()
        counted = re.findall(r'name="layers\.0\.limits"[^<>]*> ([^<>]*)</label>', page)
        same = page.partition('id="layers.0.who.same"')[2]
        return [each.strip() for each in counted], re.findall(r"<option[^<>]*>([^<>]*)</option>", same)[:1]

    assert said() == (
        [
            "每餐次 1 次（sitting）",
            "每月 20 次、每一餐都计次（month）",
            "每天 每一餐都计次（day）",
            "每自然周 5 次、8.00 元（pool）",
            "some",
        ],
        ["不限"],
    )
    desk.cookies["django_language"] = "en"
    assert said() == (
        [
            "Per sitting: 1 time (sitting)",
            "Per month: 20 times, every meal counts (month)",
            "Per day: every meal counts (day)",
            "Per calendar week: 5 times, 8.00 yuan (pool)",
            "some",
        ],
        ["Any"],
    )


@pytest.mark.django_db
def test_a_number_longer_than_any_is_told_and_stays(desk: Client) -> None:
    sent = as_cards(desk, with_limits(DAY | {"count": 1}))
    number = "9" * 5000
    typed = [(name, number if name == "limits.0.count" else value) for name, value in sent]
    answer = desk.post(NEW, posted(typed, act="save"))
    assert answer.status_code == 422
    assert f'value="{number}"' in answer.content.decode()
