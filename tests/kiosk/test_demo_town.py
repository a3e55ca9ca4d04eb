"""The trial's town on paper, at full size: counts, names, numbers, ages; and that one seed makes one town."""

import hashlib
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from canteen.core.identity import birth_date, mask_name, normalise_id_number
from canteen.core.phone import normalise_phone
from canteen.core.sitting import Sitting
from canteen.models import Elder
from kiosk.operations.demo import FULL, SMALL, cast, habits, load, scale_named
from kiosk.operations.demo.forecast import days, forecast
from kiosk.operations.demo.funding import document_of, monthly_fen
from kiosk.operations.demo.gazetteer import TOWNS, district_plan
from kiosk.operations.demo.people import PYRAMID, elders_plan
from kiosk.operations.demo.registry import Hall, credit_code
from kiosk.operations.demo.scale import UnknownScale
from settlement.core.policy import parse
from tests.town import at

SATURDAY = date(2026, 11, 21)
FIRST = date(2026, 10, 1)
SEED = 20201


def test_the_district_has_nineteen_canteens_and_a_hundred_and_fifty_three_points() -> None:
    plan = district_plan(scale=FULL, seed=SEED)
    assert [town.name for town in plan.towns] == [name for _, name, *_ in TOWNS]
    assert (len(plan.canteens), len(plan.points)) == (19, 153)
    assert len({place.name for place in (*plan.canteens, *plan.points)}) == 19 + 153
    assert [place.rank for place in plan.canteens] == list(range(19))
    assert sum(place.dense for place in plan.canteens) == 6
    assert {place.town for place in plan.canteens} == {town.key for town in plan.towns}
    villages = [village.name for town in plan.towns for village in town.villages]
    assert len(set(villages)) == len(villages)
    # One village, one canteen or point.
    stands = Counter((place.town, place.village) for place in (*plan.canteens, *plan.points))
    assert set(stands.values()) == {1}
    for place in (*plan.canteens, *plan.points):
        assert 30_600_000 < place.latitude_e6 < 30_950_000
        assert 120_100_000 < place.longitude_e6 < 120_550_000


def test_six_thousand_elders_are_invented_with_numbers_nobody_has() -> None:
    plan = district_plan(scale=FULL, seed=SEED)
    people = list(elders_plan(plan=plan, seed=SEED, today=SATURDAY, first=FIRST))
    assert len(people) == 6_000
    assert [one.person for one in people[: len(cast.ELDERS)]] == list(cast.ELDERS)
    assert len({one.id_number for one in people}) == 6_000
    masks = {mask_name(person.name) for person in cast.ELDERS}
    for one in people:
        assert normalise_id_number(one.id_number) == one.id_number
        assert one.id_number.startswith("330599")
        assert birth_date(one.id_number) == one.birth_on
        assert (int(one.id_number[16]) % 2 == 0) is one.person.is_woman
        assert _age(one.birth_on, SATURDAY) == one.person.age
        assert one.phone == "" or (normalise_phone(one.phone) == one.phone and one.phone.startswith("154"))
    phones = [one.phone for one in people if one.phone]
    assert len(set(phones)) == len(phones)
    # On a public screen nobody is taken for one of the cast.
    assert not {mask_name(one.person.name) for one in people[len(cast.ELDERS) :]} & masks


def test_ages_make_a_pyramid() -> None:
    plan = district_plan(scale=FULL, seed=SEED)
    people = list(elders_plan(plan=plan, seed=SEED, today=SATURDAY, first=FIRST))
    ages = [one.person.age for one in people]
    assert (min(ages), max(ages)) == (60, 102)
    shares = [sum(low <= age <= high for age in ages) for low, high, _ in PYRAMID]
    assert shares == sorted(shares, reverse=True)
    for count, (_, _, share) in zip(shares, PYRAMID, strict=True):
        assert abs(count / 6 - share) < 25, share
    women = sum(one.person.is_woman for one in people)
    assert 0.48 < women / 6_000 < 0.60
    granted = Counter(grant.kind for one in people for grant in one.grants)
    assert 90 < granted["dibao"] < 180
    assert all(grant.until_on is None or grant.from_on < grant.until_on for one in people for grant in one.grants)
    ended = sum(grant.until_on is not None for one in people for grant in one.grants)
    begun = sum(grant.from_on >= FIRST for one in people for grant in one.grants)
    assert ended > 50
    assert begun > 20


