"""More places, elders, facts, cards, staff and devices of one town."""

from datetime import date
from uuid import UUID

from canteen.core.credit_code import check_character
from canteen.core.scope import Role
from canteen.models import (
    AccountProposal,
    BankAccount,
    Canteen,
    Credential,
    Deed,
    Duty,
    DutyProposal,
    Fact,
    HandOverProposal,
    Organisation,
    Region,
    RegionParent,
    Staff,
    Tenure,
)
from canteen.models.ids import new_id
from canteen.operations.elder_rows import NewFact
from canteen.operations.register_many import NewCard, NewElder, issue_cards, register_elders
from kiosk.models import Contact, Kiosk
from settlement.models import Books
from tests.access.crowd_rows import Crowd, days, refused, rows, sealed
from tests.access.towns import NOW
from tests.county import SINCE, at, id_number


def places(town: Crowd, numbers: range) -> None:
    region_id, organisation_id = town.id("region_id"), town.id("organisation_id")
    villages = rows(
        Region,
        numbers,
        lambda n, _: {"number": 90_000 + n, "key": f"crowd-{n}", "name": f"{n}村", "level": "village"},
    )
    rows(
        RegionParent,
        numbers,
        lambda n, _: {"region": villages[n - numbers.start], "parent_id": region_id, "from_on": SINCE},
    )
    places = rows(
        Canteen,
        numbers,
        lambda n, _: {"key": f"crowd-{n}", "name": f"{n}食堂", "region_id": region_id, "opened_on": SINCE},
    )
    rows(Organisation, numbers, lambda n, _: {"name": f"{n}社", "credit_code": _code(n)})
    for place in places:
        Tenure.objects.create(canteen=place, organisation_id=organisation_id, from_on=SINCE)
        for month in (date(2026, 11, 1), date(2026, 12, 1)):
            Books.objects.create(canteen=place, month=month, organisation_id=organisation_id, opened_at=NOW)
    rows(
        Tenure,
        numbers,
        lambda n, _: {"canteen_id": town.id("canteen_id"), "organisation_id": organisation_id, **days(n)},
    )
    _accounts(town, numbers, organisation_id)
    kiosks = rows(
        Kiosk,
        numbers,
        lambda n, _: {
            "canteen_id": town.id("canteen_id"),
            "name": f"{n}终端",
            "secret_digest": f"{n:064d}",
            "enrolled_at": NOW,
        },
    )
    Contact.objects.bulk_create(Contact(kiosk=one, at=NOW) for one in kiosks)


def _code(number: int) -> str:
    first17 = f"91330503MA2C{number:05d}"
    return first17 + check_character(first17)


def _accounts(town: Crowd, numbers: range, organisation_id: UUID) -> None:
    rows(
        BankAccount,
        numbers,
        lambda n, row_id: {
            "organisation_id": organisation_id,
            "bank": "信用社",
            "number_sealed": sealed(f"622848{n}", "canteen_bankaccount", "number_sealed", row_id),
            **days(n),
        },
    )
    rows(
        AccountProposal,
        numbers,
        lambda n, row_id: {
            "organisation_id": organisation_id,
            "bank": "信用社",
            "number_sealed": sealed(f"622848{n}", "canteen_accountproposal", "number_sealed", row_id),
            "from_on": SINCE,
            **refused(town),
        },
    )
    handed = {"canteen_id": town.id("canteen_id"), "organisation_id": organisation_id, "from_on": SINCE}
    rows(HandOverProposal, numbers, lambda _n, _: handed | refused(town))


def people(town: Crowd, numbers: range) -> None:
    """Elders of the town, each with a category and a card."""
    clerk = town.here.actor(Role.CLERK)
    poor = NewFact("category", "dibao", SINCE)
    new = [
        NewElder(f"何{chr(0x4E00 + n)}", id_number(n + 1, "19390101"), town.id("region_id"), facts=(poor,))
        for n in numbers
    ]
    made = register_elders(actor=clerk, elders=new, now=at(8))
    cards = [NewCard(one, f"7{n:07d}") for n, one in zip(numbers, made, strict=True)]
    issue_cards(actor=clerk, cards=cards, now=at(8))


def one_elder(town: Crowd, numbers: range) -> None:
    """What was true of one elder, the cards she lost, and what was done about her."""
    elder_id = town.id("elder_id")
    rows(
        Fact,
        numbers,
        lambda n, row_id: {
            "elder_id": elder_id,
            "kind": "category",
            "value_sealed": sealed("dibao", "canteen_fact", "value_sealed", row_id),
            "recorded_at": at(8),
            **days(n),
        },
    )
    rows(
        Credential,
        numbers,
        lambda n, _: {
            "elder_id": elder_id,
            "kind": "card",
            "code": f"6{n:07d}",
            "issued_at": at(8),
            "blocked_at": at(9),
            "blocked_reason": "遗失",
        },
    )
    rows(
        Deed,
        numbers,
        lambda n, _: {
            "at": at(8, n % 60),
            "staff": town.looks,
            "verb": "fact",
            "subject_kind": "elder",
            "subject_id": elder_id,
        },
    )


def staff(town: Crowd, numbers: range) -> None:
    """Who works at the counter, and what one of them was and was not to do."""
    others = rows(Staff, numbers, lambda n, _: {"login": f"staff{n}", "name": f"员工{n}", "password": ""})
    Duty.objects.bulk_create(
        Duty(id=new_id(), staff=one, role="counter", canteen_id=town.id("canteen_id"), from_on=SINCE) for one in others
    )
    one = town.id("staff_id")
    rows(
        Duty,
        numbers,
        lambda n, _: {"staff_id": one, "role": "manager", "canteen_id": town.id("canteen_id"), **days(n)},
    )
    rows(
        DutyProposal,
        numbers,
        lambda n, _: {
            "staff_id": one,
            "role": "auditor",
            "region_id": town.id("region_id"),
            "from_on": SINCE,
            **refused(town),
        },
    )
