"""Cards and printed codes: the old one dies as the new one works, within one's own town."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from canteen.core.scope import Role
from canteen.models import Credential, Deed
from canteen.operations import credentials
from canteen.queries.elders import NoSuchElder
from tests.county import DAY, NOW, County, at, county

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> County:
    return county()


def last_deed() -> tuple[Any, ...]:
    """What was done last: by whom, what, to what, why."""
    deed = Deed.objects.order_by("-id")[0]
    return deed.staff_id, deed.verb, deed.subject_kind, deed.subject_id, deed.reason


def test_a_card_is_issued_once(made: County) -> None:
    clerk = made.here.actor(Role.CLERK)
    issued = credentials.issue_card(actor=clerk, elder_id=made.here.elders[0], number=" 80a0001 ", now=NOW)
    assert issued.code == "80A0001"
    with pytest.raises(credentials.CodeTaken):
        credentials.issue_card(actor=clerk, elder_id=made.here.elders[1], number="80A0001", now=NOW)
    again = credentials.issue_card(actor=clerk, elder_id=made.here.elders[1], number="８８００ 0000 12", now=NOW)
    assert again.code == "8800000012"  # as imports read it
    for bad in ("12345", "80-0001", "8" * 32, "八〇〇〇〇一", "330503194005010015"):
        with pytest.raises(credentials.BadCardNumber):
            credentials.issue_card(actor=clerk, elder_id=made.here.elders[1], number=bad, now=NOW)


@pytest.mark.parametrize(
    "number",
    [
        *("330503194503120010", "33050319450312001", "3305031945031200", "3305031945031200101", "330503450312001"),
        *("330503 19450312 0010", "３３０５０３１９４５０３１２００１０"),
    ],
)
def test_what_may_be_an_id_number_is_no_card_and_says_what_to_do(made: County, number: str) -> None:
    with pytest.raises(credentials.PersonsNumber, match="ID number") as refused:
        credentials.issue_card(actor=made.here.actor(Role.CLERK), elder_id=made.here.elders[0], number=number, now=NOW)
    assert "核对" in refused.value.zh
    assert Credential.objects.count() == 0


def test_a_printed_code_is_random_and_expires(made: County) -> None:
    manager, elder_id = made.here.actor(Role.MANAGER), made.here.elders[0]
    one, two = (
        credentials.issue_qr(actor=manager, elder_id=elder_id, expires_on=date(2027, 11, 20), now=NOW) for _ in range(2)
    )
    assert len(bytes.fromhex(one.code)) == len(bytes.fromhex(two.code)) == 16
    assert one.code != two.code
    with pytest.raises(credentials.BadCardNumber):
        credentials.issue_qr(actor=manager, elder_id=elder_id, expires_on=DAY, now=NOW)


def test_the_old_one_dies_as_the_new_one_works(made: County) -> None:
    clerk, elder_id = made.here.actor(Role.CLERK), made.here.elders[0]
    old = credentials.issue_card(actor=clerk, elder_id=elder_id, number="800001", now=NOW)
    new = credentials.replace_credential(actor=clerk, credential_id=old.id, number="800002", now=at(9), reason="丢失")
    assert last_deed() == (clerk.staff_id, "replace", "credential", old.id, "丢失")
    rows = {row.id: row for row in Credential.objects.all()}
    assert (rows[old.id].blocked_at, rows[old.id].blocked_reason, rows[old.id].replaced_by_id) == (
        at(9),
        "replaced",
        new.id,
    )
    assert (rows[new.id].blocked_at, rows[new.id].elder_id) == (None, elder_id)
    with pytest.raises(credentials.AlreadyReplaced):
        credentials.replace_credential(actor=clerk, credential_id=old.id, number="800003", now=at(10))
    assert Credential.objects.count() == 2


def test_a_blocked_one_is_replaced_and_keeps_when_it_died(made: County) -> None:
    clerk = made.here.actor(Role.CLERK)
    old = credentials.issue_qr(actor=clerk, elder_id=made.here.elders[0], expires_on=date(2027, 1, 1), now=NOW)
    credentials.block_credential(actor=made.here.actor(Role.COUNTER), credential_id=old.id, reason="丢失", now=at(9))
    with pytest.raises(credentials.AlreadyBlocked):
        credentials.block_credential(actor=clerk, credential_id=old.id, reason="x", now=at(10))
    new = credentials.replace_credential(actor=clerk, credential_id=old.id, now=at(11))
    assert (new.kind, new.expires_on) == ("qr", date(2027, 1, 1))
    row = Credential.objects.get(id=old.id)
    assert (row.blocked_at, row.blocked_reason) == (at(9), "丢失")


def test_a_failed_replacement_leaves_the_old_one_alive(made: County) -> None:
    clerk = made.here.actor(Role.CLERK)
    old, other = (
        credentials.issue_card(actor=clerk, elder_id=elder, number=number, now=NOW)
        for elder, number in zip(made.here.elders, ("800001", "800002"), strict=True)
    )
    with pytest.raises(credentials.CodeTaken):
        credentials.replace_credential(actor=clerk, credential_id=old.id, number=other.code, now=at(9))
    row = Credential.objects.get(id=old.id)
    assert (row.blocked_at, row.replaced_by_id) == (None, None)


def test_credentials_of_another_town_are_out_of_reach(made: County) -> None:
    theirs = credentials.issue_card(
        actor=made.there.actor(Role.CLERK), elder_id=made.there.elders[0], number="800009", now=NOW
    )
    clerk = made.here.actor(Role.CLERK)
    acts: tuple[Callable[[], object], ...] = (
        lambda: credentials.issue_card(actor=clerk, elder_id=made.there.elders[0], number="800010", now=NOW),
        lambda: credentials.block_credential(actor=clerk, credential_id=theirs.id, reason="x", now=NOW),
        lambda: credentials.replace_credential(actor=clerk, credential_id=theirs.id, number="800011", now=NOW),
    )
    for act in acts:
        with pytest.raises(NoSuchElder):
            act()
    assert list(Credential.objects.values_list("code", "blocked_at")) == [("800009", None)]
