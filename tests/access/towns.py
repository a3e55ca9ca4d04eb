"""Two towns full of rows, one of which must never see the other's; what a route's parameters stand for in each."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from canteen.auth import actor_of
from canteen.core.credit_code import check_character
from canteen.core.identity import mask_name
from canteen.core.intake.kinds import Kind
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.core.sitting import Sitting
from canteen.models import Duty, Fact, Tenure
from canteen.operations.bank_accounts import propose_account
from canteen.operations.credentials import issue_card
from canteen.operations.duties import grant_duty
from canteen.operations.duty_proposals import offer_duty
from canteen.operations.elder_rows import NewFact
from canteen.operations.elders import record_fact, register_elder
from canteen.operations.hand_overs import propose_hand_over
from canteen.operations.imports.receive import receive_import
from canteen.operations.places import register_organisation
from canteen.operations.staff import register_staff
from kiosk.models import CheckIn, Kiosk
from kiosk.operations.devices import enrol, open_enrolment
from kiosk.operations.months import submit_month
from kiosk.queries.signing import signing_of
from ordering.operations.meals import publish_meal, register_meal
from ordering.operations.orders import place_order
from settlement.core.journal import Contributor
from settlement.core.trial.pots import Budget
from settlement.models import Books, Entry, Fund, Policy
from settlement.operations.funds import allot, appropriate, register_fund
from settlement.operations.holds import hold_share
from settlement.operations.policies import check_policy, draft_policy
from settlement.operations.policy_approval import approve_policy
from settlement.operations.questions import question_books
from settlement.operations.shifts import open_shift
from settlement.operations.trials import start_trial
from tests.access.visitors import advanced
from tests.county import WORD, County, Town, at, county, id_number
from tests.kiosk.attempts import card, take
from tests.town import DOCUMENT

LAST = date(2026, 11, 20)  # a day of the month that is handed in
TODAY = date(2026, 12, 2)
NOW = at(11, 5, on=TODAY)
ELDERS = {"here": "何小兰", "there": "阮小兰"}  # told apart by a masked name too


class Clock:
    """Stands in for `datetime` at the edge: it is five past eleven on the second of the month."""

    @staticmethod
    def now(zone: object) -> datetime:
        """The instant everything is asked at."""
        assert zone is UTC
        return NOW


@dataclass(frozen=True)
class Filled:
    """A town with a row of everything. `ids` are by the name a route gives its parameter; `marks` are only its own."""

    name: str
    town: Town
    ids: dict[str, str]
    marks: frozenset[str]
    places: frozenset[str]
    device: dict[str, str]

    def actor(self, role: Role, on: date = TODAY) -> Actor:
        """Who works here in this role."""
        return self.town.actor(role, on)


@dataclass(frozen=True)
class Towns:
    """Both towns and the district round them."""

    made: County
    here: Filled
    there: Filled


@contextmanager
def undone() -> Iterator[None]:
    """Let something happen and take it back, operations that insist on their own transaction included."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # what TestCase says of its own
    with block:
        yield
        transaction.set_rollback(True)


def two_towns() -> Towns:
    """Found both towns through operations and fill them alike."""
    made = county()
    return Towns(made, filled("here", made.here), filled("there", made.there))


def filled(name: str, town: Town) -> Filled:
    """Register in one town a row of everything that routes name."""
    organisation_id = Tenure.objects.get(canteen_id=town.canteen_id).organisation_id
    ids: dict[str, Any] = {
        "canteen_id": town.canteen_id,
        "region_id": town.region_id,
        "organisation_id": organisation_id,
    }
    ids |= people(name, town) | money(name, town)
    secret = device(name, town)
    ids |= meals(name, town, Kiosk.objects.get(id=secret[0]), ids)
    ids |= {"kiosk_id": secret[0], "key": f"{name}-charity", "payer": "elder"}
    ids["import_id"] = listed(name, town)
    ids |= proposed(name, town)
    texts = {key: str(value) for key, value in ids.items()}
    logins = {f"{name}-{role.value}" for role in Role} | {f"{name} {role.value}" for role in Role}
    named = {
        ELDERS[name],
        mask_name(ELDERS[name]),
        f"{name}终端",
        f"{name}套餐",
        f"{name}-charity",
        f"{name}慈善",
        f"{name}名册",
    }
    places = {f"{name}镇", f"{name}食堂", str(town.canteen_id), str(town.region_id)}
    # Organisations belong to no town: one runs canteens in both, and a form must be able to name any.
    organisations = {texts["organisation_id"], texts["heir_id"]}
    own = {value for value in texts.values() if len(value) == 36} - places - organisations
    header = {"Authorization": f"Device {secret[0]}.{secret[1]}"}
    return Filled(name, town, texts, frozenset(own | named | logins), frozenset(places), header)


