"""Lost and changed passwords: a code by somebody else who may, once, half an hour, five tries (S5, S9)."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from canteen.core.scope import OutOfScope, Role
from canteen.models import Deed, ResetCode, Staff
from canteen.models.ids import new_id
from canteen.operations import passwords
from canteen.operations.duties import NotForOneself, grant_duty
from canteen.operations.passwords import OldPasswordWrong, WeakPassword, WrongCode
from canteen.operations.sign_in import LockedOut, begin_sign_in, forget_sign_ins
from canteen.operations.staff import register_staff
from canteen.queries.staff import NoSuchStaff
from tests.county import NOW, SINCE, WORD, County, county

pytestmark = pytest.mark.django_db

NEW = "a louder kitchen at dusk"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def made() -> County:
    return county()


def opened(made: County, role: Role = Role.COUNTER) -> str:
    """A code for somebody who works here, by support."""
    return passwords.open_password_reset(actor=made.here.actor(Role.SUPPORT), staff_id=made.here.staff[role], now=NOW)


def has_word(staff_id: UUID, word: str) -> bool:
    return Staff.objects.get(id=staff_id).check_password(word)


def test_a_code_sets_a_new_password_once(made: County) -> None:
    code, staff_id = opened(made), made.here.staff[Role.COUNTER]
    assert (len(code), code.isdigit()) == (10, True)
    typed = f" {code[:5]}-{code[5:]}".translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    assert passwords.reset_password(login=" Here-Counter", code=typed, password=NEW, now=LATER) == staff_id
    assert has_word(staff_id, NEW)
    with pytest.raises(WrongCode):
        passwords.reset_password(login="here-counter", code=code, password=WORD, now=LATER)
    told = [(deed.staff_id, deed.verb, deed.subject_id) for deed in Deed.objects.order_by("-id")[:2]]
    assert told == [(staff_id, "reset-password", staff_id), (made.here.staff[Role.SUPPORT], "open-reset", staff_id)]
    assert code not in str(list(Deed.objects.values())) + str(list(ResetCode.objects.values()))


def test_a_code_dies_after_half_an_hour_and_with_the_next_one(made: County) -> None:
    first = opened(made)
    second = opened(made)
    with pytest.raises(WrongCode):
        passwords.reset_password(login="here-counter", code=first, password=NEW, now=LATER)
    with pytest.raises(WrongCode):
        passwords.reset_password(login="here-counter", code=second, password=NEW, now=NOW + timedelta(minutes=30))
    assert passwords.forget_codes(now=NOW + timedelta(minutes=29)) == 1
    assert passwords.forget_codes(now=NOW + timedelta(minutes=30)) == 1


def test_a_code_lives_to_the_last_microsecond_and_ten_guesses(made: County) -> None:
    """Five in each quarter of an hour, and it has two: of ten thousand million codes that is nothing."""
    code, staff_id = opened(made), made.here.staff[Role.COUNTER]
    wrong = f"{(int(code) + 1) % 10**10:010d}"
    tried = Counter[str]()
    for minute in range(30):
        for _ in range(2):
            with pytest.raises((WrongCode, LockedOut)) as no:
                passwords.reset_password(
                    login="here-counter", code=wrong, password=NEW, now=NOW + timedelta(minutes=minute)
                )
            tried[no.value.code] += 1
    assert tried == {"wrong-code": 10, "locked-out": 50}
    assert not has_word(staff_id, NEW)
    forget_sign_ins(now=NOW + timedelta(days=1))
    last = NOW + timedelta(minutes=30) - timedelta(microseconds=1)
    assert passwords.reset_password(login="here-counter", code=code, password=NEW, now=last) == staff_id
    row = Staff.objects.get(id=staff_id)
    assert (row.password_set_by_id, row.password_set_at) == (made.here.staff[Role.SUPPORT], last)


def test_a_code_is_used_up_whoever_asks_again(made: County) -> None:
    """Not by the one who made it, not by its owner, not under another name; and each use and no guess is a deed."""
    code = opened(made)
    passwords.reset_password(login="here-counter", code=code, password=NEW, now=LATER)
    told = Deed.objects.count()
    for login in ("here-counter", "here-support", "there-counter"):
        with pytest.raises(WrongCode):
            passwords.reset_password(login=login, code=code, password="a third kitchen at dawn", now=LATER)
    assert has_word(made.here.staff[Role.COUNTER], NEW)
    assert Deed.objects.count() == told
    assert [*Deed.objects.filter(verb__in=("open-reset", "reset-password")).values_list("verb", flat=True)] == [
        "open-reset",
        "reset-password",
    ]


def test_a_code_is_one_persons(made: County) -> None:
    code = opened(made)
    for login in ("there-counter", "nobody", ""):
        with pytest.raises(WrongCode):
            passwords.reset_password(login=login, code=code, password=NEW, now=LATER)
    assert not has_word(made.there.staff[Role.COUNTER], NEW)


def test_five_wrong_codes_lock_the_name_and_signing_in_is_counted_apart(made: County) -> None:
    code = opened(made)
    for _ in range(4):
        begin_sign_in(login="here-counter", now=LATER)
    for _ in range(5):
        with pytest.raises(WrongCode):
            passwords.reset_password(login="here-counter", code="0" * 10, password=NEW, now=LATER)
    with pytest.raises(LockedOut):
        passwords.reset_password(login="here-counter", code=code, password=NEW, now=LATER)
    begin_sign_in(login="here-counter", now=LATER)
    after = LATER + timedelta(minutes=15)
    passwords.reset_password(login="here-counter", code=code, password=NEW, now=after)
    for _ in range(5):
        begin_sign_in(login="here-counter", now=after)


def test_a_weak_password_costs_neither_the_code_nor_a_try(made: County) -> None:
    code = opened(made)
    for _ in range(6):
        with pytest.raises(WeakPassword) as weak:
            passwords.reset_password(login="here-counter", code=code, password="123456789", now=LATER)
        assert {path for path, _ in weak.value.fields} == {"password"}
    passwords.reset_password(login="here-counter", code=code, password=NEW, now=LATER)


def test_who_makes_codes_for_whom(made: County) -> None:
    here, there = made.here, made.there

    def may(maker: Role, whose: UUID) -> bool:
        try:
            passwords.open_password_reset(actor=here.actor(maker), staff_id=whose, now=NOW)
        except OutOfScope:
            return False
        return True

    # Who could grant the duty could as well give it to a person of their own making: a code adds nothing to that.
    allowed = {(maker, role) for maker in Role for role in Role if maker is not role and may(maker, here.staff[role])}
    canteen_roles = {Role.COUNTER, Role.MANAGER}
    assert allowed == {(Role.CLERK, role) for role in canteen_roles} | {
        (Role.SUPPORT, role) for role in set(Role) - {Role.SUPPORT}
    }
    assert [role for role in Role if may(Role.SUPPORT, there.staff[role])] == []
    assert not may(Role.SUPPORT, made.founder_id)
    with pytest.raises(NotForOneself):
        passwords.open_password_reset(actor=here.actor(Role.SUPPORT), staff_id=here.staff[Role.SUPPORT], now=NOW)
    with pytest.raises(NoSuchStaff):
        passwords.open_password_reset(actor=here.actor(Role.SUPPORT), staff_id=new_id(), now=NOW)


def test_somebody_without_a_duty_is_helped_by_who_registered_them(made: County) -> None:
    clerk = made.here.actor(Role.CLERK)
    staff_id = register_staff(actor=clerk, login="new", name="新人", password=WORD, now=NOW)
    code = passwords.open_password_reset(actor=clerk, staff_id=staff_id, now=NOW)
    Staff.objects.filter(id=staff_id).update(is_active=False)
    with pytest.raises(WrongCode):
        passwords.reset_password(login="new", code=code, password=NEW, now=LATER)
    with pytest.raises(NoSuchStaff):
        passwords.open_password_reset(actor=clerk, staff_id=staff_id, now=NOW)


def test_a_code_from_before_a_duty_does_not_open_what_the_duty_may(made: County) -> None:
    clerk = made.here.actor(Role.CLERK)  # who could not grant this
    staff_id = register_staff(actor=clerk, login="new", name="新人", password=WORD, now=NOW)
    code = passwords.open_password_reset(actor=clerk, staff_id=staff_id, now=NOW)
    grant_duty(
        actor=made.here.actor(Role.SUPPORT),
        staff_id=staff_id,
        role=Role.FINANCE,
        region_id=made.here.region_id,
        from_on=SINCE,
        now=NOW,
        proposed_by=made.founder_id,
    )
    with pytest.raises(WrongCode):
        passwords.reset_password(login="new", code=code, password=NEW, now=LATER)


def test_a_name_that_no_database_takes_is_a_wrong_one(made: County) -> None:
    with pytest.raises(WrongCode):
        passwords.reset_password(login="here\x00", code="0\x00", password=NEW, now=NOW)
    assert Client().post("/login", {"login": "here\x00", "password": "x"}).status_code == 403


def test_ones_own_password_is_changed_by_the_old_one_and_guessing_locks(made: County) -> None:
    actor = made.here.actor(Role.FINANCE)
    for _ in range(5):
        with pytest.raises(OldPasswordWrong):
            passwords.change_password(actor=actor, old="not this one", new=NEW, now=NOW)
    with pytest.raises(LockedOut):
        passwords.change_password(actor=actor, old=WORD, new=NEW, now=NOW)
    begin_sign_in(login="here-finance", now=NOW)
    passwords.change_password(actor=actor, old=WORD, new=NEW, now=NOW + timedelta(minutes=15))
    assert has_word(actor.staff_id, NEW)
    assert Deed.objects.order_by("-id")[0].verb == "change-password"


def test_a_password_that_a_grant_ends_while_it_is_changed_does_not_come_back(
    made: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = made.here.actor(Role.FINANCE)

    def ends_it(**_: Any) -> None:
        person = Staff.objects.get(id=actor.staff_id)
        person.set_unusable_password()
        person.save(update_fields=["password"])

    monkeypatch.setattr(passwords, "begin_sign_in", ends_it)
    with pytest.raises(OldPasswordWrong):
        passwords.change_password(actor=actor, old=WORD, new=WORD, now=NOW)
    assert not Staff.objects.get(id=actor.staff_id).has_usable_password()
