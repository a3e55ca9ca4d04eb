"""The kiosk promises, the server decides, and she never pays more than she was told (D11, D5, D7, D8)."""

import copy
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from canteen.models import SamePerson
from canteen.models.ids import new_id
from kiosk.gateways.promises import prover
from kiosk.models import CheckIn, PriceList
from kiosk.operations.price_list import list_for
from ordering.models import Extra, Line, Meal, Order
from settlement.models import Allotment, Claim, Entry, Hold, Posting
from tests.kiosk.attempts import by_name, card, second, take
from tests.town import DAY, DOCUMENT, HOURS, SINCE, Town, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db
NOW = at(11, 5)


def listed(town: Town, fen: int, number: int = 0) -> dict[str, Any]:
    """A list that says what one elder pays for lunch, and the promise a kiosk makes by it."""
    row = PriceList.objects.create(canteen=town.canteens[0], service_on=DAY, sitting="lunch", made_at=at(11), salt="00")
    proof = prover(list_id=row.id, meal_id=lunch(town).id).proof(town.elders[number].id.bytes, fen)
    return {"fen": fen, "list": str(row.id), "proof": proof}


def lunch(town: Town) -> Meal:
    return town.meals[(town.canteens[0].id, DAY, "lunch")]


def paid(town: Town) -> dict[str, int]:
    """Fen by payer, of all postings; the canteen's and the elder's ids left out."""
    found: dict[str, int] = {}
    for address, fen in Posting.objects.values_list("debit__address", "fen"):
        parts = address.split("/")
        name = parts[1] if parts[0] == "fund" else parts[2]
        found[name] = found.get(name, 0) + fen
    return found


@pytest.mark.parametrize(
    ("promised_fen", "elder_fen", "borne_fen"),
    [(400, 400, 0), (300, 300, 100), (0, 0, 400), (500, 400, 0)],
)
def test_the_gap_goes_to_the_payer_the_policy_names(promised_fen: int, elder_fen: int, borne_fen: int) -> None:
    """The policy says 4 yuan; what she was told less goes to the canteen, what she was told more is her gain."""
    town = small_town(elders=1)
    receipt = take(town.kiosks[0], card(town.cards[0], NOW, promise=listed(town, promised_fen)), NOW)
    assert (receipt.decision, receipt.elder_fen) == ("served", elder_fen)
    parties = {"joint": 500, "charity": 100, "due": elder_fen, "borne": borne_fen}
    assert paid(town) == {name: fen for name, fen in parties.items() if fen}
    row = CheckIn.objects.get()
    assert (row.promised_fen, row.decided_fen, row.price_list_id) == (
        promised_fen,
        elder_fen,
        PriceList.objects.get().id,
    )


@pytest.mark.parametrize("wrong", ["other price", "other elder", "no such list", "other meal"])
def test_a_promise_no_list_made_is_kept_aside(wrong: str) -> None:
    town = small_town(elders=2)
    promise = listed(town, 400, number=1 if wrong == "other elder" else 0)
    meal: Any = lunch(town).id
    if wrong == "other price":
        promise["fen"] = 300
    elif wrong == "no such list":
        promise["list"] = str(new_id())
    elif wrong == "other meal":
        meal = Meal.objects.create(
            canteen=town.canteens[0], service_on=DAY, sitting="lunch", title="面", price_fen=900, portions=9,
            state="published", published_at=at(6),
        ).id  # fmt: skip
    receipt = take(town.kiosks[0], card(town.cards[0], NOW, promise=promise, meal=str(meal)), NOW)
    assert (receipt.decision, receipt.screen, receipt.reason) == ("quarantined", "ask", "list-mismatch")
    assert not Order.objects.exists()
    row = CheckIn.objects.get()
    assert (row.promised_fen, row.evidence["promise"]) == (promise["fen"], promise)