def people(name: str, town: Town) -> dict[str, Any]:
    """An elder with a fact and a card, and somebody at the counter whom no test signs in as."""
    clerk, before = town.actor(Role.CLERK, TODAY), at(8)
    number = 500 if name == "here" else 600
    elder_id = register_elder(
        actor=clerk, name=ELDERS[name], id_number=id_number(number), region_id=town.region_id, now=before
    )
    record_fact(
        actor=clerk,
        elder_id=elder_id,
        fact=NewFact(kind="category", value="dibao", from_on=date(2026, 1, 1)),
        now=before,
    )
    issued = issue_card(actor=clerk, elder_id=elder_id, number=f"80000{number}", now=before)
    spare = register_staff(actor=clerk, login=f"{name}-spare", name=f"{name} counter", password=WORD, now=before)
    duty = grant_duty(
        actor=clerk, staff_id=spare, role=Role.COUNTER, canteen_id=town.canteen_id, from_on=LAST, now=before
    )
    fact_id = Fact.objects.filter(elder_id=elder_id, kind="category").values_list("id", flat=True)[0]
    ids = {"elder_id": elder_id, "fact_id": fact_id, "credential_id": issued.id, "staff_id": spare, "duty_id": duty}
    assert Duty.objects.filter(id=duty).exists()
    return ids


def proposed(name: str, town: Town) -> dict[str, Any]:
    """An account and a duty that wait for a second person; the account's organisation is to run only this canteen."""
    clerk, support = town.actor(Role.CLERK, TODAY), town.actor(Role.SUPPORT, TODAY)
    number = 500 if name == "here" else 600
    first17 = f"91330503MA2B00{number}"
    heir = register_organisation(
        actor=clerk, name=f"{name}合作社", credit_code=first17 + check_character(first17), now=at(8, on=TODAY)
    )
    Tenure.objects.filter(canteen_id=town.canteen_id).update(until_on=date(2027, 3, 1))
    Tenure.objects.create(canteen_id=town.canteen_id, organisation_id=heir, from_on=date(2027, 3, 1))
    handed = propose_hand_over(
        actor=clerk, canteen_id=town.canteen_id, organisation_id=heir, from_on=date(2027, 4, 1), now=at(8, on=TODAY)
    )
    account = propose_account(
        actor=clerk,
        organisation_id=heir,
        bank=f"{name}信用社",
        number=f"62284800{number}",
        from_on=date(2027, 3, 1),
        now=at(8, on=TODAY),
    )
    offered = offer_duty(
        actor=support,
        staff_id=town.staff[Role.COUNTER],
        role=Role.AUDITOR,
        region_id=town.region_id,
        from_on=date(2027, 3, 1),
        now=at(8, on=TODAY),
    )
    ids = {"account_proposal_id": account, "duty_proposal_id": offered.proposal_id, "hand_over_proposal_id": handed}
    return ids | {"heir_id": heir}


def listed(name: str, town: Town) -> UUID:
    """A list that somebody sent in and nobody has read yet."""
    text = f"姓名,身份证号\n{ELDERS[name]},{id_number(901)}\n"
    return receive_import(
        actor=town.actor(Role.CLERK, TODAY),
        kind=Kind.ELDERS,
        region_id=town.region_id,
        sender=f"{name}民政办",
        file_name=f"{name}名册.csv",
        content=text.encode(),
        now=at(9),
    )


