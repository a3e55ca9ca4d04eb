"""Who stands round a million meals: elders with facts and cards, who may look at everything, one list being signed."""

from datetime import date, datetime, timedelta
from uuid import UUID

from canteen.core.identity import check_digit
from canteen.core.intake.known import Plan
from canteen.core.states import DECEASED
from canteen.gateways import vault
from canteen.gateways.staging import Staged, key_lookup, seal_row
from canteen.models import Credential, Duty, Elder, Fact, Import, ImportRow, Region, Sender
from canteen.models.ids import new_id
from canteen.models.sql import insert_many
from canteen.queries.elders import fact_lookup
from kiosk.models import Contact, Kiosk
from tests.town import SINCE, Town

ELDERS = 6_000
LISTED = 2_000  # rows of the list that waits for a signature


def people(town: Town, regions: list[Region], now: datetime) -> None:
    """Every elder lives in one of the regions and has a card; some receive the minimum income, some have died."""
    elders, facts, cards = list[Elder](), list[Fact](), list[Credential]()
    for at in range(ELDERS):
        row_id, born_on = new_id(), date(1930, 1, 1) + timedelta(days=at)
        number = f"330503{born_on:%Y%m%d}{at % 999:03d}"
        elders.append(
            Elder(
                id=row_id,
                name=f"张{chr(0x4E00 + at % 500)}兰",
                initials="zxl",
                sorts_as=f"zhang105f20{at % 500:05x}",
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
        if at % 100 == 7:
            facts.append(_fact(row_id, "state", DECEASED, None, now))
        cards.append(_card(row_id, at, now))
    for rows in (elders, facts, cards):
        insert_many(rows)
    _works(town)
    _desks(town, regions, now)


def _fact(elder_id: UUID, kind: str, value: str, region: Region | None, now: datetime) -> Fact:
    row_id = new_id()
    return Fact(
        id=row_id,
        elder_id=elder_id,
        kind=kind,
        value_sealed=_sealed(value, "canteen_fact", "value_sealed", row_id),
        value_lookup=fact_lookup(kind=kind, value=value),
        region=region,
        from_on=SINCE,
        recorded_at=now,
    )


def _card(elder_id: UUID, at: int, now: datetime) -> Credential:
    """A card; of a hundred, one is blocked, one has expired, one is a printed code."""
    issued_at = now - timedelta(minutes=at)
    return Credential(
        elder_id=elder_id,
        kind="qr" if at % 100 == 9 else "card",
        code=f"7{at:07d}",
        issued_at=issued_at,
        expires_on=issued_at.date() if at % 100 == 8 else None,
        blocked_at=issued_at if at % 100 == 7 else None,
        blocked_reason="遗失" if at % 100 == 7 else "",
    )


def _sealed(text: str, table: str, column: str, row_id: UUID) -> bytes:
    return vault.seal(text, table=table, column=column, row_id=row_id)


def _works(town: Town) -> None:
    """One person who may look at everything, for a page is bounded whoever looks."""
    for role in ("finance", "clerk", "auditor", "support"):
        Duty.objects.create(staff=town.clerk, role=role, region=town.district, from_on=SINCE)
    Duty.objects.create(staff=town.second, role="finance", region=town.district, from_on=SINCE)
    Duty.objects.create(staff=town.clerk, role="manager", canteen=town.canteens[0], from_on=SINCE)


def _desks(town: Town, regions: list[Region], now: datetime) -> None:
    """Every device was heard of; every region has sent lists, and two of them wait to be signed."""
    heard = set(Contact.objects.values_list("kiosk_id", flat=True))
    Contact.objects.bulk_create(
        Contact(kiosk_id=kiosk_id, at=now)
        for kiosk_id in Kiosk.objects.values_list("id", flat=True)
        if kiosk_id not in heard
    )
    senders = Sender.objects.bulk_create(Sender(region=one, name="民政办", recorded_at=now) for one in regions)
    told = _list("elders", senders[0], town, LISTED // 10, now)
    insert_many([_row(told, at) for at in range(LISTED)])
    elder_ids = Elder.objects.order_by("id").values_list("id", flat=True)[:LISTED]
    dead = _list("deaths", senders[0], town, LISTED, now)
    insert_many([_row_of_death(dead, at, elder_id) for at, elder_id in enumerate(elder_ids)])


def _list(kind: str, sender: Sender, town: Town, rows: int, now: datetime) -> Import:
    """A list that was read, and would write so many rows."""
    return Import.objects.create(
        kind=kind,
        sender=sender,
        region=sender.region,
        file_name="名册.xlsx",
        byte_count=1000,
        content_lookup="f" * 64,
        state="checked",
        rows_new=rows,
        made_by=town.clerk,
        made_at=now,
    )


def _row_of_death(told: Import, at: int, elder_id: UUID) -> ImportRow:
    """Somebody who died a few days before the end."""
    row_id, plan = new_id(), Plan("new", elder_id=elder_id)
    return ImportRow(
        id=row_id,
        of=told,
        number=at,
        outcome="new",
        key_lookup=key_lookup(str(elder_id)),
        content_lookup=f"{at:064d}",
        plan_lookup=f"{at:064d}",
        elder_id=elder_id,
        sealed=seal_row(Staged(("张兰",), {"name": "张兰", "died_on": "2026-11-25"}, plan), row_id),
    )


def _row(told: Import, at: int) -> ImportRow:
    """A row of the list; every tenth says something new."""
    row_id, outcome = new_id(), "same" if at % 10 else "new"
    return ImportRow(
        id=row_id,
        of=told,
        number=at,
        outcome=outcome,
        content_lookup=f"{at:064d}",
        plan_lookup=f"{at:064d}",
        sealed=seal_row(Staged(("张兰",), {"name": "张兰"}, Plan(outcome)), row_id),
    )