def test_a_list_promises_the_first_set_and_no_second() -> None:
    """Kept for a second portion, the price of the first would leave the rest to the gap's payer."""
    town = small_town(elders=1)
    kiosk, promise = town.kiosks[0], listed(town, 400)
    take(kiosk, card(town.cards[0], NOW, promise=promise), NOW)
    receipt = take(kiosk, second(town.elders[0].id, NOW, town.token(kiosk, NOW), promise=promise), NOW)
    assert (receipt.decision, receipt.reason) == ("quarantined", "list-mismatch")
    assert "borne" not in paid(town)


def test_who_ordered_extras_ahead_is_promised_nothing() -> None:
    """She hears the price from the server, which knows her order; the others hear theirs at once."""
    town = small_town(elders=2)
    Line.objects.create(order=placed(town, lunch(town)), position=1, kind="extra", name="酸奶", fen=250)
    placed(town, lunch(town), person=1)
    made = list_for(canteen_id=town.canteens[0].id, hours=HOURS, now=NOW)
    said = [made.entry(code) for code in town.cards]
    assert [entry and entry["fen"] for entry in said] == [None, 400]
    assert len(dict(made.entries())) == 1


def test_a_meal_without_a_policy_stands_and_its_money_waits() -> None:
    town = small_town(elders=1)
    town.policy.until_on = date(2020, 2, 1)
    town.policy.save()
    receipt = take(town.kiosks[0], card(town.cards[0], NOW), NOW)
    assert (receipt.decision, receipt.elder_fen) == ("served", 0)
    assert paid(town) == {"suspense": 1000}
    hold = Hold.objects.get()
    assert (hold.fen, hold.reason, hold.canteen, hold.cleared_by) == (1000, "no-policy", town.canteens[0], None)
    row = CheckIn.objects.get()
    assert (row.policy, row.entry, row.decided_fen) == (None, Entry.objects.get(), 0)
    assert not Claim.objects.exists()


def test_an_empty_allotment_costs_the_next_payer_and_nobody_else() -> None:
    """3 yuan are left of 5: charity stands in for two more, then has nothing, and she pays within her band."""
    town = small_town(elders=1, allotted_fen={"joint": 300, "charity": 250})
    receipt = take(town.kiosks[0], card(town.cards[0], NOW), NOW)
    assert sum(paid(town).values()) == 1000
    assert paid(town)["joint"] == 300
    assert paid(town)["charity"] <= 250
    assert receipt.elder_fen is not None
    assert 300 <= receipt.elder_fen <= 500
    assert dict(Allotment.objects.values_list("fund__key", "drawn_fen")) == {
        "joint": 300,
        "charity": paid(town)["charity"],
    }


# --- orders -----------------------------------------------------------------------------------------------------------


def placed(town: Town, meal: Meal, person: int = 0, fen: int = 1000) -> Order:
    order = Order.objects.create(
        meal=meal, canteen=meal.canteen, elder=town.elders[person], person=town.elders[person], service_on=DAY,
        sitting="lunch", origin="ahead", state="placed", placed_at=at(8),
    )  # fmt: skip
    Line.objects.create(order=order, position=0, kind="set", name=meal.title, fen=fen)
    return order


def test_what_was_ordered_ahead_is_served_at_the_price_it_was_ordered_at() -> None:
    town = small_town(elders=1)
    order = placed(town, lunch(town), fen=900)
    Line.objects.create(order=order, position=1, kind="extra", name="酸奶", fen=250)
    receipt = take(town.kiosks[0], card(town.cards[0], NOW), NOW)
    assert (receipt.decision, receipt.elder_fen) == ("served", 900 - 500 - 100 + 250)
    served = Order.objects.get()
    assert (served.id, served.state, served.origin, served.served_at) == (order.id, "served", "ahead", NOW)
    assert CheckIn.objects.get().order == order
    assert take(town.kiosks[0], card(town.cards[0], NOW), NOW).decision == "repeat"


