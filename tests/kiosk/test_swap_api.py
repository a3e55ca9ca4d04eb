"""Two meals of one sitting are swapped over the API by the same rules as on their page (K3)."""

import pytest
from pytest_django.fixtures import Settings

from canteen.models import Deed
from canteen.models.ids import new_id
from settlement.models import Hold
from settlement.operations.holds import hold_share
from tests.kiosk.twice import FIRST_COUNTS, NOW, SECOND_COUNTS, TYPED, borne, eaten_twice, meals
from tests.settlement.acting import maker
from tests.town import Town
from tests.web import Web

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings: Settings) -> Town:
    return eaten_twice(settings)


def test_what_a_swap_would_write_is_told_over_the_api(town: Town) -> None:
    hold, first = Hold.objects.get(), meals(town)[0]
    assert signed_in().get(f"/holds/{hold.id}/swap") == (
        200,
        {
            "hold_id": str(hold.id),
            "fen": 1000,
            "promised_fen": 400,
            "hers_fen": 400,
            "rest_fen": 600,
            "month": "2026-11",
            "other_month": "2026-11",
            "other": {
                "entry_id": str(first.id),
                "order_id": str(first.order_id),
                "books_id": str(first.books_id),
                "canteen_id": str(town.canteens[0].id),
                "canteen": town.canteens[0].name,
                "shares": {"elder": 400, "fund:charity": 100, "fund:joint": 500},
            },
            "bearers": [
                {"payer": "canteen", "fund_name": "", "most_fen": None},
                {"payer": "fund:charity", "fund_name": "charity", "most_fen": 10_000},
                {"payer": "fund:joint", "fund_name": "joint", "most_fen": 100_000},
            ],
            "seen": f"{first.id} 2026-11 2026-11 400 elder=400,fund:charity=100,fund:joint=500",
        },
    )
    by_hand = hold_share(actor=maker(town), entry_id=first.id, payer="elder", reason="x", now=NOW)
    refused = {hold.id: (409, "meal-undecided"), by_hand: (409, "nothing-to-swap"), new_id(): (404, "no-such-hold")}
    for hold_id, no in refused.items():
        code, told = signed_in().get(f"/holds/{hold_id}/swap")
        assert (code, told["code"]) == no


def test_the_swap_is_done_over_the_api_as_it_was_told(town: Town) -> None:
    web, path = signed_in(), f"/holds/{Hold.objects.get().id}/swap"
    sent = {**TYPED, "payer": "fund:joint", "seen": web.get(path)[1]["seen"]}
    deeds = Deed.objects.count()
    for wrong, no in (
        ({"seen": "2026-11"}, (409, "shown-otherwise")),
        ({"payer": "elder"}, (422, "bad-swap")),
        ({"counts": ""}, (422, "bad-swap")),
        ({"promised_fen": 0}, (422, "unreadable")),
    ):
        code, told = web.post(path, {**sent, **wrong})
        assert (code, told["code"]) == no
    assert (borne(town), Deed.objects.count()) == (FIRST_COUNTS, deeds)
    code, made = web.post(path, sent)
    assert (code, made) == (201, {"id": str(Hold.objects.get(cleared_by=None).id)})
    assert (borne(town), Deed.objects.count()) == (SECOND_COUNTS, deeds + 1)
    code, told = web.post(path, sent)
    assert (code, told["code"]) == (409, "hold-cleared")


def signed_in() -> Web:
    web = Web()
    assert web.sign_in("clerk", "clerk-word-of-tests")[0] == 201
    return web
