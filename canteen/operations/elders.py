"""Registers elders and the dated facts about them; what is sensitive is sealed before it is written (S1, D3)."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from canteen.core.errors import Conflict, Invalid, NotFound
from canteen.core.identity import birth_date, normalise_id_number
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.gateways import vault
from canteen.gateways.pinyin import initials_of
from canteen.models import Elder, Fact
from canteen.models.ids import new_id
from canteen.operations.deeds import do
from canteen.queries.elders import PLACE_KINDS, id_number_lookup, require_elder
from canteen.queries.places import in_force

LONGEST_NAME = 60
LONGEST_VALUE = 120


class BadElder(Invalid):
    """A name, a day or a value of this elder is not valid."""

    code = "bad-elder"
    zh = "姓名、日期或内容填写有误"


class ElderExists(Conflict):
    """An elder with this ID number is registered already."""

    code = "elder-exists"
    zh = "该身份证号已登记"


class NoSuchFact(NotFound):
    """This fact is not recorded."""

    code = "no-such-fact"
    zh = "没有这条记录"


class FactEnded(Conflict):
    """This fact has an end already."""

    code = "fact-ended"
    zh = "这条记录已经结束"


class RegistrationMustFollow(Conflict):
    """A registration ends on the day the next one begins: record that one."""

    code = "registration-must-follow"
    zh = "户籍不能单独结束，请直接登记新的户籍"


def register_elder(
    *,
    actor: Actor,
    name: str,
    id_number: str,
    region_id: UUID,
    now: datetime,
    registered_from: date | None = None,
    reason: str = "",
) -> UUID:
    """Register an elder with the region of her household registration, and return her id.

    The birth date comes from the ID number; registration holds from `registered_from`, or else from her birth.
    OutOfScope, BadElder, BadIdNumber; ElderExists, also when another town registered her.
    """
    actor.require_region(Role.CLERK, region_id=region_id)
    row = _elder(name.strip(), normalise_id_number(id_number), now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _write_fact(
                row.id,
                kind=Fact.Kind.REGISTRATION,
                value=str(region_id),
                region_id=region_id,
                from_on=registered_from or row.birth_on,
                now=now,
            )
            do(
                staff_id=actor.staff_id,
                verb="register",
                subject_kind="elder",
                subject_id=row.id,
                reason=reason,
                detail={"region": str(region_id)},
                now=now,
            )
    except IntegrityError:
        raise ElderExists() from None
    return row.id


def record_fact(
    *,
    actor: Actor,
    elder_id: UUID,
    kind: str,
    value: str,
    from_on: date,
    now: datetime,
    until_on: date | None = None,
    level: str = "",
    region_id: UUID | None = None,
    evidence: str = "",
    granted_by: str = "",
    reason: str = "",
) -> UUID:
    """Record a dated fact about an elder, and return its id; the value is sealed (D3).

    One registration and one residence at a time: the one in force ends on the day the new one begins. Both name a
    region, which may lie in another town: then the elder leaves this actor's sight on that day.
    OutOfScope, NoSuchElder, BadElder.
    """
    require_elder(actor=actor, roles=(Role.CLERK,), elder_id=elder_id, on=service_day(now))
    mistakes = _mistakes(kind, value, level, region_id, from_on, until_on) + _long(evidence, granted_by)
    if mistakes:
        raise BadElder(mistakes)
    with transaction.atomic():
        if kind in PLACE_KINDS:
            _end_former(elder_id, kind, from_on)
        fact_id = _write_fact(
            elder_id,
            kind=kind,
            value=value.strip(),
            level=level.strip(),
            region_id=region_id,
            evidence=evidence.strip(),
            granted_by=granted_by.strip(),
            from_on=from_on,
            until_on=until_on,
            now=now,
        )
        do(
            staff_id=actor.staff_id,
            verb="record",
            subject_kind="elder",
            subject_id=elder_id,
            reason=reason,
            detail={"fact": str(fact_id), "kind": kind, "from_on": from_on.isoformat()},
            now=now,
        )
    return fact_id


def end_fact(*, actor: Actor, fact_id: UUID, until_on: date, now: datetime, reason: str = "") -> None:
    """End a fact on a day, which itself no longer counts. Meals of earlier days keep what they were decided on (R11).

    OutOfScope, NoSuchFact, NoSuchElder, FactEnded, RegistrationMustFollow; BadElder for a day not after it began.
    """
    fact = Fact.objects.filter(id=fact_id).first()
    if fact is None:
        raise NoSuchFact()
    require_elder(actor=actor, roles=(Role.CLERK,), elder_id=fact.elder_id, on=service_day(now))
    if fact.kind == Fact.Kind.REGISTRATION:
        raise RegistrationMustFollow()
    if until_on <= fact.from_on:
        raise BadElder([("until_on", "must be after the day the fact began")])
    with transaction.atomic():
        # One statement asks and writes: of two people ending the same fact, the second is told.
        if not Fact.objects.filter(id=fact_id, until_on__isnull=True).update(until_on=until_on):
            raise FactEnded()
        do(
            staff_id=actor.staff_id,
            verb="end",
            subject_kind="elder",
            subject_id=fact.elder_id,
            reason=reason,
            detail={"fact": str(fact_id), "kind": fact.kind, "until_on": until_on.isoformat()},
            now=now,
        )


def _mistakes(
    kind: str, value: str, level: str, region_id: UUID | None, from_on: date, until_on: date | None
) -> list[tuple[str, str]]:
    asked = (
        ("kind", kind in Fact.Kind.values, f"must be one of {', '.join(Fact.Kind.values)}"),
        ("value", 0 < len(value.strip()) <= LONGEST_VALUE, f"must be 1 to {LONGEST_VALUE} characters"),
        ("level", len(level.strip()) <= 20, "must be at most 20 characters"),
        ("region_id", kind not in PLACE_KINDS or region_id is not None, "is needed for this kind"),
        ("until_on", until_on is None or until_on > from_on, "must be after from_on"),
        # Without it the elder would belong nowhere from that day on, and no clerk could mend it.
        ("until_on", kind != Fact.Kind.REGISTRATION or until_on is None, "a registration ends when the next begins"),
    )
    return [(path, message) for path, good, message in asked if not good]


def _long(evidence: str, granted_by: str) -> list[tuple[str, str]]:
    lengths = (("evidence", evidence, 200), ("granted_by", granted_by, 120))
    return [(path, f"must be at most {most} characters") for path, text, most in lengths if len(text) > most]


def _elder(name: str, number: str, now: datetime) -> Elder:
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadElder([("name", f"must be 1 to {LONGEST_NAME} characters")])
    elder_id = new_id()
    return Elder(
        id=elder_id,
        name=name,
        initials=initials_of(name=name),
        birth_on=birth_date(number),
        id_number_sealed=vault.seal(number, table="canteen_elder", column="id_number_sealed", row_id=elder_id),
        id_number_lookup=id_number_lookup(number),
        recorded_at=now,
    )


def _end_former(elder_id: UUID, kind: str, from_on: date) -> None:
    if Fact.objects.filter(elder_id=elder_id, kind=kind, from_on__gte=from_on).exists():
        raise BadElder([("from_on", "must be after the present one began")])
    Fact.objects.filter(in_force(from_on), elder_id=elder_id, kind=kind).update(until_on=from_on)


def _write_fact(
    elder_id: UUID,
    *,
    kind: str,
    value: str,
    from_on: date,
    now: datetime,
    until_on: date | None = None,
    level: str = "",
    region_id: UUID | None = None,
    evidence: str = "",
    granted_by: str = "",
) -> UUID:
    fact_id = new_id()
    Fact(
        id=fact_id,
        elder_id=elder_id,
        kind=kind,
        value_sealed=vault.seal(value, table="canteen_fact", column="value_sealed", row_id=fact_id),
        region_id=region_id,
        level=level,
        evidence=evidence,
        granted_by=granted_by,
        from_on=from_on,
        until_on=until_on,
        recorded_at=now,
    ).save(force_insert=True)
    return fact_id
