"""Who makes a code for somebody can sign in as them: for a week the two do not count as two people (S4)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Actor, Role
from canteen.models import AccountProposal, BankAccount, Duty, DutyProposal, Import, Staff, Tenure
from canteen.operations.bank_accounts import approve_account, propose_account, refuse_account
from canteen.operations.duties import grant_duty
from canteen.operations.duty_proposals import approve_duty, offer_duty
from canteen.operations.passwords import change_password, open_password_reset, reset_password
from canteen.operations.proposals import OneHand, require_another_hand
from canteen.operations.staff import register_staff
from canteen.queries.bank_accounts import account_to_decide
from canteen.queries.duty_proposals import duty_to_decide
from canteen.queries.staff import is_one_hand
from tests.canteen.imports.desk import decide, send
from tests.canteen.sheets import xlsx
from tests.county import DAY, NOW, SINCE, WORD, County, county

pytestmark = pytest.mark.django_db
OWN = "a lamp beside the river"


@pytest.fixture
def made() -> County:
    return county()


def helped(*, by: Actor, login: str, now: datetime = NOW) -> None:
    """Let somebody set a password by a code of another one."""
    staff_id = Staff.objects.get(login=login).id
    reset_password(login=login, code=open_password_reset(actor=by, staff_id=staff_id, now=now), password=OWN, now=now)


def proposed(made: County, now: datetime = NOW) -> UUID:
    """A duty that support proposes for the manager."""
    offered = offer_duty(
        actor=made.here.actor(Role.SUPPORT),
        staff_id=made.here.staff[Role.MANAGER],
        role=Role.AUDITOR,
        from_on=DAY + timedelta(days=10),
        region_id=made.here.region_id,
        now=now,
    )
    assert offered.proposal_id
    return offered.proposal_id


def approved(actor: Actor, proposal_id: UUID, now: datetime = NOW) -> bool:
    """Whether a person's approval of a proposed duty counts."""
    seen = duty_to_decide(actor=actor, proposal_id=proposal_id)
    try:
        approve_duty(actor=actor, proposal_id=proposal_id, digest=seen.digest, now=now)
    except OneHand:
        assert DutyProposal.objects.get(id=proposal_id).outcome == ""
        return False
    return Duty.objects.filter(role="auditor", staff=DutyProposal.objects.get(id=proposal_id).staff_id).exists()


def test_who_was_given_a_code_by_the_proposer_does_not_approve(made: County) -> None:
    helped(by=made.here.actor(Role.SUPPORT), login="here-clerk")
    proposal_id = proposed(made)
    assert not approved(made.here.actor(Role.CLERK), proposal_id)
    change_password(actor=made.here.actor(Role.CLERK), old=OWN, new=WORD, now=NOW)
    assert not approved(made.here.actor(Role.CLERK), proposal_id)  # whoever knew the old one could do that too
    assert not approved(made.here.actor(Role.CLERK), proposal_id, NOW + timedelta(days=8))  # proposed in that week
    assert approved(made.here.actor(Role.FINANCE), proposal_id)


def test_a_code_of_a_third_person_separates_the_two_again(made: County) -> None:
    helped(by=made.here.actor(Role.SUPPORT), login="here-clerk")
    helped(by=made.founder(), login="here-clerk")
    assert approved(made.here.actor(Role.CLERK), proposed(made))


def test_after_a_week_in_which_the_owner_would_have_noticed_they_are_two(made: County) -> None:
    helped(by=made.here.actor(Role.SUPPORT), login="here-clerk")
    week = NOW + timedelta(days=7, seconds=1)
    assert approved(made.here.actor(Role.CLERK), proposed(made, week), week)


@pytest.mark.parametrize(
    "given",
    [
        {
            "here-finance": "founder"
        },  # finance approves what somebody else proposed as the clerk, or the other way round
        {"founder": "here-finance"},
        {"here-finance": "here-support", "founder": "here-support"},
        {"here-finance": "here-support", "here-support": "founder"},
        {"here-finance": "here-support", "here-support": "here-finance", "founder": "here-finance"},
    ],
)
def test_one_person_behind_both_whatever_the_way(made: County, given: dict[str, str]) -> None:
    staff = dict(Staff.objects.values_list("login", "id"))

    def one_hand(since: datetime = NOW) -> bool:
        return is_one_hand(first=staff["founder"], second=staff["here-finance"], since=since)

    assert not one_hand()
    for login, by in given.items():
        Staff.objects.filter(login=login).update(password_set_by=staff[by], password_set_at=NOW)
    assert one_hand()
    assert not one_hand(NOW + timedelta(seconds=1))


def test_an_account_is_not_changed_by_one_hand_and_may_be_refused(made: County) -> None:
    Tenure.objects.exclude(canteen=made.here.canteen_id).delete()
    propose_account(
        actor=made.founder(), organisation_id=made.organisation_id, bank="农商", number="62284800", from_on=DAY, now=NOW
    )
    helped(by=made.founder(), login="here-finance", now=NOW + timedelta(minutes=1))
    finance, row = made.here.actor(Role.FINANCE), AccountProposal.objects.get()
    seen = account_to_decide(actor=finance, proposal_id=row.id, on=DAY)
    with pytest.raises(OneHand):
        approve_account(actor=finance, proposal_id=row.id, digest=seen.digest, now=NOW)
    assert not BankAccount.objects.exists()
    refuse_account(actor=finance, proposal_id=row.id, answer="电话没有打通", now=NOW)


def test_who_registered_somebody_with_a_first_password_could_be_both(made: County) -> None:
    support = made.here.actor(Role.SUPPORT)
    staff_id = register_staff(actor=support, login="new", name="新人", password=WORD, now=NOW)
    told = [is_one_hand(first=each, second=staff_id, since=NOW) for each in (support.staff_id, made.founder_id)]
    assert told == [True, False]
    with pytest.raises(OneHand):
        grant_duty(
            actor=support,
            staff_id=made.here.staff[Role.MANAGER],
            role=Role.AUDITOR,
            region_id=made.here.region_id,
            from_on=SINCE,
            now=NOW,
            proposed_by=staff_id,
        )


def test_a_list_is_not_signed_by_one_hand(made: County) -> None:
    head, row = ("姓名", "登录名", "岗位", "所在食堂"), ("李四", "li.si", "收银员", "here食堂")
    import_id = send(made, Kind.STAFF, xlsx([head, row]))
    helped(by=made.founder(), login="here-clerk")
    with pytest.raises(OneHand):
        decide(import_id, made.founder())
    assert Import.objects.get(id=import_id).state == "checked"
    decide(import_id, made.here.actor(Role.SUPPORT))


def test_of_several_who_asked_one_other_hand_is_enough(made: County) -> None:
    signer, helped_by_her, other = (made.here.staff[role] for role in (Role.SUPPORT, Role.COUNTER, Role.FINANCE))
    Staff.objects.filter(id=helped_by_her).update(password_set_by=signer, password_set_at=NOW)
    with pytest.raises(OneHand):
        require_another_hand(acted=[(helped_by_her, NOW)], second=signer)
    require_another_hand(acted=[(helped_by_her, NOW), (other, NOW)], second=signer)