@pytest.mark.parametrize("check_ins", [None, 25_000])
def test_the_check_ins_are_shared_among_sittings(check_ins: int | None) -> None:
    scale = scale_named("full", check_ins=check_ins)
    plan = district_plan(scale=FULL, seed=SEED)
    halls = tuple(
        Hall(place, Elder().id, plan.town(place.town).fund_key, "manager", "counter") for place in plan.canteens
    )
    expected = forecast(scale=scale, halls=halls, first=FIRST, end=SATURDAY)
    visits = {
        hall.plan.rank: sum(
            expected.diners(hall, day, window) for day in days(first=FIRST, end=SATURDAY) for window in hall.plan.hours
        )
        for hall in halls
    }
    assert round(sum(visits.values()) * (100 + habits.BESIDE_PERCENT) / 100) == (check_ins or 8_000)
    dense = sum(diners for rank, diners in visits.items() if rank < FULL.dense)
    assert round(100 * dense / sum(visits.values())) == 100 - FULL.sparse_percent
    # What a canteen is allotted lasts the month, at the best price of all.
    for fen, drawn_fen in zip(monthly_fen(meals=600).values(), (600, 150, 10), strict=True):
        assert fen > 600 * drawn_fen


def test_each_town_has_a_policy_of_its_own_fund() -> None:
    for town in district_plan(scale=FULL, seed=SEED).towns:
        document = document_of(town=town)
        parse(document)
        assert {"fund": town.fund_key} in [layer["payer"] for layer in document["layers"]]


def test_credit_codes_are_valid_shaped() -> None:
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    codes = [credit_code(number=number) for number in range(1, 60)]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert len(code) == 18
        checked = sum(letters.index(sign) * 3**place for place, sign in enumerate(code[:17]))
        assert (checked + letters.index(code[17])) % 31 == 0
        assert code[2:8] == "330599"


def test_a_scale_is_known_by_its_name() -> None:
    assert scale_named("full") is FULL
    assert scale_named("full", check_ins=25_000).check_ins == 25_000
    with pytest.raises(UnknownScale):
        scale_named("huge")
    with pytest.raises(UnknownScale):
        scale_named("small", check_ins=0)


@pytest.mark.django_db
def test_one_seed_makes_one_town() -> None:
    assert _made(seed=1) == _made(seed=1)
    assert _made(seed=1) != _made(seed=2)


def _made(seed: int) -> tuple[object, ...]:
    """Load a few days, and say what came of it; the database forgets it again."""
    with transaction.atomic():
        loaded = load(seed=seed, now=at(11, on=SATURDAY), scale=SMALL, since=SATURDAY - timedelta(days=6))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(*), SUM(fen), COUNT(DISTINCT debit_id), COUNT(DISTINCT credit_id) FROM settlement_posting"
            )
            money = cursor.fetchone()
        names = "\n".join(Elder.objects.order_by("id_number_lookup").values_list("name", flat=True))
        made = (money, hashlib.sha256(names.encode()).hexdigest(), loaded.tally.to_json())
        transaction.set_rollback(True)
    return made


def _age(birth_on: date, on: date) -> int:
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def test_dinner_is_cooked_at_the_main_canteen() -> None:
    main = district_plan(scale=SMALL, seed=SEED).canteens[0]
    assert [window.sitting for window in main.hours] == [Sitting.LUNCH, Sitting.DINNER]
    assert main.hours == cast.HOURS
