"""Mistakes on the editor's page: told by card, tier and field, with a link that leads there; raw text by path."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from settlement.core.editing import draft_of
from settlement.core.editing.places import spot_of
from tests.settlement.reading import text_of
from tests.settlement.test_editor import FOLDER, RULES, desk, drafted, posted, sent_by, town
from tests.town import Town

__all__ = ["desk", "town"]

pytestmark = pytest.mark.django_db
RULE = "nanchang-2023-24.json"


def paths(value: Any, path: str = "") -> Iterator[str]:
    """The path of everything a document holds."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, part in value.items():
            yield from paths(part, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from paths(part, f"{path}[{index}]")


def refused(client: Client, address: str, **typed: str) -> str:
    """The page after saving with other values in some fields, named with two underscores for each dot."""
    other = {name.replace("__", "."): value for name, value in typed.items()}
    sent = [(name, other.get(name, value)) for name, value in sent_by(client, address)]
    answer = client.post(address, posted(sent, act="save"))
    assert answer.status_code == 422
    return answer.content.decode()


def summary(page: str) -> list[str]:
    """What stands at the head of the page: every mistake."""
    found = re.search(r'<div class="mistakes".*?</div>', page, re.S)
    return [" ".join(text_of(each).split()) for each in re.findall(r"<li>(.*?)</li>", found[0], re.S)] if found else []


@pytest.mark.parametrize("path", RULES[::9], ids=lambda path: path.stem)
def test_whatever_a_document_holds_has_a_place_on_the_page(path: Path, town: Town, desk: Client) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    draft = draft_of(document)
    assert draft is not None
    page = desk.get(drafted(town, document)).content.decode()
    ids = set(re.findall(r'id="([^"]+)"', page))
    written = [each for each in paths(document) if not each.startswith("format")]
    nowhere = {spot_of(each, draft).name for each in written} - ids
    # Ticks beside a field, and what goes with a fund where no fund pays, are never wrong by themselves.
    assert {name for name in nowhere if not name.endswith((".part", ".outside", ".discount"))} == set()


def test_a_mistake_leads_to_the_field_it_is_made_in(town: Town, desk: Client) -> None:
    document = json.loads((FOLDER / RULE).read_text(encoding="utf-8"))
    title = document["layers"][0]["title"]["zh"]
    page = refused(
        desk,
        drafted(town, document),
        zh="",
        layers__0__id="Town",
        layers__0__tiers__0__who__age_from="六十",
        layers__0__tiers__1__amount__value="5.005",
        age_reached="",
    )
    told = summary(page)
    assert told == [
        "名称：应为 1 到 200 个可显示字符的文字",
        f"第 1 层“{title}” · 代号：应为不超过 40 个字符的代号：小写字母开头，由小写字母、数字和单个连字符组成",
        f"第 1 层“{title}” · 第 1 档 · 从几岁起：应为 0 到 150 的整数",
        f"第 1 层“{title}” · 第 2 档 · 付多少：应为金额，最多两位小数，如 5.00",
        "年龄从何时起算：有条件用到年龄，请选一项",
    ]
    links = re.findall(r'<a href="#([^"]+)">', page.partition('class="mistakes"')[2].partition("</div>")[0])
    assert [bool(re.search(rf'id="{link}"[^>]* aria-invalid="true"', page)) for link in links] == [True] * len(told)


def test_an_amount_below_zero_is_told_in_the_words_of_the_form(town: Town, desk: Client) -> None:
    document = json.loads((FOLDER / RULE).read_text(encoding="utf-8"))
    [told] = summary(refused(desk, drafted(town, document), layers__0__tiers__1__amount__value="-4"))
    assert told.endswith("第 2 档 · 付多少：不能小于 0.00 元")


def test_what_is_folded_away_opens_where_it_is_wrong(town: Town, desk: Client) -> None:
    document = json.loads((FOLDER / RULE).read_text(encoding="utf-8"))
    address = drafted(town, document)
    name = "layers.0.who.other"
    folded = re.compile(r'<details [^<>]*?( open)?>(?:(?!</details>).)*id="layers\.0\.who\.other"', re.S)

    def is_open(page: str) -> bool:
        found = folded.search(page)
        return found is not None and found[1] is not None

    assert not is_open(desk.get(address).content.decode())
    page = refused(desk, address, **{name: '{"nobody": true}'})
    assert is_open(page)
    assert f'<a href="#{name}">' in page


@pytest.mark.parametrize(
    ("field", "said"),
    [("layers.0.who.other", "其他条件（原文）"), ("rest", "不适用人员、钱包产品等（原文）")],
)
def test_raw_text_that_is_none_is_told_with_its_card(town: Town, desk: Client, field: str, said: str) -> None:
    document = json.loads((FOLDER / RULE).read_text(encoding="utf-8"))
    [told] = summary(refused(desk, drafted(town, document), **{field: '{"age": '}))
    assert f"{said}：不是有效的 JSON：" in told
    if field == "rest":
        [told] = summary(refused(desk, drafted(town, document), rest="[1]"))
        assert told == f"{said}：应为对象 {{…}}"


def test_inside_raw_text_the_path_is_kept(town: Town, desk: Client) -> None:
    document = json.loads((FOLDER / RULE).read_text(encoding="utf-8"))
    raw = {"include": {"policy": "nowhere/1"}}
    address = drafted(town, document)
    sent = [*sent_by(desk, address), ("layers.40.raw", json.dumps(raw))]
    page = desk.post(address, posted(sent, act="save")).content.decode()
    number = len(document["layers"]) + 1
    assert summary(page) == [f"第 {number} 层 · 原文：没有这份已批准的政策：nowhere/1 include.policy"]
    typed = {"document": json.dumps({**document, "layers": [raw]}), "act": "save"}
    said = text_of(desk.post(address, typed).content.decode())
    assert "layers[0].include.policy" in said


REGION = "户籍在：这里没有叫“{}”的区划，请从列表中选；有同名的，填代号"
SAME_NAME = "where two have one name, type the code"
NO_REGION = f"Registered in: there is no region called “{{}}” here: choose from the list; {SAME_NAME}"


@pytest.mark.parametrize(
    ("field", "typed", "zh", "en"),
    [
        (
            "registered_in",
            "双林、lianshi",
            [REGION.format("双林"), REGION.format("lianshi")],
            NO_REGION.format("双林"),
        ),
        (
            "canteens",
            "双林食堂",
            ["只在这些食堂：这里没有叫“双林食堂”的食堂，请填食堂的全名；有同名的，填代号"],
            f"Only in these canteens: there is no canteen called “双林食堂” here: type its full name; {SAME_NAME}",
        ),
        (
            "packages",
            "治疗套餐",
            ["套餐类别：没有叫“治疗套餐”的套餐类别，请填菜单上为它写的代号，如 therapeutic"],
            "Package: there is no package called “治疗套餐”: type the code that menus have for it, such as therapeutic",
        ),
    ],
)
def test_a_name_that_nobody_has_is_told_as_such(
    town: Town, desk: Client, field: str, typed: str, zh: list[str], en: str
) -> None:
    document = json.loads((FOLDER / RULE).read_text(encoding="utf-8"))
    title = document["layers"][0]["title"]
    address = drafted(town, document)
    for name, place in (("layers__0__who", ""), ("layers__0__tiers__1__who", "第 2 档 · ")):
        page = refused(desk, address, **{f"{name}__{field}": typed})
        assert summary(page) == [f"第 1 层“{title['zh']}” · {place}{each}" for each in zh]
        assert f'value="{typed}"' in page
    desk.cookies["django_language"] = "en"
    told = summary(refused(desk, address, **{f"layers__0__who__{field}": typed}))
    assert told[0].partition(" · ")[2] == en
