"""More rows of every kind in one town, so that what its pages ask of the database can be compared over two sizes."""

from datetime import date, timedelta
from uuid import UUID

from canteen.core.intake.known import Plan
from canteen.core.scope import Role
from canteen.gateways.staging import Staged, key_lookup, seal_row
from canteen.models import Credential, Duty, Import, ImportRow, Staff
from canteen.models.ids import new_id
from kiosk.models import Kiosk
from ordering.models import Dish, Meal
from ordering.operations.orders import place_order
from settlement.models import Allotment, Entry, Fund, Policy, Question, QuestionedMeal, Shift, Trial
from settlement.operations.holds import hold_share
from tests.access.crowd_register import one_elder, people, places, staff
from tests.access.crowd_rows import Crowd, rows
from tests.access.crowd_twice import eaten_twice
from tests.access.towns import NOW, TODAY, Filled
from tests.county import SINCE, at
from tests.kiosk.attempts import card, take


def crowd(here: Filled, founder_id: UUID) -> Crowd:
    """Let the founder of the district be everything in this town too, and put lists that were read beside its own.

    One of its elders was served twice in one sitting.
    """
    looks = Staff.objects.get(id=founder_id)
    for role in ("finance", "auditor"):
        Duty.objects.create(staff=looks, role=role, region_id=here.ids["region_id"], from_on=SINCE)
    for role in ("manager", "counter"):
        Duty.objects.create(staff=looks, role=role, canteen_id=here.ids["canteen_id"], from_on=SINCE)
    sent = Import.objects.get(id=here.ids["import_id"])
    read, dead = (
        Import.objects.create(
            id=new_id(),
            kind=kind,
            sender=sent.sender,
            region=sent.region,
            file_name="x.xlsx",
            byte_count=1,
            content_lookup="0" * 64,
            state="checked",
            made_by=sent.made_by,
            made_at=NOW,
            rows_wrong=1000,
        )
        for kind in (sent.kind, "deaths")
    )
    Meal.objects.filter(canteen_id=here.ids["canteen_id"]).update(portions=1000)
    Allotment.objects.filter(canteen_id=here.ids["canteen_id"]).update(fen=10_000_000)
    return Crowd(here, looks, read, dead, eaten_twice(here))


def grow(town: Crowd, numbers: range) -> None:
    """Write one more row of every kind for each number."""
    for kind in (places, people, one_elder, staff, _lists, _money, _offers, _asked, _meals):
        kind(town, numbers)


def _lists(town: Crowd, numbers: range) -> None:
    """Lists that were called back, and rows of those that have been read."""
    rows(
        Import,
        numbers,
        lambda n, _: {
            "kind": "elders",
            "sender": town.read.sender,
            "region": town.read.region,
            "file_name": "x.xlsx",
            "byte_count": 1,
            "content_lookup": f"{n + 1:064d}",
            "state": "cancelled",
            "made_by": town.read.made_by,
            "made_at": NOW,
            "ended_at": NOW,
        },
    )
    told = Staged(("何兰", "33"), {"name": "何兰"}, Plan("new"))
    rows(
        ImportRow,
        numbers,
        lambda n, row_id: {
            "of": town.read,
            "number": n + 2,
            "outcome": "new",
            "content_lookup": f"{n:064d}",
            "plan_lookup": f"{n:064d}",
            "sealed": seal_row(told, row_id),
        },
    )
    elder_ids = dict(Credential.objects.filter(code__in=map(_code, numbers)).values_list("code", "elder_id"))
    rows(ImportRow, numbers, lambda n, row_id: _death(town, n, row_id, elder_ids[_code(n)]))


def _death(town: Crowd, number: int, row_id: UUID, elder_id: UUID) -> dict[str, object]:
    """Somebody who died the day before she ate."""
    values = {"name": "何兰", "died_on": (TODAY - timedelta(days=1)).isoformat()}
    return {
        "of": town.dead,
        "number": number + 2,
        "outcome": "new",
        "key_lookup": key_lookup(str(elder_id)),
        "content_lookup": f"{number:064d}",
        "plan_lookup": f"{number:064d}",
        "elder_id": elder_id,
        "sealed": seal_row(Staged(("何兰", "33"), values, Plan("new", elder_id=elder_id)), row_id),
    }


