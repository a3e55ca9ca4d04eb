"""What is typed into the editor: read as it is meant, told in words where it cannot be, and never lost."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from settlement.core.editing.typed import number_typed
from settlement.core.policy.looks import age_on
from settlement.core.policy.parse import AGE_REACHED
from settlement.models import Policy
from settlement.views.editor_people import born_at
from tests.settlement.reading import text_of
from tests.settlement.test_editor import FOLDER, Fields, desk, drafted, posted, raw_of, sent_by, town
from tests.settlement.test_editor_mistakes import refused, summary
from tests.town import Town

__all__ = ["desk", "town"]

REST = "不适用人员、钱包产品等（原文）"
PAYS = re.compile(r"老人付 <b>([0-9.]+)</b> 元")


def document() -> Any:
    found = json.loads((FOLDER / "nanchang-2023-24.json").read_text(encoding="utf-8"))
    return {name: part for name, part in found.items() if name != "exclusions"}


def looked(client: Client, sent: list[tuple[str, str]], **typed: str) -> str:
    """The example people after other values were typed into some fields."""
    other = {name.replace("__", "."): value for name, value in typed.items()}
    answer = client.post("/policies/look", posted([(name, other.get(name, value)) for name, value in sent]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["[1]", '"x"', "null"])
def test_a_rest_that_is_no_object_is_told_and_stays(desk: Client, typed: str) -> None:
    sent = [(name, typed if name == "rest" else value) for name, value in sent_by(desk, "/policies/new")]
    answer = desk.post("/policies/new", posted(sent, act="save"))
    page = answer.content.decode()
    fields = Fields()
    fields.feed(page)
    assert (answer.status_code, dict(fields.sent)["rest"].strip()) == (422, typed)
    assert f"{REST}：应为对象 {{…}}" in summary(page)
    assert "文件还有 1 处错误" in looked(desk, sent)


@pytest.mark.django_db
def test_a_rest_replaces_nothing_that_has_fields(town: Town, desk: Client) -> None:
    address = drafted(town, document())
    before = set(Policy.objects.values_list("digest", flat=True))
    page = refused(desk, address, rest='{"layers": [], "title": {"zh": "偷换", "en": "x"}}')
    assert summary(page) == [f"{REST}：layers、title 在上面有自己的栏目：请在那里填，并从这里删去"]
    assert "偷换" in page
    assert set(Policy.objects.values_list("digest", flat=True)) == before


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "0002-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "275760-09-13"])
def test_any_day_that_can_be_typed_is_answered_in_words(town: Town, desk: Client, day: str) -> None:
    address = drafted(town, document())
    sent = sent_by(desk, address)
    page = looked(desk, sent, from_on=day)
    assert "“从哪天起适用”应为 1900 到 2199 年的日期" in page
    assert PAYS.findall(page) == []
    for field in ("from_on", "until_on"):
        typed = [(name, day if name == field else value) for name, value in sent]
        answer = desk.post(address, posted(typed, act="save"))
        assert (answer.status_code, f'value="{day}"' in answer.content.decode()) == (422, True)


@given(
    age=st.integers(1, 120),
    on=st.dates(date(1900, 1, 1), date(2199, 12, 31))
    | st.builds(date, st.integers(1900, 2199), st.sampled_from((1, 12)), st.integers(1, 31)),
    reached=st.sampled_from(AGE_REACHED),
)
def test_an_example_is_of_her_age_and_has_no_birthday_that_month(age: int, on: date, reached: str) -> None:
    born = born_at(age=age, on=on, reached=reached)
    assert age_on(born, on, reached) == age
    assert born.month != on.month


@pytest.mark.django_db
@pytest.mark.parametrize("reached", AGE_REACHED)
def test_on_new_years_day_sixty_is_sixty(town: Town, desk: Client, reached: str) -> None:
    tiers = [{"when": {"age": {"from": age}}, "formula": {"fixed": yuan}} for age, yuan in ((80, "3.00"), (60, "1.00"))]
    layer = {"id": "one", "title": {"zh": "层", "en": "Layer"}, "payer": "canteen", "lines": ["set"]}
    made = {name: part for name, part in document().items() if name not in ("limits", "elder")}
    made |= {"age_reached": reached, "layers": [{**layer, "tiers": tiers, "tiers_pick": "first"}]}
    sent = [each for each in sent_by(desk, drafted(town, made)) if not each[0].startswith("person.")]
    people = [("person.age", age) for age in ("59", "60", "79", "80")]
    people += [(f"person.{name}", value) for _age in people for name, value in (("categories", ""), ("home", "here"))]
    assert PAYS.findall(looked(desk, [*sent, *people])) == ["12.00", "11.00", "11.00", "9.00"]


@pytest.mark.django_db
def test_a_price_or_an_age_that_is_not_counted_is_told(town: Town, desk: Client) -> None:
    sent = sent_by(desk, drafted(town, document()))
    for price in ("5000", "1000.01", "十二", "-1"):
        page = looked(desk, sent, price=price)
        assert (PAYS.findall(page), "套餐价应为 0 到 1000 元" in page) == ([], True)
        assert f'value="{price}"' in page
    assert PAYS.findall(looked(desk, sent, price="￥１３．００元")) == PAYS.findall(looked(desk, sent, price="13.00"))
    people = [("person.age", age) for age in ("六十", "0", "121", "６０岁")]
    people += [(f"person.{name}", value) for _age in people for name, value in (("categories", ""), ("home", "here"))]
    page = looked(desk, [*(each for each in sent if not each[0].startswith("person.")), *people])
    assert (page.count("年龄应为 1 到 120 的整数。"), len(PAYS.findall(page))) == (3, 1)
    assert 'value="六十"' in page


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *[(each, "2.5") for each in ("２．５", "2。5", "¥2.5", "￥2.5", "2.5元", " ¥ 2.5 元 ")],
        *[(each, "60") for each in ("６０", "60岁", "６０岁")],
        ("5.00", "5.00"),
        ("05", "05"),
        *[(each, each) for each in ("三元", "2,5", "-3", "3元5角", "¥", "1e3", "", "5.005元/餐")],
    ],
)
def test_a_number_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert number_typed(typed) == meant


@pytest.mark.django_db
def test_amounts_and_ages_come_into_the_document_as_meant(town: Town, desk: Client) -> None:
    address = drafted(town, document())
    other = {"layers.0.tiers.0.amount.value": "￥２．５０元", "layers.0.tiers.0.who.age_from": "８１岁"}
    sent = [(name, other.get(name, value)) for name, value in sent_by(desk, address)]
    tier = raw_of(desk, address, sent)["layers"][0]["tiers"][0]
    assert (tier["formula"], tier["when"]["age"]["from"]) == ({"fixed": "2.50"}, 81)


@pytest.mark.django_db
def test_what_is_no_number_is_told_without_the_documents_keys(town: Town, desk: Client) -> None:
    address = drafted(town, document())
    sent = [*sent_by(desk, address), ("limited", "on")]
    limits = [("limits.8.id", "once"), ("limits.8.per", "day"), ("limits.9.id", "twice"), ("limits.9.count", "两次")]
    bands = [
        ("bands.8.lines", "set"),
        ("bands.8.who.age_from", "六十"),
        ("bands.9.lines", "set"),
        ("bands.9.most", "三元"),
    ]
    typed = [*sent, *limits, ("limits.9.per", "day"), *bands]
    page = desk.post(address, posted(typed, act="save")).content.decode()
    told = "\n".join(summary(page))
    assert re.findall(r"[a-z_]{3,}", told) == []
    for value in ("两次", "六十", "三元"):
        assert f'value="{value}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("box", "typed", "line"),
    [
        ("regions", "zhengguo", "zhengguo"),
        ("regions", "正果镇", "正果镇"),
        ("canteens", "shitang", "shitang"),
        ("regions", "zhengguo 正果镇\nzhengguo 另一镇", "zhengguo 另一镇"),
    ],
)
def test_a_line_that_is_no_key_and_name_is_told_and_stays(
    town: Town, desk: Client, box: str, typed: str, line: str
) -> None:
    made = {name: part for name, part in document().items() if name not in ("regions", "canteens")}
    address = drafted(town, {**made})
    page = refused(desk, address, **{box: typed})
    fields = Fields()
    fields.feed(page)
    assert dict(fields.sent)[box].strip() == typed
    assert [each for each in summary(page) if "每行写代号和名称" in each and f"“{line}”" in each] != []


@pytest.mark.django_db
def test_tiers_stay_until_the_draft_is_kept_without_them(town: Town, desk: Client) -> None:
    made = document()
    address = drafted(town, made)
    name = "layers.0.pick"
    chosen = dict(sent_by(desk, address))[name]
    count = len(made["layers"][0]["tiers"])

    def again(sent: list[tuple[str, str]], pick: str) -> tuple[str, list[tuple[str, str]]]:
        typed = [(each, pick if each == name else value) for each, value in sent]
        page = desk.post(address, posted(typed, act="again")).content.decode()
        fields = Fields()
        fields.feed(page)
        return text_of(page), fields.sent

    said, sent = again(sent_by(desk, address), "")
    assert f"这里有 {count} 档，不分档只用第 1 档的金额" in " ".join(said.split())
    _, back = again(sent, chosen)
    assert raw_of(desk, address, back) == made
    assert "formula" in raw_of(desk, address, sent)["layers"][0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "same", "asked"),
    [
        ("registered_in", "registered:town", [{"registered": {"in": ["linping"]}}, {"registered": {"same": "town"}}]),
        ("resident_in", "resident:district", [{"resident": {"in": ["linping"]}}, {"resident": {"same": "district"}}]),
        ("resident_in", "registered:city", [{"resident": {"in": ["linping"]}}, {"registered": {"same": "city"}}]),
    ],
)
def test_where_she_lives_is_asked_beside_that_the_canteen_is_there(
    town: Town, desk: Client, place: str, same: str, asked: list[Any]
) -> None:
    made = document()
    made["regions"] = {"linping": "林坪镇"}
    made["layers"][0].pop("when", None)
    address = drafted(town, made)
    fields = {f"layers.0.who.{place}": "林坪镇", "layers.0.who.same": same}
    sent = [(name, fields.get(name, value)) for name, value in sent_by(desk, address)]
    assert raw_of(desk, address, sent)["layers"][0]["when"] == {"all": asked}
    assert desk.post(address, posted(sent, act="save")).status_code == 302
    opened = dict(sent_by(desk, address))
    assert {name: opened[name] for name in fields} == fields


@pytest.mark.django_db
def test_an_end_beside_an_exact_amount_is_told(town: Town, desk: Client) -> None:
    made = document() | {"elder": [{"lines": ["set"], "at_least": "1.00", "at_most": "3.00", "beyond": "canteen"}]}
    address = drafted(town, made)
    sent = [*sent_by(desk, address), ("bands.0.exactly", "on")]
    page = desk.post(address, posted(sent, act="save"))
    assert page.status_code == 422
    assert summary(page.content.decode()) == ["老人自付第 1 条 · 至少（元）：勾了“不多不少”，这里不用填"]


@pytest.mark.django_db
def test_who_pays_beyond_an_end_that_is_empty_is_told_and_stays(town: Town, desk: Client) -> None:
    made = document() | {"elder": [{"lines": ["set"], "at_least": "1.00"}]}
    address = drafted(town, made)
    sent = [(name, "suspense" if name == "bands.0.bearer.name" else value) for name, value in sent_by(desk, address)]
    page = desk.post(address, posted(sent, act="save")).content.decode()
    assert summary(page) == ["老人自付第 1 条 · 谁付：没有填“至多”，这里没有可付的：请填“至多”，或选食堂"]
    fields = Fields()
    fields.feed(page)
    assert dict(fields.sent)["bands.0.bearer.name"] == "suspense"
