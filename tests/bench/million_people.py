"""Who and what stands round a million meals: elders with facts and cards, staff, devices, deeds, lists sent in."""

from datetime import date, datetime, timedelta
from uuid import UUID

from canteen.core.identity import check_digit
from canteen.gateways import vault
from canteen.models import Credential, Duty, Elder, Fact, Import, Region, Sender, Staff
from canteen.models.ids import new_id
from kiosk.models import Contact, Kiosk
from tests.bench.insert_select import insert_select, uuid_of
from tests.town import SINCE, Town

ELDERS = 6_000
LAST = date(2026, 11, 30)
DEEDS = 60_000
LISTS = 1_500
_VERBS = "(ARRAY['fact', 'serve', 'issue-card'])[1 + n % 3]"


def deeds() -> list[str]:
    """Return the statement that writes down what two people did to one elder after the other, from `numbered_elder`."""
    return [
        insert_select(
            "canteen.Deed",
            {
                "id": uuid_of("dee"),
                "at": f"TIMESTAMPTZ '{LAST}' - n * interval '10 minutes'",
                "staff_id": "staff.id",
                "verb": _VERBS,
                "subject_kind": "'elder'",
                "subject_id": "elder.id",
            },
            f"""generate_series(0, {DEEDS - 1}) n JOIN numbered_elder elder ON elder.number = n % {ELDERS}
                JOIN canteen_staff staff ON staff.login = (ARRAY['clerk', 'second'])[1 + n % 2]""",
        )
    ]


def people(town: Town, regions: list[Region], now: datetime) -> None:
    """Every elder lives in one of the regions and has a card; some receive the minimum income."""
    elders, facts, cards = [], [], []
    for at in range(ELDERS):
        row_id, born_on = new_id(), date(1930, 1, 1) + timedelta(days=at)
        number = f"330503{born_on:%Y%m%d}{at % 999:03d}"
        elders.append(
            Elder(
                id=row_id,
                name=f"张{chr(0x4E00 + at % 500)}兰",
                initials="zxl",
                birth_on=born_on,
                id_number_sealed=_sealed(number + check_digit(number), "canteen_elder", "id_number_sealed", row_id),
                id_number_lookup=f"{at:064d}",
                recorded_at=now,
            )
        )
        region = regions[at % len(regions)]
        facts.append(_fact(row_id, "registration", str(region.id), region, now))
        if at % 20 == 0:
            facts.append(_fact(row_id, "category", "dibao", None, now))
        cards.append(Credential(elder_id=row_id, kind="card", code=f"7{at:07d}", issued_at=now - timedelta(minutes=at)))
    Elder.objects.bulk_create(elders, batch_size=1000)
    Fact.objects.bulk_create(facts, batch_size=1000)
    Credential.objects.bulk_create(cards, batch_size=1000)
    _works(town)
    _desks(town, regions, now)


def _fact(elder_id: UUID, kind: str, value: str, region: Region | None, now: datetime) -> Fact:
    row_id = new_id()
    sealed = _sealed(value, "canteen_fact", "value_sealed", row_id)
    return Fact(
        id=row_id, elder_id=elder_id, kind=kind, value_sealed=sealed, region=region, from_on=SINCE, recorded_at=now
    )


def _sealed(text: str, table: str, column: str, row_id: UUID) -> bytes:
    return vault.seal(text, table=table, column=column, row_id=row_id)


def _works(town: Town) -> None:
    """One person who may look at everything, for a page is bounded whoever looks; three hundred who may not."""
    for role in ("finance", "clerk", "auditor", "support"):
        Duty.objects.create(staff=town.clerk, role=role, region=town.district, from_on=SINCE)
    Duty.objects.create(staff=town.second, role="finance", region=town.district, from_on=SINCE)
    Duty.objects.create(staff=town.clerk, role="manager", canteen=town.canteens[0], from_on=SINCE)
    others = [Staff(id=new_id(), login=f"staff{at}", name=f"员工{at}", password="") for at in range(300)]
    Staff.objects.bulk_create(others)
    Duty.objects.bulk_create(Duty(staff=one, role="counter", canteen=town.canteens[0], from_on=SINCE) for one in others)


def _desks(town: Town, regions: list[Region], now: datetime) -> None:
    """What devices and imports leave behind in two years."""
    heard = set(Contact.objects.values_list("kiosk_id", flat=True))
    Contact.objects.bulk_create(
        Contact(kiosk_id=kiosk_id, at=now)
        for kiosk_id in Kiosk.objects.values_list("id", flat=True)
        if kiosk_id not in heard
    )
    senders = Sender.objects.bulk_create(Sender(region=one, name="民政办", recorded_at=now) for one in regions)
    Import.objects.bulk_create(
        Import(
            kind="elders",
            sender=senders[at % len(senders)],
            region=senders[at % len(senders)].region,
            file_name="名册.xlsx",
            byte_count=1000,
            content_lookup=f"{at:064d}",
            state="cancelled",
            made_by=town.clerk,
            made_at=now - timedelta(hours=at),
            ended_at=now,
        )
        for at in range(LISTS)
    )