def _code(number: int) -> str:
    return f"7{number:07d}"


def _money(town: Crowd, numbers: range) -> None:
    """Funds, each allotted to the canteen, and versions of a policy that nobody has signed."""
    region_id, canteen_id = town.id("region_id"), town.id("canteen_id")
    funds = rows(
        Fund, numbers, lambda n, _: {"region_id": region_id, "key": f"fund{n}", "name": f"{n}资金", "source": "charity"}
    )
    Allotment.objects.bulk_create(
        Allotment(id=new_id(), fund=one, canteen_id=canteen_id, month=date(2026, 12, 1), fen=1) for one in funds
    )
    signed = Policy.objects.get(id=town.id("policy_id"))
    rows(
        Policy,
        numbers,
        lambda n, _: {
            "region_id": region_id,
            "scope": signed.scope,
            "version": 10 + n,
            "document": signed.document,
            "digest": signed.digest,
            "from_on": date(2027, 1, 1),
            "made_by": town.looks,
            "made_at": NOW,
        },
    )
    rows(
        Trial,
        numbers,
        lambda n, _: {
            "region_id": region_id,
            "policy": signed,
            "document": signed.document,
            "digest": signed.digest,
            "from_on": date(2026, 11, 1),
            "until_on": date(2026, 12, 1),
            "budget": "open",
            "state": "cancelled" if n % 2 else "failed",
            "made_by": town.looks,
            "made_at": NOW,
        },
    )


def _offers(town: Crowd, numbers: range) -> None:
    """Meals of this week with their dishes, and drawers that were counted today."""
    canteen_id = town.id("canteen_id")
    meals = rows(
        Meal,
        numbers,
        lambda n, _: {
            "canteen_id": canteen_id,
            "service_on": TODAY + timedelta(days=n % 3),
            "sitting": "dinner",
            "title": f"{n}套餐",
            "price_fen": 1000,
            "portions": 9,
            "state": "published",
            "published_at": NOW,
        },
    )
    Dish.objects.bulk_create(Dish(id=new_id(), meal=one, position=0, name="青菜") for one in meals)
    rows(
        Shift,
        numbers,
        lambda n, _: {
            "canteen_id": canteen_id,
            "staff": town.looks,
            "opened_at": at(7, n % 60, on=TODAY),
            "closed_at": at(8, n % 60, on=TODAY),
            "counted_fen": 0,
        },
    )


def _asked(town: Crowd, numbers: range) -> None:
    """What finance asks about a month that was handed in."""
    asked = rows(
        Question,
        numbers,
        lambda n, _: {"books_id": town.id("books_id"), "asked_by": town.looks, "asked_at": NOW, "text": f"{n}?"},
    )
    QuestionedMeal.objects.bulk_create(
        QuestionedMeal(id=new_id(), question=one, entry_id=town.id("entry_id")) for one in asked
    )


def _meals(town: Crowd, numbers: range) -> None:
    """What was eaten today, each with her own share held, and what is ordered for the day after tomorrow."""
    kiosk = Kiosk.objects.get(id=town.id("kiosk_id"))
    manager, finance = town.here.actor(Role.MANAGER), town.here.actor(Role.FINANCE)
    for number in numbers:
        moment = at(10, number % 60, on=TODAY)
        code = _code(number)
        receipt = take(kiosk, card(code, moment), moment)
        assert receipt.decision == "served", receipt
        elder_id = Credential.objects.get(code=code).elder_id
        place_order(actor=manager, meal_id=town.id("meal_id"), elder_id=elder_id, now=NOW)
        entry = Entry.objects.get(kind="meal", order__elder_id=elder_id)
        hold_share(actor=finance, entry_id=entry.id, payer="elder", reason="核实", now=NOW)
