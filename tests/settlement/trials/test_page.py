"""What the page of a trial says of itself: that it is one, and what its drawing and its funds leave out."""

import copy
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.models import Duty
from settlement.models import Policy
from tests.settlement.trials.test_agreeing import holding
from tests.settlement.trials.test_few import eaten
from tests.settlement.trials.trying import ask, draft_of, work
from tests.town import DAY, DOCUMENT, SINCE, Town, at, stand

UNDRAWN = "图上没有画 9 人次：为保护少数人，不分开显示，见下表“不显示的合在一起”。"
ASKS_NONE = "这一版政策没有向任何资金要钱。"
STOOD = "charity和joint上面有金额，这里没有：那是由人裁定过或正等人裁定、照原样计入的，这一版政策没有要这些钱。"


@pytest.fixture
def town(settings: Settings, db: None) -> Town:
    """Nine people ate, one of whom is in a category that nobody else is in."""
    stand(settings, at(21))
    return eaten()


def opened(town: Town, client: Client, draft: Policy) -> str:
    """The words of the page of a trial of the day."""
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    client.force_login(town.clerk)
    trial_id = ask(town, draft, DAY - timedelta(days=6), DAY + timedelta(days=1))
    work()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(f"/trials/{trial_id}").content.decode()))


def otherwise(**more: Any) -> dict[str, Any]:
    """The town's document, in which no fund pays: the canteen does in their place."""
    document = copy.deepcopy(DOCUMENT)
    for layer in document["layers"]:
        del layer["empty"]
        layer["payer"] = "canteen"
    return document | more


def test_it_is_called_a_trial_at_its_head(town: Town, client: Client) -> None:
    """Printed, nothing else says that nobody has paid or is going to pay this."""
    assert "试算：测试镇助餐补贴" in opened(town, client, draft_of(town, otherwise()))


def test_the_drawing_says_how_many_meals_it_leaves_out(town: Town, client: Client) -> None:
    """One of nine would pay otherwise than the rest: none of the two columns is drawn."""
    document = otherwise()
    document["layers"][1]["formula"] = {"fixed": "2.00"}
    probe = {**document["layers"][1], "id": "probe", "when": {"category": "tekun"}, "formula": {"fixed": "0.10"}}
    document["layers"].append(probe)
    assert UNDRAWN in opened(town, client, draft_of(town, document))


def test_a_drawing_of_all_meals_says_nothing(town: Town, client: Client) -> None:
    assert "图上没有画" not in opened(town, client, draft_of(town, otherwise()))


@pytest.mark.parametrize("allotted_fen", [3_500, 3_600])
def test_funds_that_nobody_asks_pay_only_what_stands(
    settings: Settings, client: Client, db: None, allotted_fen: int
) -> None:
    """Of nine shares of four yuan the last one found only three: what it was paid stands, and is paid by funds."""
    stand(settings, at(21))
    town = eaten(document=holding(), allotted_fen={"joint": allotted_fen, "charity": 10_000})
    page = opened(town, client, draft_of(town, otherwise()))
    assert ("joint 36.00 0.00" in page, ASKS_NONE in page, STOOD in page) == (
        allotted_fen == 3_600,
        True,
        allotted_fen < 3_600,
    )


def test_what_is_beyond_allotments_says_how_it_is_counted(town: Town, client: Client) -> None:
    page = opened(town, client, draft_of(town, DOCUMENT))
    assert "超出额度（分食堂、分月）" in page
    assert "“超出额度”按每个食堂的每个月分别算，再相加：一处没用完的额度，不能给另一处用。" in page