def money(name: str, town: Town) -> dict[str, Any]:
    """Funds with money in them, and a policy that two people have signed."""
    finance, clerk = town.actor(Role.FINANCE, TODAY), town.actor(Role.CLERK, TODAY)
    for key, source in (("own", "budget"), ("charity", "charity")):
        words = f"{name}慈善" if key == "charity" else f"{name}财政"
        region_id = town.region_id
        register_fund(actor=finance, region_id=region_id, key=f"{name}-{key}", name=words, source=source, now=at(7))
        appropriate(actor=finance, fund_key=f"{name}-{key}", fen=1_000_000, now=at(7))
    register_fund(
        actor=finance,
        region_id=town.region_id,
        key=f"{name}-joint",
        name=f"{name}联合",
        source="joint",
        parts=[Contributor(f"{name}-own", 1), Contributor(f"{name}-charity", 1)],
        now=at(7),
    )
    for key in ("joint", "charity"):
        for month in (Month.of(LAST), Month.of(TODAY)):
            allot(
                actor=finance, fund_key=f"{name}-{key}", canteen_id=town.canteen_id, month=month, fen=10_000, now=at(7)
            )
    text = json.dumps(DOCUMENT).replace('"fund": "joint"', f'"fund": "{name}-joint"')
    document = json.loads(text.replace('"fund": "charity"', f'"fund": "{name}-charity"'))
    policy_id = draft_policy(
        actor=clerk, region_id=town.region_id, document=document, from_on=date(2026, 1, 1), now=at(7)
    )
    digest = Policy.objects.get(id=policy_id).digest
    check_policy(actor=clerk, policy_id=policy_id, seen_digest=digest, now=at(7))
    approve_policy(actor=finance, policy_id=policy_id, seen_digest=digest, seen_mark="", now=at(7, 1))
    charity, own = (Fund.objects.get(key=f"{name}-{key}") for key in ("charity", "own"))
    netting_id = advanced(town.canteen_id, town.staff[Role.SUPPORT], charity, own)
    return {"policy_id": policy_id, "fund_id": charity.id, "netting_id": netting_id}


def device(name: str, town: Town) -> tuple[UUID, str]:
    """A kiosk at the door; its id and its secret."""
    manager = town.actor(Role.MANAGER, TODAY)
    code = open_enrolment(actor=manager, canteen_id=town.canteen_id, name=f"{name}终端", now=at(8))
    made = enrol(code=code, now=at(8, 1))
    return made.kiosk_id, made.secret


def meals(name: str, town: Town, kiosk: Kiosk, ids: dict[str, Any]) -> dict[str, Any]:
    """A lunch eaten last month, whose books are handed in and asked about; another today, with a hold and a shift."""
    manager, finance = town.actor(Role.MANAGER, TODAY), town.actor(Role.FINANCE, TODAY)
    made: dict[str, Any] = {}
    for day in (LAST, TODAY, TODAY + timedelta(days=2)):
        made["meal_id"] = register_meal(
            actor=manager,
            canteen_id=town.canteen_id,
            service_on=day,
            sitting=Sitting.LUNCH,
            title=f"{name}套餐",
            price_fen=1000,
            portions=50,
            dishes=["青菜"],
            now=at(7, on=day - timedelta(days=3)),
        )
        publish_meal(actor=manager, meal_id=made["meal_id"], now=at(7, on=day - timedelta(days=3)))
    number = "80000500" if name == "here" else "80000600"
    for day in (LAST, TODAY):
        receipt = take(kiosk, card(number, at(10, 40, on=day)), at(10, 40, on=day))
        assert receipt.decision == "served", receipt
    made["order_id"] = place_order(actor=manager, meal_id=made["meal_id"], elder_id=ids["elder_id"], now=NOW)
    books = Books.objects.get(canteen_id=town.canteen_id, month=Month.of(LAST).first)
    entry = Entry.objects.get(books=books, kind="meal")
    made["hold_id"] = hold_share(
        actor=finance, entry_id=entry.id, payer=f"fund:{name}-charity", reason="待核实", now=at(8, on=TODAY)
    )
    shown = signing_of(actor=manager, books_id=books.id, on=TODAY)
    signed = {"seen_digest": shown.digest, "seen_mark": shown.mark}
    submit_month(actor=manager, books_id=books.id, **signed, now=at(9, on=TODAY))
    asked = question_books(actor=finance, books_id=books.id, text=f"{name}套餐？", now=at(10, on=TODAY))
    made["trial_id"] = start_trial(
        actor=finance,
        policy_id=ids["policy_id"],
        region_id=town.region_id,
        from_on=Month.of(LAST).first,
        until_on=TODAY,
        budget=Budget.ALLOTTED,
        now=NOW,
    )
    counter = actor_of(staff_id=town.staff[Role.COUNTER], on=TODAY)
    made["shift_id"] = open_shift(actor=counter, canteen_id=town.canteen_id, float_fen=10_000, now=at(9, on=TODAY))
    check_in = CheckIn.objects.filter(kiosk=kiosk).order_by("-id")[0]
    return made | {"books_id": books.id, "question_id": asked, "entry_id": entry.id, "check_in_id": check_in.id}
