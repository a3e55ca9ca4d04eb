"""Cards: one form replaces a lost one and the old dies at once; numbers stay out of addresses; managers see masks."""

import re
from base64 import urlsafe_b64decode
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canteen.core.scope import Role
from canteen.models import Credential, Deed, Elder
from canteen.operations.credentials import issue_card, issue_qr
from canteen.operations.opening import print_credential
from canteen.queries.credential_list import LISTING
from tests.canteen.pages.conftest import SignIn
from tests.county import DAY, NOW, County

pytestmark = pytest.mark.django_db


def carded(towns: County) -> Credential:
    made = issue_card(actor=towns.here.actor(Role.CLERK), elder_id=towns.here.elders[0], number="80000001", now=NOW)
    issue_card(actor=towns.there.actor(Role.CLERK), elder_id=towns.there.elders[0], number="80000003", now=NOW)
    return Credential.objects.get(id=made.id)


def test_a_lost_card_is_found_by_its_number_and_replaced_by_one_form(towns: County, as_role: SignIn) -> None:
    old, client = carded(towns), as_role(Role.CLERK)
    found = client.post("/cards/search", {"q": "80000001"})
    assert found["Location"] == f"/cards/{old.id}/replacement"
    done = client.post(found["Location"], {"number": "80000002", "why": "lost", "expires_on": "2031-01-01"})
    assert done["Location"] == f"/elders/{towns.here.elders[0]}"
    old.refresh_from_db()
    new = Credential.objects.get(code="80000002")
    assert (old.replaced_by_id, old.blocked_at is not None, new.blocked_at) == (new.id, True, None)
    again = client.post(found["Location"], {"number": "80000009", "why": "lost", "expires_on": "2031-01-01"})
    assert again.status_code == 422
    assert "该凭证已补办过" in again.content.decode()


def test_a_taken_number_is_said_beside_the_field(towns: County, as_role: SignIn) -> None:
    carded(towns)
    answer = as_role(Role.CLERK).post(f"/elders/{towns.here.elders[1]}/card", {"number": "80000001"})
    assert answer.status_code == 422
    assert '<p class="wrong" id="number-wrong">该卡号已经发放过</p>' in answer.content.decode()


def test_a_printed_card_is_downloaded_and_written_down(towns: County, as_role: SignIn) -> None:
    client = as_role(Role.CLERK)
    made = client.post(f"/elders/{towns.here.elders[0]}/printed-card", {"expires_on": "2031-01-01"})
    card = Credential.objects.get(kind="qr")
    assert made["Location"] == f"/cards/{card.id}/print"
    paper = client.post(made["Location"])
    assert (paper.status_code, paper["Content-Type"], paper.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert Deed.objects.get(verb="print").subject_id == card.id
    client.post(f"/cards/{card.id}/block", {"why": "stolen", "told": "派出所已立案"})
    card.refresh_from_db()
    assert card.blocked_reason == "被盗或被冒用：派出所已立案"
    dead = client.post(made["Location"])
    assert (dead.status_code, "只有仍然有效的二维码才能打印" in dead.content.decode()) == (422, True)


def test_a_card_bears_the_name_as_who_prints_it_may_see_it(towns: County, as_role: SignIn) -> None:
    as_role(Role.CLERK).post(f"/elders/{towns.here.elders[0]}/printed-card", {"expires_on": "2031-01-01"})
    card = Credential.objects.get(kind="qr")
    printed = {
        role: print_credential(actor=towns.here.actor(role), credential_id=card.id, now=NOW).name
        for role in (Role.CLERK, Role.MANAGER)
    }
    assert printed == {Role.CLERK: "张一兰", Role.MANAGER: "张*兰"}


def test_the_list_ends_at_the_own_town_and_masks_for_managers(towns: County, as_role: SignIn) -> None:
    carded(towns)
    clerk = as_role(Role.CLERK).get("/cards?q=张&kind=card&state=live").content.decode()
    assert ("张一兰" in clerk, "…0001" in clerk.replace("</span>", ""), "0003" in clerk) == (True, True, False)
    manager = as_role(Role.MANAGER).get("/cards").content.decode()
    assert ("张*兰" in manager, "张一兰" in manager) == (True, False)
    assert as_role(Role.COUNTER).get("/cards").status_code == 403


def test_no_address_of_a_list_by_name_tells_a_masked_name(
    towns: County, as_role: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("canteen.views.cards.LISTING", replace(LISTING, size=1))
    carded(towns)
    issue_card(actor=towns.here.actor(Role.CLERK), elder_id=towns.here.elders[1], number="80000002", now=NOW)
    Elder.objects.filter(id__in=towns.here.elders).update(initials="zyl")
    keys = Elder.objects.filter(id__in=towns.here.elders[:2]).values_list("sorts_as", flat=True)
    told = {}
    for role in (Role.CLERK, Role.MANAGER):
        page = as_role(role).get("/cards?sort=name").content.decode()
        (cursor,) = {urlsafe_b64decode(each + "==").decode() for each in re.findall(r"after=([\w-]+)", page)}
        told[role] = any(key in cursor for key in keys)
    assert told == {Role.CLERK: True, Role.MANAGER: False}


def test_another_towns_card_is_out_of_reach(towns: County, as_role: SignIn) -> None:
    carded(towns)
    other, client = Credential.objects.get(code="80000003"), as_role(Role.CLERK)
    for part in ("replacement", "block", "print"):
        assert client.get(f"/cards/{other.id}/{part}").status_code == 404
    assert client.post("/cards/search", {"q": "80000003"})["Location"] == "/cards"


def test_the_list_takes_the_same_statements_for_many(towns: County, as_role: SignIn) -> None:
    clerk, client = towns.here.actor(Role.CLERK), as_role(Role.CLERK)
    carded(towns)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get("/cards?state=live")
        counts.append(len(seen))
        for number in range(20):
            issue_qr(actor=clerk, elder_id=towns.here.elders[number % 2], expires_on=DAY.replace(year=2031), now=NOW)
    assert counts[0] == counts[1] < 12
