"""What is doubtful or wrong in a version is told on its page as in the editor: by card and tier, leading there."""

import copy
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from settlement.models import Policy
from tests.settlement.reading import text_of
from tests.settlement.test_editor_mistakes import refused, summary
from tests.settlement.test_pages import entered, staffed
from tests.settlement.test_policy_reach_pages import version
from tests.town import DOCUMENT, Town, at, stand

pytestmark = pytest.mark.django_db

NEW_YEAR, SUMMER = date(2027, 1, 1), date(2027, 7, 1)


@pytest.fixture(autouse=True)
def _in_november(settings: Settings) -> None:
    stand(settings, at(9))


def doubtful() -> dict[str, Any]:
    """A fund that nobody has, a tier that is never reached, and one in a layer that has no fields but raw text."""
    document = copy.deepcopy(DOCUMENT)
    first, second = document["layers"]
    first["tiers"][1]["when"] = {"age": {"from": 85}}
    second["payer"] = {"fund": "nobodys"}
    odd: dict[str, Any] = {"id": "old", "title": {"zh": "敬老", "en": "The old"}, "payer": "canteen", "lines": ["set"]}
    ranked = [{"when": {"age": {"from": age}}, "formula": {"fixed": "1.00"}, "rank": age} for age in (70, 60)]
    odd |= {"tiers": ranked, "tiers_pick": "ranked"}
    document["layers"].append(odd)
    first["tiers_pick"] = "first"
    return document


def kept(town: Town, document: dict[str, Any], **more: Any) -> Policy:
    given: dict[str, Any] = {"state": "draft", "from_on": NEW_YEAR, "checked_by": None, "checked_at": None}
    return version(town, town.region, 4, document, **given | more)


def told(client: Client, row: Policy, language: str = "zh-hans") -> list[tuple[str | None, str, str]]:
    """Each doubt or mistake: where its first words lead, what these are, and what follows them."""
    page = client.get(f"/policies/{row.id}", headers={"Accept-Language": language}).content.decode()
    listed = re.search(r'<ol class="doubts">(.*?)</ol>', page, re.S)
    found = []
    for each in re.findall(r"<li>(.*?)</li>", listed[1] if listed else "", re.S):
        head = re.match(r'\s*(?:<a href="([^"]*)">(.*?)</a>|<b>(.*?)</b>)?', each, re.S)
        assert head
        rest = " ".join(text_of(each[head.end() :]).removeprefix("：").split())
        found.append((head[1], text_of(head[2] or head[3] or ""), rest))
    return found


def test_a_doubt_is_told_by_card_and_tier_and_leads_to_where_it_is_mended() -> None:
    town = staffed()
    row = kept(town, doubtful(), until_on=SUMMER)
    editor, found = f"/policies/{row.id}/edit", told(entered("clerk"), row)
    assert [(where, here) for where, here, _ in found] == [
        (f"{editor}#until_on", "从哪天起不再适用"),
        (f"{editor}#layers", "谁付：按顺序，各付剩下的一部分"),
        (f"{editor}#layers.0.tiers.1", "第 1 层“区镇联合补贴” · 第 2 档"),
        (f"{editor}#layers.2.raw", "第 3 层“敬老” · 第 1 档 · 原文"),
    ]
    assert [rest for *_, rest in found[:3] if re.search(r"layers|tiers|until_on", rest)] == []
    # A path stands beside raw text alone.
    assert found[3][2].startswith("符合这一项的人都先符合了前面的项，这一项永远轮不到 tiers.0 例如")
    ids = set(re.findall(r'id="([^"]+)"', entered("clerk").get(editor).content.decode()))
    assert {(where or "").partition("#")[2] for where, *_ in found} - ids == set()
    assert [where for where, *_ in told(entered("second"), row)] == [None] * 4  # who may not edit it reads the same
    assert [here for _, here, _ in told(entered("second"), row)] == [here for _, here, _ in found]
    page = entered("clerk").get(editor, headers={"Accept-Language": "en"}).content.decode()
    assert re.findall("<h3>(.*?)</h3>", page)[:2] == ["District and town", "Charity"]
    english = [here for _, here, _ in told(entered("clerk"), row, "en")]
    assert english[2:] == ["Layer 1 “District and town” · tier 2", "Layer 3 “The old” · tier 1 · Raw text"]


def test_a_draft_with_mistakes_says_them_as_its_editor_does_and_offers_no_check() -> None:
    town = staffed()
    document = doubtful()
    document["layers"][0]["tiers"][1]["formula"] = {"fixed": "5.005"}
    row, clerk = kept(town, document), entered("clerk")
    found = told(clerk, row)
    assert found[0][:2] == (
        f"/policies/{row.id}/edit#layers.0.tiers.1.amount.value",
        "第 1 层“区镇联合补贴” · 第 2 档 · 付多少",
    )
    page = clerk.get(f"/policies/{row.id}").content.decode()
    assert ("没有错误" in page, f"{row.id}/check" in page, "内容有错误" in page) == (False, False, True)
    assert "检查以后内容不再改动" not in page
    said = summary(refused(clerk, f"/policies/{row.id}/edit"))
    assert ["：".join(each) for _, *each in found] == said
