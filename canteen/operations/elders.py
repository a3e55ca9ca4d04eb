"""Registers elders and the dated facts about them; what is sensitive is sealed before it is written (S1, D3)."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from canteen.core.errors import Conflict, NotFound
from canteen.core.identity import normalise_id_number
from canteen.core.intake.known import KnownFact
from canteen.core.intake.moving import Moving, is_moved_later, moving
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.core.states import MOVED_AWAY
from canteen.models import Elder, Fact
from canteen.operations.deeds import do
from canteen.operations.elder_rows import BadElder, ElderExists, NewFact, elder_row, fact_row, set_phone
from canteen.queries.elders import PLACE_KINDS, SIGHT_KINDS, lock_facts, open_fact, require_elder

__all__ = [
    "BadElder",
    "CategoryHeld",
    "ElderExists",
    "EndsSooner",
    "FactEnded",
    "FactRecorded",
    "NoSuchFact",
    "RegistrationMustFollow",
    "StateIsTakenBack",
    "change_phone",
    "end_fact",
    "record_departure",
    "record_fact",
    "register_elder",
]


class NoSuchFact(NotFound):
    """This fact is not recorded."""

    code = "no-such-fact"
    zh = "没有这条记录"


class FactRecorded(Conflict):
    """Exactly this is recorded from this day on already; nothing was written."""

    code = "fact-recorded"
    zh = "这一天起的同一条记录已经登记过，没有重复登记"


class CategoryHeld(Conflict):
    """A period of this category or diet that shares days with this one is recorded already; end that, or stay clear.

    Of overlapping periods one stop would end one, and she would be paid for by the other.
    """

    code = "category-held"
    zh = "这个类别或膳食已登记的一段与所填起止日期重叠；请先结束那一段，或写在它之外的日期"


class FactEnded(Conflict):
    """This fact has an end already."""

    code = "fact-ended"
    zh = "这条记录已经结束"


class EndsSooner(Conflict):
    """This fact ends on that day or sooner already; an end that is still to come can only be put earlier."""

    code = "ends-sooner"
    zh = "这条记录在这一天或之前已经终止；没到的终止日只能提前"


class StateIsTakenBack(Conflict):
    """A death or a move away does not end: what was recorded by mistake is taken back, who returns is registered."""

    code = "state-is-taken-back"
    zh = "去世和迁出不能终止：登记错的请在老人页面上撤回，回来的请登记迁移"


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
    phone: str = "",
    reason: str = "",
) -> UUID:
    """Register an elder with the region of her household registration, and return her id.

    The birth date comes from the ID number; registration holds from `registered_from`, or else from her birth.
    OutOfScope, BadElder, BadIdNumber, BadPhone; ElderExists, also when another town registered her.
    """
    actor.require_region(Role.CLERK, region_id=region_id)
    row = elder_row(name=name, number=normalise_id_number(id_number), phone=phone, now=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            fact_row(
                elder_id=row.id,
                fact=NewFact(
                    kind=Fact.Kind.REGISTRATION,
                    value=str(region_id),
                    region_id=region_id,
                    from_on=registered_from or row.birth_on,
                ),
                now=now,
            ).save(force_insert=True)
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


def change_phone(*, actor: Actor, elder_id: UUID, phone: str, now: datetime, reason: str = "") -> None:
    """Write down another telephone number, or with an empty one that she has none; sealed, and in no deed (S1).

    OutOfScope, NoSuchElder, BadPhone.
    """
    require_elder(actor=actor, roles=(Role.CLERK,), elder_id=elder_id, on=service_day(now))
    with transaction.atomic():
        row = Elder.objects.select_for_update(no_key=True).get(id=elder_id)
        set_phone(row, phone=phone)
        row.save(update_fields=["phone_sealed", "phone_tail_lookup"])
        do(
            staff_id=actor.staff_id,
            verb="change phone",
            subject_kind="elder",
            subject_id=elder_id,
            reason=reason,
            now=now,
        )


def record_fact(*, actor: Actor, elder_id: UUID, fact: NewFact, now: datetime, reason: str = "") -> UUID:
    """Record a dated fact about an elder, and return its id; the value is sealed (D3).

    One registration and one residence at a time: the one in force ends on the day the new one begins, and so does her
    absence, when she comes back. Both name a region, which may lie in another town: then the elder leaves this actor's
    sight on that day. The same from the same day is recorded once, however often the button is pressed; periods of one
    category lie apart. OutOfScope, NoSuchElder, BadElder, FactRecorded, CategoryHeld.
    """
    require_elder(actor=actor, roles=(Role.CLERK,), elder_id=elder_id, on=service_day(now))
    row = fact_row(elder_id=elder_id, fact=fact, now=now)
    with transaction.atomic():
        lock_facts(elder_id=elder_id)  # where two presses of one button meet
        _require_new(row, fact.value.strip())
        if fact.kind in PLACE_KINDS:
            _move(elder_id, fact.kind, away=False, on=fact.from_on)
        _insert(row)
        _written(actor, row, reason, now)
    return row.id


def record_departure(
    *, actor: Actor, elder_id: UUID, kind: str, moved_on: date, now: datetime, evidence: str = "", reason: str = ""
) -> None:
    """Record that registration or residence moves, from a day on, to where there are no regions: it ends, she is gone.

    Where one of both was said to go before, only the other still ends. Who looked after her in the region that she left
    sees her on. OutOfScope, NoSuchElder, BadElder; FactRecorded where nothing is left to end.
    """
    require_elder(actor=actor, roles=(Role.CLERK,), elder_id=elder_id, on=service_day(now))
    with transaction.atomic():
        lock_facts(elder_id=elder_id)
        move = _move(elder_id, kind, away=True, on=moved_on)
        gone = NewFact(Fact.Kind.STATE, MOVED_AWAY, moved_on, evidence=evidence, region_id=move.left)
        row = fact_row(elder_id=elder_id, fact=gone, now=now)
        if move.begins:
            _insert(row)
        elif move.ended:
            row = Fact(id=move.ended[0].id, elder_id=elder_id, kind=kind, from_on=moved_on)
        else:
            raise FactRecorded()
        _written(actor, row, reason, now)


def end_fact(*, actor: Actor, fact_id: UUID, until_on: date, now: datetime, reason: str = "") -> None:
    """End a fact on a day, which itself no longer counts. Meals of earlier days keep what they were decided on (R11).

    An end that is still to come may be put earlier. Meals since then are the business of who calls. OutOfScope,
    NoSuchFact, NoSuchElder, FactEnded, EndsSooner, RegistrationMustFollow, StateIsTakenBack; BadElder for a day not
    after it began.
    """
    fact = Fact.objects.filter(id=fact_id).first()
    if fact is None:
        raise NoSuchFact()
    require_elder(actor=actor, roles=(Role.CLERK,), elder_id=fact.elder_id, on=service_day(now))
    if fact.kind == Fact.Kind.REGISTRATION:
        raise RegistrationMustFollow()
    if fact.kind == Fact.Kind.STATE:
        raise StateIsTakenBack()
    if until_on <= fact.from_on:
        raise BadElder([("until_on", "must be after the day the fact began")])
    with transaction.atomic():
        # One statement asks and writes: of two people ending the same fact, the second is told.
        later = Q(until_on__gt=max(until_on, service_day(now)))
        if not Fact.objects.filter(Q(until_on__isnull=True) | later, id=fact_id).update(until_on=until_on):
            to_come = Fact.objects.filter(id=fact_id, until_on__gt=service_day(now)).exists()
            raise EndsSooner() if to_come else FactEnded()
        do(
            staff_id=actor.staff_id,
            verb="end",
            subject_kind="elder",
            subject_id=fact.elder_id,
            reason=reason,
            detail={"fact": str(fact_id), "kind": fact.kind, "until_on": until_on.isoformat()},
            now=now,
        )


def _require_new(row: Fact, value: str) -> None:
    """Pass unless the same is told from the same day, or of a category or diet on the same days.

    FactRecorded, CategoryHeld.
    """
    told = Fact.objects.filter(elder_id=row.elder_id, kind=row.kind)
    same = told.filter(from_on=row.from_on, level=row.level, until_on=row.until_on)
    if any(open_fact(each) == value for each in same):
        raise FactRecorded()
    if row.kind not in (Fact.Kind.CATEGORY, Fact.Kind.DIET):
        return
    # They are sealed without a word to find them by: the database cannot keep them apart, this lock does.
    meeting = told.filter(Q(until_on__isnull=True) | Q(until_on__gt=row.from_on))
    if row.until_on is not None:
        meeting = meeting.filter(from_on__lt=row.until_on)
    if any(open_fact(each) == value for each in meeting):
        raise CategoryHeld()


def _insert(row: Fact) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        same = Fact.objects.filter(elder_id=row.elder_id, value_lookup=row.value_lookup, from_on=row.from_on)
        if row.value_lookup and same.filter(until_on__isnull=True).exists():
            raise FactRecorded() from None  # a list that is being written told the same state
        raise


def _move(elder_id: UUID, kind: str, *, away: bool, on: date) -> Moving:
    """End what a move ends on its day; BadElder where the same kind has moved on it or after."""
    rows = Fact.objects.filter(elder_id=elder_id, kind__in=SIGHT_KINDS).order_by("from_on", "id")
    facts = [
        KnownFact(row.id, row.kind, open_fact(row), row.level, row.region_id, row.from_on, row.until_on) for row in rows
    ]
    if is_moved_later(facts, kind=kind, away=away, on=on):
        raise BadElder([("from_on", "must be after the present one began")])
    move = moving(facts, kind=kind, away=away, on=on)
    Fact.objects.filter(id__in=[fact.id for fact in move.ended]).update(until_on=on)
    return move


def _written(actor: Actor, row: Fact, reason: str, now: datetime) -> None:
    do(
        staff_id=actor.staff_id,
        verb="record",
        subject_kind="elder",
        subject_id=row.elder_id,
        reason=reason,
        detail={"fact": str(row.id), "kind": row.kind, "from_on": row.from_on.isoformat()},
        now=now,
    )
