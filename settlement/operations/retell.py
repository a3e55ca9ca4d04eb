"""Tells facts, one by one or by a list, or another birth date; and decides meals anew by it, as they were shown."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from canteen.core.identity import birth_date, normalise_id_number
from canteen.core.intake.retelling import Retold
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.operations.deeds import do
from canteen.operations.elder_rows import NewFact
from canteen.operations.elders import end_fact, record_fact
from canteen.operations.id_numbers import correct_id_number
from canteen.queries.elder_page import elder_of_fact
from canteen.queries.elders import lock_facts
from canteen.queries.retelling import births_of, facts_told
from canteen.queries.touching import people_listed
from settlement.operations.redecide import redecide_meals
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.marks_decided import marks_decided
from settlement.queries.redecided_sums import NOTHING, Redecided, redecided
from settlement.queries.redeciding import retelling_of, retelling_of_list

Tell = Callable[[], UUID]


def redecide_listed(
    *, import_id: UUID, kind: str, actor: Actor, now: datetime, between: Callable[[], None] = lambda: None
) -> Redecided:
    """Decide anew the meals of days of which a list says something else, before it is written; in its transaction.

    They are those that were shown to who decided, or nothing is written: TouchedOtherwise. What was eaten since it was
    counted follows the same rule, for no long list could be confirmed at lunch else. `between` is called on the way,
    and may end it all by what it raises.
    """
    on, shown = service_day(now), marks_decided(import_id=import_id)
    retelling = retelling_of_list(import_id=import_id, kind=kind, on=on)
    if not retelling.reaches(on):  # nobody is kept waiting by a list that changes names, or days to come
        if shown.retold != NOTHING:
            raise TouchedOtherwise()
        return redecided(planned=())
    found = redecide_meals(
        retelling=retelling,
        people=people_listed(import_id=import_id),
        now=now,
        shown=shown.retold,
        seen_at=shown.counted_at,
        between=between,
    )
    if found.meals:
        detail = {"meals": found.meals, "credit_fen": found.credit_fen, "left": found.left}
        do(
            staff_id=actor.staff_id,
            verb="redecide",
            subject_kind="import",
            subject_id=import_id,
            detail=detail,
            now=now,
        )
    return found


def tell_fact(
    *, actor: Actor, elder_id: UUID, fact: NewFact, now: datetime, shown: str | None, reason: str = ""
) -> tuple[UUID, Redecided]:
    """Record a dated fact, and decide anew her meals of the days on which it changes somebody's share (D14, R11).

    `shown` is the mark of what a person saw; None where nobody looks. TouchedOtherwise where it comes to something else
    by now; what `record_fact` raises.
    """

    def tell() -> UUID:
        return record_fact(actor=actor, elder_id=elder_id, fact=fact, now=now, reason=reason)

    return _told(actor, elder_id, tell, now, shown, reason or fact.evidence)


def tell_end(
    *, actor: Actor, fact_id: UUID, until_on: date, now: datetime, shown: str, reason: str = ""
) -> tuple[UUID, Redecided]:
    """End a fact on a day, and decide anew her meals from that day on. TouchedOtherwise; what `end_fact` raises."""

    def tell() -> UUID:
        end_fact(actor=actor, fact_id=fact_id, until_on=until_on, now=now, reason=reason)
        return fact_id

    return _told(actor, elder_of_fact(fact_id=fact_id), tell, now, shown, reason)


def fact_foreseen(*, actor: Actor, elder_id: UUID, fact: NewFact, now: datetime) -> Redecided:
    """Return what recording a fact would come to, and write nothing. What `record_fact` raises."""

    def tell() -> UUID:
        return record_fact(actor=actor, elder_id=elder_id, fact=fact, now=now)

    return _foreseen(elder_id, tell, now)


def end_foreseen(*, actor: Actor, fact_id: UUID, until_on: date, now: datetime) -> Redecided:
    """Return what ending a fact would come to, and write nothing. What `end_fact` raises."""

    def tell() -> UUID:
        end_fact(actor=actor, fact_id=fact_id, until_on=until_on, now=now)
        return fact_id

    return _foreseen(elder_of_fact(fact_id=fact_id), tell, now)


def tell_number(
    *, actor: Actor, elder_id: UUID, id_number: str, now: datetime, shown: str | None, reason: str = ""
) -> Redecided:
    """Register somebody by another ID number, and decide anew all her meals in whose share her age has a say (D14).

    `shown` is the mark of what a person saw. TouchedOtherwise; what `correct_id_number` raises.
    """
    with transaction.atomic():
        lock_facts(elder_id=elder_id)
        retelling = retelling_of(retold=_born_otherwise(elder_id, id_number))
        # Before it is written, unlike a fact: her row is locked by that, and the books of her meals come first (D18).
        found = redecide_meals(retelling=retelling, people=[elder_id], now=now, shown=shown)
        correct_id_number(actor=actor, elder_id=elder_id, id_number=id_number, now=now, reason=reason)
        _note(actor, elder_id, found, now, reason)
    return found


def number_foreseen(*, actor: Actor, elder_id: UUID, id_number: str, now: datetime) -> Redecided:
    """Return what another ID number would come to, and write nothing. What `correct_id_number` raises."""
    with transaction.atomic():
        lock_facts(elder_id=elder_id)
        retelling = retelling_of(retold=_born_otherwise(elder_id, id_number))
        found = redecided(planned=retelling.plan(on=service_day(now)))
        correct_id_number(actor=actor, elder_id=elder_id, id_number=id_number, now=now)
        transaction.set_rollback(True)
    return found


def _born_otherwise(elder_id: UUID, id_number: str) -> Retold:
    facts = facts_told(elder_ids=[elder_id])[elder_id]
    was, born_on = births_of(person_ids=[elder_id]).get(elder_id), birth_date(normalise_id_number(id_number))
    return Retold(elder_id, facts, facts, born=None if was in (None, born_on) else (was, born_on))


def _told(
    actor: Actor, elder_id: UUID, tell: Tell, now: datetime, shown: str | None, reason: str
) -> tuple[UUID, Redecided]:
    with transaction.atomic():
        fact_id, retold = _retold(elder_id, tell)
        found = redecide_meals(retelling=retelling_of(retold=retold), people=[elder_id], now=now, shown=shown)
        _note(actor, elder_id, found, now, reason, fact=str(fact_id))
    return fact_id, found


def _note(actor: Actor, elder_id: UUID, found: Redecided, now: datetime, reason: str, **told: str) -> None:
    if found.meals:
        do(
            staff_id=actor.staff_id,
            verb="redecide",
            subject_kind="elder",
            subject_id=elder_id,
            reason=reason,
            detail={**told, "meals": found.meals, "credit_fen": found.credit_fen, "left": found.left},
            now=now,
        )


def _foreseen(elder_id: UUID, tell: Tell, now: datetime) -> Redecided:
    """Tell it, see what it comes to, and take it all back: what is shown is what the very same act would write."""
    with transaction.atomic():
        _, retold = _retold(elder_id, tell)
        found = redecided(planned=retelling_of(retold=retold).plan(on=service_day(now)))
        transaction.set_rollback(True)
    return found


def _retold(elder_id: UUID, tell: Tell) -> tuple[UUID, Retold]:
    lock_facts(elder_id=elder_id)  # who tells something else of her meanwhile waits, and sees this
    before = facts_told(elder_ids=[elder_id])[elder_id]
    fact_id = tell()
    return fact_id, Retold(elder_id, before, facts_told(elder_ids=[elder_id])[elder_id])