def test_of_two_meals_the_one_ordered_is_served_without_a_touch() -> None:
    town = small_town(elders=1)
    noodles = Meal.objects.create(
        canteen=town.canteens[0], service_on=DAY, sitting="lunch", title="面", price_fen=800, portions=9,
        state="published", published_at=at(6),
    )  # fmt: skip
    order = placed(town, noodles, fen=800)
    assert take(town.kiosks[0], card(town.cards[0], NOW), NOW).decision == "served"
    assert Order.objects.get().id == order.id


def test_a_second_portion_is_an_order_of_its_own_at_the_full_price() -> None:
    town = small_town(elders=1)
    kiosk = town.kiosks[0]
    order = placed(town, lunch(town))
    portion = take(kiosk, second(town.elders[0].id, NOW, town.token(kiosk, NOW)), NOW)
    assert (portion.decision, portion.elder_fen) == ("served", 400)  # nothing was eaten yet: the claim is free
    assert set(Order.objects.values_list("state", "origin")) == {("placed", "ahead"), ("served", "walk-in")}
    again = take(kiosk, second(town.elders[0].id, NOW, town.token(kiosk, NOW)), NOW)
    assert (again.decision, again.elder_fen) == ("served", 1000)
    assert Claim.objects.count() == 1
    assert Order.objects.get(id=order.id).state == "placed"


def test_extras_are_lines_of_their_own_that_she_pays() -> None:
    town = small_town(elders=1)
    yogurt = Extra.objects.create(meal=lunch(town), position=1, name="酸奶", price_fen=250)
    elsewhere = Extra.objects.create(
        meal=town.meals[(town.canteens[0].id, DAY, "dinner")], position=1, name="粥", price_fen=100
    )
    extras = [str(extra_id) for extra_id in (yogurt.id, yogurt.id, elsewhere.id)]
    receipt = take(town.kiosks[0], card(town.cards[0], NOW, extras=extras), NOW)
    assert receipt.elder_fen == 400 + 2 * 250
    lines = list(Line.objects.order_by("position").values_list("position", "kind", "name", "fen"))
    assert lines == [(0, "set", "套餐", 1000), (1, "extra", "酸奶", 250), (2, "extra", "酸奶", 250)]
    assert paid(town) == {"joint": 500, "charity": 100, "due": 900}


def test_a_promise_is_for_the_set_and_extras_are_hers_on_top() -> None:
    town = small_town(elders=1)
    yogurt = Extra.objects.create(meal=lunch(town), position=1, name="酸奶", price_fen=250)
    item = card(town.cards[0], NOW, promise=listed(town, 400), extras=[str(yogurt.id)])
    assert take(town.kiosks[0], item, NOW).elder_fen == 650
    assert paid(town) == {"joint": 500, "charity": 100, "due": 650}


def test_an_extra_taken_on_the_day_joins_what_was_ordered_ahead() -> None:
    town = small_town(elders=1)
    placed(town, lunch(town))
    yogurt = Extra.objects.create(meal=lunch(town), position=1, name="酸奶", price_fen=250)
    assert take(town.kiosks[0], card(town.cards[0], NOW, extras=[str(yogurt.id)]), NOW).elder_fen == 650
    assert list(Line.objects.order_by("position").values_list("kind", "fen")) == [("set", 1000), ("extra", 250)]


# --- persons ----------------------------------------------------------------------------------------------------------


def test_joined_records_are_one_person_with_one_claim() -> None:
    """Two cards, two records, one eater: the second card is a repeat, and the facts of both count (D1)."""
    town = small_town(elders=0)
    person = add_elder(town, 0, birth_on=date(1955, 5, 1))
    other = add_elder(town, 1, birth_on=date(1930, 1, 1))
    SamePerson.objects.create(elder=other, person=person, from_on=SINCE)
    add_fact(person, "category", "dibao")
    kiosk = town.kiosks[0]
    first = take(kiosk, card(town.cards[1], NOW), NOW)
    assert (first.decision, first.elder_fen) == ("served", 300)  # dibao: 6 and 1 of 10
    order = Order.objects.get()
    assert (order.elder, order.person, Claim.objects.get().person) == (other, person, person)
    assert f"elder/{other.id}/due" in Posting.objects.values_list("debit__address", flat=True)
    again = take(kiosk, card(town.cards[0], at(11, 6)), at(11, 6))
    assert (again.decision, again.screen) == ("repeat", "done")
    assert Claim.objects.count() == 1


