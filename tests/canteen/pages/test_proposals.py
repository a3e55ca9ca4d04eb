"""What two people do together on pages: an account and a duty are proposed by one and decided by another (S4)."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from canteen.core.scope import Role
from canteen.gateways import vault
from canteen.models import AccountProposal, BankAccount, Deed, Duty, DutyProposal, Organisation, Staff, Tenure
from canteen.queries.bank_accounts import DECIDERS, accounts_waiting, covers_organisation
from tests.canteen.pages.conftest import SignIn
from tests.county import DAY, County, at

pytestmark = pytest.mark.django_db

FORM = {"bank": "农商银行", "number": "6228 4800 1234 5678", "from_on": "2026-11-20", "reason": "换行"}
DIGEST = re.compile(r'name="digest" value="([0-9a-f]{64})"')


@pytest.fixture
def runner(towns: County) -> str:
    """The address of the organisation, which runs the canteen of the first town alone."""
    Tenure.objects.exclude(canteen=towns.here.canteen_id).delete()
    return f"/organisations/{towns.organisation_id}"


def shown(client: Client, address: str) -> str:
    """The digest of a proposal as this reader is shown it."""
    found = DIGEST.search(client.get(address).content.decode())
    assert found is not None
    return found.group(1)


def test_an_account_is_changed_by_two_and_masked_throughout(towns: County, as_role: SignIn, runner: str) -> None:
    clerk, finance = as_role(Role.CLERK), as_role(Role.FINANCE)
    assert clerk.post(f"{runner}/account", FORM)["Location"] == runner
    row = AccountProposal.objects.get()
    page = f"/account-proposals/{row.id}"
    assert (BankAccount.objects.exists(), b"62284800" in bytes(row.number_sealed)) == (False, False)
    own = clerk.post(page, {"choice": "approve", "digest": "0" * 64})
    assert (own.status_code, "不能同意或驳回自己的提议" in own.content.decode()) == (422, True)
    stale = finance.post(page, {"choice": "approve", "digest": "0" * 64})
    assert (stale.status_code, "和您看到的不一样" in stale.content.decode()) == (422, True)
    assert "更改收款账户" in finance.get("/").content.decode()
    assert finance.post(page, {"choice": "approve", "digest": shown(finance, page)})["Location"] == runner
    made = BankAccount.objects.get()
    assert (made.bank, str(made.from_on), made.until_on) == ("农商银行", "2026-11-20", None)
    texts = [client.get(address).content.decode() for client in (clerk, finance) for address in (runner, page)]
    assert [("****5678" in text, "62284800" in text) for text in texts] == [(True, False)] * 4
    deeds = Deed.objects.filter(subject_id=towns.organisation_id).order_by("id")[1:]
    assert [(each.verb, each.staff_id) for each in deeds] == [
        ("propose account", towns.here.staff[Role.CLERK]),
        ("change account", towns.here.staff[Role.FINANCE]),
    ]
    assert "5678" not in "".join(str(each.detail) for each in deeds)
    assert "****5678" not in as_role(Role.MANAGER).get(runner).content.decode()
    again = finance.post(page, {"choice": "approve", "digest": "0" * 64})
    assert (again.status_code, "已经处理过了" in again.content.decode()) == (422, True)
    same = clerk.post(f"{runner}/account", {**FORM, "from_on": "2026-11-21"})
    assert (same.status_code, "这就是现在的账户" in same.content.decode()) == (422, True)


def test_what_is_refused_or_withdrawn_stays_to_be_seen(towns: County, as_role: SignIn, runner: str) -> None:
    clerk, finance = as_role(Role.CLERK), as_role(Role.FINANCE)
    clerk.post(f"{runner}/account", FORM)
    twice = clerk.post(f"{runner}/account", FORM)
    assert (twice.status_code, "请先处理那一项" in twice.content.decode()) == (422, True)
    first = f"/account-proposals/{AccountProposal.objects.get().id}"
    mute = finance.post(first, {"choice": "refuse", "answer": " "})
    assert (mute.status_code, "请填写。" in mute.content.decode()) == (422, True)
    assert finance.post(first, {"choice": "withdraw"}).status_code == 422
    finance.post(first, {"choice": "refuse", "answer": "电话没有打通"})
    clerk.post(f"{runner}/account", {**FORM, "number": "6228480099990000"})
    second = AccountProposal.objects.get(outcome="")
    clerk.post(f"/account-proposals/{second.id}", {"choice": "withdraw"})
    page = clerk.get(runner).content.decode()
    assert [words in page for words in ("已驳回", "电话没有打通", "已撤回", "****0000")] == [True] * 4
    assert (BankAccount.objects.exists(), AccountProposal.objects.filter(outcome="").exists()) == (False, False)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"from_on": "2026-11-19"}, "不能早于今天。"),
        ({"number": "1234"}, "应为 8 至 30 位数字。"),
        ({"bank": ""}, "请填写。"),
        ({"reason": ""}, "请填写。"),
    ],
)
def test_a_mistaken_account_comes_back(as_role: SignIn, runner: str, typed: dict[str, str], said: str) -> None:
    answer = as_role(Role.CLERK).post(f"{runner}/account", FORM | typed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not AccountProposal.objects.exists()


def test_a_proposal_whose_day_has_passed_is_proposed_anew(
    as_role: SignIn, runner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_role(Role.CLERK).post(f"{runner}/account", FORM)
    page = f"/account-proposals/{AccountProposal.objects.get().id}"
    finance = as_role(Role.FINANCE)
    digest = shown(finance, page)
    monkeypatch.setattr("canteen.views.proposals.now", lambda: at(9, on=DAY + timedelta(days=1)))
    late = finance.post(page, {"choice": "approve", "digest": digest})
    assert (late.status_code, "生效日期已经过了" in late.content.decode()) == (422, True)
    assert not BankAccount.objects.exists()


def test_an_account_concerns_every_canteen_its_organisation_runs_will_run_or_ran(
    towns: County, as_role: SignIn
) -> None:
    address = f"/organisations/{towns.organisation_id}/account"
    assert as_role(Role.CLERK).post(address, FORM).status_code == 422
    Tenure.objects.filter(organisation=towns.organisation_id).update(from_on="2026-12-01")
    assert as_role(Role.CLERK).post(address, FORM).status_code == 422  # it begins there next month
    Tenure.objects.filter(organisation=towns.organisation_id).update(from_on="2026-01-01", until_on="2026-11-01")
    assert as_role(Role.CLERK).post(address, FORM).status_code == 422  # and may be owed for what it did there
    Tenure.objects.filter(canteen=towns.here.canteen_id).update(until_on=None)
    assert as_role(Role.CLERK).post(address, FORM).status_code == 302


def test_a_duty_over_a_region_is_granted_by_two(towns: County, as_role: SignIn) -> None:
    support, clerk, manager = as_role(Role.SUPPORT), as_role(Role.CLERK), towns.here.staff[Role.MANAGER]
    form = {"role": "finance", "region_id": str(towns.here.region_id), "from_on": "2026-11-20", "reason": "接任"}
    late = support.post(f"/staff/{manager}/duty", {**form, "from_on": "2026-11-19"})
    assert (late.status_code, "不能早于今天。" in late.content.decode()) == (422, True)
    for _ in range(2):
        support.post(f"/staff/{manager}/duty", form)
    row = DutyProposal.objects.get()
    page = f"/duty-proposals/{row.id}"
    assert not Duty.objects.filter(staff=manager, role="finance").exists()
    digest = shown(clerk, page)
    assert support.post(page, {"choice": "approve", "digest": digest}).status_code == 422  # one's own
    assert clerk.post(page, {"choice": "approve", "digest": "0" * 64}).status_code == 422
    other = Client()
    other.force_login(Staff.objects.get(id=towns.there.staff[Role.CLERK]))
    assert other.post(page, {"choice": "approve", "digest": digest}).status_code == 404
    assert "授予职责：财务" in clerk.get("/").content.decode()
    clerk.post(page, {"choice": "approve", "digest": digest})
    made = Duty.objects.get(staff=manager, role="finance")
    deed = Deed.objects.get(subject_id=made.id)
    assert (deed.verb, deed.staff_id) == ("grant", towns.here.staff[Role.CLERK])
    assert deed.detail["proposed_by"] == str(towns.here.staff[Role.SUPPORT])
    assert "已同意" in support.get(f"/staff/{manager}").content.decode()


def test_nobody_decides_about_themselves(towns: County, as_role: SignIn) -> None:
    clerk = towns.here.staff[Role.CLERK]
    form = {"role": "finance", "region_id": str(towns.here.region_id), "from_on": "2026-11-20"}
    as_role(Role.SUPPORT).post(f"/staff/{clerk}/duty", form)
    row = DutyProposal.objects.get()
    for choice in ("approve", "refuse"):
        answer = as_role(Role.CLERK).post(f"/duty-proposals/{row.id}", {"choice": choice, "answer": "我来"})
        assert (answer.status_code, "不能给自己授予" in answer.content.decode()) == (422, True)
    row.refresh_from_db()
    assert row.outcome == ""


def test_the_desk_lists_what_the_reader_may_decide_by_one_statement(
    towns: County, runner: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    names = {"covered": towns.here, "foreign": towns.there, "past": towns.here}
    for year, (name, town) in enumerate(names.items(), start=2017):
        runs = Organisation.objects.create(name=name, credit_code=name)
        ran = Tenure(organisation=runs, canteen_id=town.canteen_id, from_on=f"{year}-01-01", until_on=f"{year}-02-01")
        ran.save(force_insert=True)
        row = AccountProposal(organisation=runs, bank="农商", from_on=DAY - timedelta(days=name == "past"))
        row.number_sealed = vault.seal(
            "62284800", table="canteen_accountproposal", column="number_sealed", row_id=row.id
        )
        row.proposed_by_id, row.proposed_at = towns.founder_id, at(8)
        row.save(force_insert=True)
    finance = towns.here.actor(Role.FINANCE)
    with django_assert_num_queries(1):
        assert [each.organisation for each in accounts_waiting(actor=finance, on=DAY)] == ["covered"]
    runs = Organisation.objects.get(name="covered")
    there = {"canteen_id": towns.there.canteen_id, "from_on": "2026-12-01", "until_on": "2027-01-01"}
    Tenure.objects.create(organisation=runs, **there)
    for actor in (finance, towns.there.actor(Role.FINANCE), towns.there.actor(Role.CLERK)):
        for row in AccountProposal.objects.filter(from_on__gte=DAY):
            told = row.organisation.name in [each.organisation for each in accounts_waiting(actor=actor, on=DAY)]
            wanted = covers_organisation(actor=actor, roles=DECIDERS, organisation_id=row.organisation_id, on=DAY)
            assert told == wanted, (row.organisation.name, actor.name)


def test_what_was_approved_stands_beside_the_account_it_followed(towns: County, as_role: SignIn, runner: str) -> None:
    clerk, finance, page = as_role(Role.CLERK), as_role(Role.FINANCE), ""
    for number, day in (("6228480000001111", DAY), ("6228480000002222", DAY + timedelta(days=1))):
        clerk.post(f"{runner}/account", {**FORM, "number": number, "from_on": day.isoformat()})
        page = f"/account-proposals/{AccountProposal.objects.get(outcome='').id}"
        finance.post(page, {"choice": "approve", "digest": shown(finance, page)})
    assert list(BankAccount.objects.order_by("from_on").values_list("until_on", flat=True)) == [
        DAY + timedelta(days=1),
        None,
    ]
    text = clerk.get(page).content.decode()
    assert [text.count(end) for end in ("****1111", "****2222")] == [1, 1]


def test_an_account_number_in_words_is_masked_and_a_day_stays(towns: County, as_role: SignIn, runner: str) -> None:
    clerk, finance = as_role(Role.CLERK), as_role(Role.FINANCE)
    told = "2026-11-18 来函，换成 6228 4800-1234 5678，尾号 5678"
    clerk.post(f"{runner}/account", {**FORM, "reason": told})
    row = AccountProposal.objects.get()
    finance.post(f"/account-proposals/{row.id}", {"choice": "refuse", "answer": "６２２８４８００１２３４ 不是它的"})
    row.refresh_from_db()
    assert (row.reason, row.answer) == ("2026-11-18 来函，换成 ****，尾号 5678", "**** 不是它的")
    deeds = Deed.objects.filter(subject_id=towns.organisation_id).order_by("id")[1:]
    assert [each.reason for each in deeds] == [row.reason, row.answer]


def test_who_proposed_must_still_have_the_right(towns: County, as_role: SignIn, runner: str) -> None:
    form = {"role": "finance", "region_id": str(towns.here.region_id), "from_on": "2026-11-20"}
    as_role(Role.SUPPORT).post(f"/staff/{towns.here.staff[Role.MANAGER]}/duty", form)
    as_role(Role.CLERK).post(f"{runner}/account", FORM)
    finance = as_role(Role.FINANCE)
    pages = [
        f"/duty-proposals/{DutyProposal.objects.get().id}",
        f"/account-proposals/{AccountProposal.objects.get().id}",
    ]
    Duty.objects.filter(staff=towns.here.staff[Role.CLERK]).update(until_on=DAY)
    Staff.objects.filter(id=towns.here.staff[Role.SUPPORT]).update(is_active=False)
    for page in pages:
        answer = finance.post(page, {"choice": "approve", "digest": shown(finance, page)})
        assert (answer.status_code, "提议人已不再有权" in answer.content.decode()) == (422, True)
        assert finance.post(page, {"choice": "refuse", "answer": "提议人已调离"}).status_code == 302
    assert not BankAccount.objects.exists()
    assert not Duty.objects.filter(role="finance", staff__login="here-manager").exists()


@pytest.mark.parametrize("by", ["proposed_by_id", "staff_id"])
def test_the_database_knows_the_two_apart(towns: County, as_role: SignIn, by: str) -> None:
    form = {"role": "finance", "region_id": str(towns.here.region_id), "from_on": "2026-11-20"}
    as_role(Role.SUPPORT).post(f"/staff/{towns.here.staff[Role.MANAGER]}/duty", form)
    row = DutyProposal.objects.get()
    row.outcome, row.decided_by_id, row.decided_at = "approved", getattr(row, by), at(9)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
