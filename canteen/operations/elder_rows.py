"""Rows of elders and of facts, sealed and not yet written: what registering one and registering many share."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from canteen.core.diets import is_diet
from canteen.core.errors import Conflict, Field, Invalid
from canteen.core.identity import birth_date
from canteen.core.phone import normalise_phone, phone_tail
from canteen.gateways import vault
from canteen.gateways.pinyin import initials_of, order_of
from canteen.models import Elder, Fact
from canteen.models.ids import new_id
from canteen.queries.elders import PLACE_KINDS, fact_lookup

LONGEST_NAME: Final = 60
LONGEST_VALUE: Final = 120
LONGEST_LEVEL: Final = 20
LONGEST_EVIDENCE: Final = 200
LONGEST_GRANTER: Final = 120


class BadElder(Invalid):
    """A name, a day or a value of this elder is not valid."""

    code = "bad-elder"
    zh = "姓名、日期或内容填写有误"


class ElderExists(Conflict):
    """An elder with this ID number is registered already."""

    code = "elder-exists"
    zh = "该身份证号已登记"


@dataclass(frozen=True, slots=True)
class NewFact:
    """A dated fact about an elder that is to be recorded (D3)."""

    kind: str
    value: str
    from_on: date
    level: str = ""
    until_on: date | None = None
    evidence: str = ""
    granted_by: str = ""
    region_id: UUID | None = None


def elder_row(*, name: str, number: str, now: datetime, phone: str = "") -> Elder:
    """Return an elder with sealed columns; `number` is normalised already. BadElder, BadPhone."""
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadElder([("name", f"must be 1 to {LONGEST_NAME} characters")])
    elder_id = new_id()
    row = Elder(
        id=elder_id,
        name=name,
        initials=initials_of(name=name),
        sorts_as=order_of(name=name, is_person=True),
        birth_on=birth_date(number),
        id_number_sealed=vault.seal(number, table="canteen_elder", column="id_number_sealed", row_id=elder_id),
        id_number_lookup=vault.lookup(number, purpose="id number"),
        recorded_at=now,
    )
    set_phone(row, phone=phone)
    return row


def set_phone(row: Elder, *, phone: str) -> None:
    """Seal a telephone number into an elder's row, with the look-up word of its last four digits (S1). BadPhone."""
    digits = normalise_phone(phone)
    row.phone_sealed = (
        vault.seal(digits, table="canteen_elder", column="phone_sealed", row_id=row.id) if digits else None
    )
    row.phone_tail_lookup = vault.lookup(phone_tail(digits), purpose="phone tail") if digits else ""


def fact_row(*, elder_id: UUID, fact: NewFact, now: datetime) -> Fact:
    """Return a fact with its value sealed for its own row; BadElder names every mistake in what it is to say.

    Evidence and whoever granted it stand in the open: their columns mask what may be an ID number (S1).
    """
    mistakes = [
        *_mistakes(fact.kind, fact.value, fact.region_id, fact.from_on, fact.until_on),
        *_long("level", fact.level, LONGEST_LEVEL),
        *_long("evidence", fact.evidence, LONGEST_EVIDENCE),
        *_long("granted_by", fact.granted_by, LONGEST_GRANTER),
    ]
    if mistakes:
        raise BadElder(mistakes)
    fact_id, value = new_id(), fact.value.strip()
    return Fact(
        id=fact_id,
        elder_id=elder_id,
        kind=fact.kind,
        value_sealed=vault.seal(value, table="canteen_fact", column="value_sealed", row_id=fact_id),
        value_lookup=fact_lookup(kind=fact.kind, value=value),
        region_id=fact.region_id,
        level=fact.level.strip(),
        evidence=fact.evidence.strip(),
        granted_by=fact.granted_by.strip(),
        from_on=fact.from_on,
        until_on=fact.until_on,
        recorded_at=now,
    )


def _mistakes(kind: str, value: str, region_id: UUID | None, from_on: date, until_on: date | None) -> list[Field]:
    asked = (
        ("kind", kind in Fact.Kind.values, f"must be one of {', '.join(Fact.Kind.values)}"),
        ("value", 0 < len(value.strip()) <= LONGEST_VALUE, f"must be 1 to {LONGEST_VALUE} characters"),
        ("region_id", kind not in PLACE_KINDS or region_id is not None, "is needed for this kind"),
        ("value", kind != Fact.Kind.DIET or is_diet(value.strip()), "must be small letters, digits and single hyphens"),
        ("until_on", until_on is None or until_on > from_on, "must be after from_on"),
        # Without it the elder would belong nowhere from that day on, and no clerk could mend it.
        ("until_on", kind != Fact.Kind.REGISTRATION or until_on is None, "a registration ends when the next begins"),
    )
    return [(path, message) for path, good, message in asked if not good]


def _long(path: str, text: str, most: int) -> list[Field]:
    return [(path, f"must be at most {most} characters")] if len(text.strip()) > most else []