def test_records_joined_from_tomorrow_are_two_people_today() -> None:
    town = small_town(elders=2)
    SamePerson.objects.create(elder=town.elders[1], person=town.elders[0], from_on=date(2026, 11, 21))
    assert [take(town.kiosks[0], card(code, NOW), NOW).decision for code in town.cards] == ["served", "served"]


def test_in_another_canteen_she_is_sent_to_the_counter() -> None:
    town = small_town(canteens=2, elders=1)
    take(town.kiosks[0], card(town.cards[0], NOW), NOW)
    there = take(town.kiosks[1], card(town.cards[0], at(11, 30)), at(11, 30))
    assert (there.decision, there.screen, there.reason, there.elder_fen) == ("repeat", "ask", "served-elsewhere", None)
    assert CheckIn.objects.get(decision="repeat").entry is None


def test_without_a_card_she_is_served_by_name_at_the_same_price() -> None:
    town = small_town(elders=1)
    kiosk = town.kiosks[0]
    receipt = take(kiosk, by_name(town.elders[0].id, NOW, town.token(kiosk, NOW)), NOW)
    assert (receipt.decision, receipt.elder_fen, receipt.name) == ("served", 400, "张*兰")
    row = CheckIn.objects.get()
    assert (row.kind, row.credential, row.staff) == ("name", None, town.counter)


@pytest.mark.parametrize("sitting", ["lunch", "dinner"])
def test_each_sitting_has_a_claim_of_its_own(sitting: str) -> None:
    town = small_town(elders=1)
    hours = {"lunch": 11, "dinner": 17}
    for name in ("lunch", sitting):
        take(town.kiosks[0], card(town.cards[0], at(hours[name], 5)), at(hours[name], 5))
    periods = {f"2026-11-20/{name}" for name in ("lunch", sitting)}
    assert set(Claim.objects.values_list("period", flat=True)) == periods


def test_a_limit_the_document_names_replaces_the_default() -> None:
    """Two subsidised meals a day, whatever the sitting."""
    document = copy.deepcopy(DOCUMENT)
    document["limits"] = [{"id": "twice", "per": "day", "count": 2}]
    for part in (*document["elder"], *document["layers"]):
        part["limits"] = ["twice"]
    town = small_town(elders=1, document=document)
    kiosk = town.kiosks[0]
    fen = [take(kiosk, card(town.cards[0], at(hour)), at(hour)).elder_fen for hour in (11, 17)]
    fen.append(take(kiosk, second(town.elders[0].id, at(17, 5), town.token(kiosk, at(17, 5))), at(17, 5)).elder_fen)
    assert fen == [400, 400, 1000]
    assert sorted(Claim.objects.values_list("limit_key", "period", "ordinal")) == [
        ("twice", "2026-11-20", 1),
        ("twice", "2026-11-20", 2),
    ]


def test_an_attempt_is_seated_by_when_it_was_made_not_by_when_it_came() -> None:
    """Off line at lunch, sent at dinner: it is lunch, and a trusted offset moves the instant too (K4)."""
    town = small_town(elders=2)
    take(town.kiosks[0], card(town.cards[0], at(11, 5)), at(17), sent_at=at(17))
    skewed = card(town.cards[1], at(3), offset_ms=8 * 3_600_000)
    take(town.kiosks[0], skewed, at(17), sent_at=at(3))
    assert set(CheckIn.objects.values_list("sitting", "presented_at")) == {("lunch", at(11, 5)), ("lunch", at(11))}
    assert UUID(skewed["id"]) in CheckIn.objects.values_list("id", flat=True)
