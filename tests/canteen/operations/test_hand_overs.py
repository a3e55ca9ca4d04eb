"""Who runs a canteen is who is paid for it: handed over by two people, for exactly what was shown (S4, D2)."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from canteen.core.scope import Actor, OutOfScope, Role
from canteen.gateways import vault
from canteen.models import BankAccount, Deed, Duty, HandOverProposal, Outcome, Staff, Tenure
from canteen.models.ids import new_id
from canteen.operations.hand_overs import (
    HandOverWaits,
    approve_hand_over,
    propose_hand_over,
    refuse_hand_over,
    withdraw_hand_over,
)
from canteen.operations.places import BadPlace, register_organisation
from canteen.operations.proposals import NotProposer, OneHand, OwnProposal, ProposalDecided, ProposalMoved, ProposerLeft
from canteen.queries.hand_overs import NoSuchHandOver, hand_over_to_decide, hand_overs_waiting
from tests.county import DAY, NOW, SINCE, County, county

pytestmark = pytest.mark.django_db
AHEAD = DAY + timedelta(days=5)


@pytest.fixture
def made() -> County:
    return county()


@pytest.fixture
def heir(made: County) -> UUID:
    return register_organisation(actor=made.founder(), name="别家", credit_code="91330503MA2B000018", now=NOW)


def proposed(made: County, heir: UUID, *, on: date = AHEAD, by: Actor | None = None) -> UUID:
    """A hand-over of the canteen here, by its clerk."""
    clerk = by or made.here.actor(Role.CLERK)
    return propose_hand_over(
        actor=clerk, canteen_id=made.here.canteen_id, organisation_id=heir, from_on=on, now=NOW, reason="换约"
    )


def approved(actor: Actor, proposal_id: UUID) -> None:
    """Approve what this reader is shown."""
    seen = hand_over_to_decide(actor=actor, proposal_id=proposal_id)
    approve_hand_over(actor=actor, proposal_id=proposal_id, digest=seen.digest, now=NOW)


def tenures(made: County) -> list[tuple[UUID, date, date | None]]:
    rows = Tenure.objects.filter(canteen_id=made.here.canteen_id).order_by("from_on")
    return [(row.organisation_id, row.from_on, row.until_on) for row in rows]


def test_a_canteen_changes_hands_by_two_in_mid_month(made: County, heir: UUID) -> None:
    before, finance = tenures(made), made.here.actor(Role.FINANCE)
    proposal_id = proposed(made, heir)
    assert tenures(made) == before == [(made.organisation_id, SINCE, None)]
    assert [each.id for each in hand_overs_waiting(actor=finance, on=DAY)] == [proposal_id]
    assert hand_overs_waiting(actor=made.here.actor(Role.CLERK), on=DAY) == ()
    assert hand_overs_waiting(actor=finance, on=AHEAD) == ()  # on that day nobody can approve it any more
    with pytest.raises(OwnProposal):
        approved(made.here.actor(Role.CLERK), proposal_id)
    for there in (made.there.actor(Role.CLERK), made.there.actor(Role.FINANCE)):
        with pytest.raises(NoSuchHandOver):
            approved(there, proposal_id)
        with pytest.raises(OutOfScope):
            approve_hand_over(actor=there, proposal_id=proposal_id, digest="", now=NOW)
    approved(finance, proposal_id)
    assert tenures(made) == [(made.organisation_id, SINCE, AHEAD), (heir, AHEAD, None)]
    told = Deed.objects.filter(subject_id=made.here.canteen_id).order_by("-id")[:2]
    assert [(deed.verb, deed.staff_id) for deed in told] == [
        ("hand over", finance.staff_id),
        ("propose hand-over", made.here.staff[Role.CLERK]),
    ]
    with pytest.raises(ProposalDecided):
        approved(finance, proposal_id)
    assert hand_over_to_decide(actor=finance, proposal_id=proposal_id).present == "暖阳服务中心"


def test_who_may_propose_and_from_which_day(made: County, heir: UUID) -> None:
    for day in (DAY, SINCE):
        with pytest.raises(BadPlace):
            proposed(made, heir, on=day)
    for actor in (made.there.actor(Role.CLERK), made.here.actor(Role.FINANCE), made.here.actor(Role.MANAGER)):
        with pytest.raises(OutOfScope):
            proposed(made, heir, by=actor)
    proposed(made, heir)
    with pytest.raises(HandOverWaits):
        proposed(made, heir, on=AHEAD + timedelta(days=1))


def test_what_is_approved_is_what_was_shown(made: County, heir: UUID) -> None:
    """An account of the new one that comes between is something else to sign."""
    proposal_id, finance = proposed(made, heir), made.here.actor(Role.FINANCE)
    seen = hand_over_to_decide(actor=finance, proposal_id=proposal_id)
    row_id = new_id()
    sealed = vault.seal("62284800", table="canteen_bankaccount", column="number_sealed", row_id=row_id)
    BankAccount.objects.create(id=row_id, organisation_id=heir, bank="农商", number_sealed=sealed, from_on=DAY)
    with pytest.raises(ProposalMoved):
        approve_hand_over(actor=finance, proposal_id=proposal_id, digest=seen.digest, now=NOW)
    assert hand_over_to_decide(actor=finance, proposal_id=proposal_id).number == "****4800"
    approved(finance, proposal_id)


def test_two_who_are_one_hand_and_who_has_left(made: County, heir: UUID) -> None:
    proposal_id, clerk = proposed(made, heir), made.here.staff[Role.CLERK]
    Staff.objects.filter(id=made.here.staff[Role.FINANCE]).update(password_set_by=clerk, password_set_at=NOW)
    with pytest.raises(OneHand):
        approved(made.here.actor(Role.FINANCE), proposal_id)
    Duty.objects.filter(staff=clerk).update(until_on=DAY)
    with pytest.raises(ProposerLeft):
        approved(made.founder(), proposal_id)
    assert len(tenures(made)) == 1


def test_what_is_refused_or_withdrawn_changes_nothing(made: County, heir: UUID) -> None:
    first, finance, clerk = proposed(made, heir), made.here.actor(Role.FINANCE), made.here.actor(Role.CLERK)
    with pytest.raises(NotProposer):
        withdraw_hand_over(actor=finance, proposal_id=first, now=NOW)
    refuse_hand_over(actor=finance, proposal_id=first, answer="合同没有签", now=NOW)
    second = proposed(made, heir)
    withdraw_hand_over(actor=clerk, proposal_id=second, now=NOW)
    outcomes = HandOverProposal.objects.order_by("id").values_list("outcome", flat=True)
    assert list(outcomes) == [Outcome.REFUSED, Outcome.WITHDRAWN]
    assert len(tenures(made)) == 1
    third = proposed(made, heir)
    with pytest.raises(IntegrityError, match="hand_over_by_another"), transaction.atomic():
        HandOverProposal.objects.filter(id=third).update(outcome="approved", decided_by=clerk.staff_id, decided_at=NOW)
