"""The editor of a draft: what a page shows and sends back unchanged is the same document; buttons do what they say."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given

from canteen.models import Duty
from settlement.core.editing import document_of, draft_of
from settlement.operations.policies import draft_policy
from tests.settlement.acting import maker
from tests.settlement.core.documents import Json, documents
from tests.town import SINCE, Town, at, small_town

FOLDER = Path(__file__).parent / "policies"
RULES = sorted(FOLDER.glob("*.json"))


class Fields(HTMLParser):
    """What a browser would send of the page's editor, but for its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self._select, self._text, self._inside, self._chosen = "", "", False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        self._inside = self._inside or (tag == "form" and given_.get("id") == "editor")
        if not self._inside or "disabled" in given_:
            return
        name = given_.get("name") or ""
        if tag == "input" and name and (given_.get("type") not in ("checkbox", "radio") or "checked" in given_):
            self.sent.append((name, given_.get("value") or ""))
        elif tag == "select":
            self._select, self._chosen = name, False
        elif tag == "option" and self._select and ("selected" in given_ or not self._chosen):
            if self._chosen:
                self.sent.pop()
            self._chosen = True
            self.sent.append((self._select, given_.get("value") or ""))
        elif tag == "textarea":
            self._text = name
            self.sent.append((name, ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._select = "" if tag == "select" else self._select
        self._text = "" if tag == "textarea" else self._text

    def handle_data(self, data: str) -> None:
        if self._text:
            self.sent[-1] = (self._text, self.sent[-1][1] + data)


def sent_by(client: Client, address: str) -> list[tuple[str, str]]:
    page = client.get(address)
    assert page.status_code == 200
    fields = Fields()
    fields.feed(page.content.decode())
    return fields.sent


def posted(sent: list[tuple[str, str]], **more: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in [*sent, *more.items()]:
        found.setdefault(name, []).append(value)
    return found


def raw_of(client: Client, address: str, sent: list[tuple[str, str]]) -> Any:
    """The document that the page makes of what it is sent, as its raw text."""
    page = client.post(address, posted(sent, act="raw"))
    assert page.status_code == 200
    fields = Fields()
    fields.feed(page.content.decode())
    return json.loads(dict(fields.sent)["document"])


@pytest.fixture
def town() -> Town:
    made = small_town()
    for staff in (made.clerk, made.second):
        Duty.objects.create(staff=staff, role="clerk", region=made.region, from_on=SINCE)
    return made


@pytest.fixture
def desk(town: Town, client: Client) -> Client:
    client.force_login(town.clerk)
    return client


def drafted(town: Town, document: Any) -> str:
    policy_id = draft_policy(
        actor=maker(town), region_id=town.region.id, document=document, from_on=date(2027, 1, 1), now=at(8)
    )
    return f"/policies/{policy_id}/edit"


@given(documents)
def test_cards_come_to_the_document_they_were_made_of(document: Json) -> None:
    draft = draft_of(document)
    assert draft is not None
    assert document_of(draft) == document


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_published_rule_is_edited_as_cards(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    draft = draft_of(document)
    assert draft is not None
    assert document_of(draft) == document
    raw = [card for card in draft.layers if card.fields is None]
    homes = [one for one in document["layers"] if "include" in one or "fund_of" in one["payer"]]
    assert len(raw) == len(homes)


@pytest.mark.django_db
def test_a_page_sends_back_what_it_was_shown(town: Town, desk: Client) -> None:
    """Published rules of all kinds, through the page and back."""
    for path in RULES[::9]:
        document = json.loads(path.read_text(encoding="utf-8"))
        address = drafted(town, document)
        assert raw_of(desk, address, sent_by(desk, address)) == document, path.stem


@pytest.mark.django_db
def test_a_policy_of_many_layers_and_tiers_is_sent_back_whole(town: Town, desk: Client) -> None:
    """Twelve layers of six tiers: more fields than a form has anywhere else."""
    document = json.loads((FOLDER / "nanchang-2023-24.json").read_text(encoding="utf-8"))
    tiers = [{"when": {"age": {"from": age}}, "formula": {"fixed": "0.10"}} for age in range(90, 60, -5)]
    layer = {"title": {"zh": "层", "en": "Layer"}, "payer": "canteen", "lines": ["set"], "tiers_pick": "first"}
    document["layers"] = [{"id": f"layer-{at}", **layer, "tiers": tiers} for at in range(12)]
    address = drafted(town, document)
    sent = sent_by(desk, address)
    assert len(sent) > 1_000
    assert raw_of(desk, address, sent) == document


@pytest.mark.django_db
def test_buttons_add_move_and_drop(town: Town, desk: Client) -> None:
    path = FOLDER / "guangzhou-zengcheng-zhengguo.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    address = drafted(town, document)
    ids = [layer["id"] for layer in document["layers"]]

    def after(act: str) -> Any:
        page = desk.post(address, posted(sent_by(desk, address), act=act))
        fields = Fields()
        fields.feed(page.content.decode())
        return raw_of(desk, address, fields.sent)

    assert [layer["id"] for layer in after("layers.1.up")["layers"]] == [ids[1], ids[0], *ids[2:]]
    assert [layer["id"] for layer in after("layers.0.down")["layers"]] == [ids[1], ids[0], *ids[2:]]
    assert [layer["id"] for layer in after("layers.0.drop")["layers"]] == ids[1:]
    assert [layer["id"] for layer in after("layers.add")["layers"]] == [*ids, "layer-1"]
    assert after("layers.9.up") == after("nothing") == document
    # what held while no limit was named stands there now, beside the new one
    assert after("limits.add")["limits"] == [
        {"id": "sitting", "per": "sitting", "count": 1},
        {"id": "limit-1", "per": "day"},
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "focus"),
    [
        ("layers.1.up", "layers.0.down"),
        ("layers.0.down", "layers.1.down"),
        ("layers.2.down", "layers.3.up"),
        ("layers.1.drop", "layers.1.drop"),
        ("layers.3.drop", "layers.add"),
        ("layers.add", "layers.4.zh"),
        ("layers.0.tiers.add", "layers.0.tiers.3.who.age_from"),
        ("layers.0.tiers.2.up", "layers.0.tiers.1.up"),
        ("layers.0.tiers.2.drop", "layers.0.tiers.add"),
        ("bands.add", "bands.0.who.age_from"),
        ("limits.add", "limits.1.id"),
        ("again", None),
    ],
)
def test_a_keyboard_goes_on_from_what_it_did(town: Town, desk: Client, act: str, focus: str | None) -> None:
    document = json.loads((FOLDER / "nanchang-2023-24.json").read_text(encoding="utf-8"))
    tiers = [{"when": {"age": {"from": age}}, "formula": {"fixed": "0.10"}} for age in (90, 80, 70)]
    layer = {"title": {"zh": "层", "en": "Layer"}, "payer": "canteen", "lines": ["set"], "tiers_pick": "first"}
    document["layers"] = [{"id": f"layer-{at}", **layer, "tiers": tiers} for at in range(4)]
    document = {name: part for name, part in document.items() if name not in ("limits", "elder")}
    address = drafted(town, document)
    page = desk.post(address, posted(sent_by(desk, address), act=act)).content.decode()
    focused = re.findall(r'id="([^"]+)"[^<>]* autofocus', page.partition('id="editor"')[2])
    assert focused == ([focus] if focus else [])


@pytest.mark.django_db
def test_mistakes_stand_beside_their_card_and_nothing_typed_is_lost(town: Town, desk: Client) -> None:
    path = FOLDER / "nanchang-2023-24.json"
    address = drafted(town, json.loads(path.read_text(encoding="utf-8")))
    sent = [
        (name, "三元" if name == "layers.0.tiers.0.amount.value" else value) for name, value in sent_by(desk, address)
    ]
    page = desk.post(address, posted(sent, act="save"))
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="三元"' in text
    assert "tiers[0]" not in text
    field = "layers.0.tiers.0.amount.value"
    assert text.count(f'<a href="#{field}">第 1 档 · 付多少</a>：应为金额，最多两位小数，如 5.00') == 1
    title = json.loads(path.read_text(encoding="utf-8"))["layers"][0]["title"]["zh"]
    assert text.count(f'<a href="#{field}">第 1 层“{title}” · 第 1 档 · 付多少</a>：应为金额') == 1
    assert text.count(f'name="{field}" id="{field}" aria-invalid="true"') == 1


@pytest.mark.django_db
def test_example_people_are_split_by_what_stands_on_the_page(town: Town, desk: Client) -> None:
    path = FOLDER / "nanchang-2023-24.json"
    address = drafted(town, json.loads(path.read_text(encoding="utf-8")))
    sent = [(name, "13.00" if name == "price" else value) for name, value in sent_by(desk, address)]
    page = desk.post("/policies/look", posted(sent)).content.decode()
    assert re.findall(r"老人付 <b>([0-9.]+)</b> 元", page) == [
        "13.00",
        "11.00",
        "9.00",
        "9.00",
        "13.00",
        "9.00",
        "9.00",
    ]
    assert "<html" not in page
    # A script sends the button that has the focus along with the form; nobody has pressed it.
    focused = desk.post("/policies/look", posted(sent, act="layers.0.drop")).content.decode()
    assert re.findall(r"老人付 <b>([0-9.]+)</b> 元", focused) == re.findall(r"老人付 <b>([0-9.]+)</b> 元", page)
