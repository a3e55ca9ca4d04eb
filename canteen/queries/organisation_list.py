"""Organisations as a list and one by one; of their canteens only those that the reader's duties cover."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from canteen.core.errors import NotFound
from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor, Role
from canteen.core.sought import plain_or_credit_code
from canteen.gateways import vault
from canteen.models import BankAccount, Canteen, Organisation, Tenure
from canteen.queries.paging import Key, every, page_of
from canteen.queries.places import ORGANISATION_READERS, in_force
from canteen.queries.towns import TownNamed, towns_of

ACCOUNT_READERS: Final = (Role.CLERK, Role.FINANCE, Role.AUDITOR)
LISTING: Final = Listing(sorts=("name", "code"), filters=("runs", "town"), allows=plain_or_credit_code)
RUNS, IDLE = "yes", "no"
KEYS: Final = {"name": Key("sorts_as"), "code": Key("credit_code")}
SHOWN_DIGITS: Final = 4


# The canteens in somebody's sight, each with the town it lies in.
TownsRun = Mapping[UUID, TownNamed]


class OrganisationUnknown(NotFound):
    """This organisation is not registered."""

    code = "organisation-unknown"
    zh = "没有登记这个运营主体"


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation, with how many of the reader's canteens it runs that are open today."""

    id: UUID
    name: str
    credit_code: str
    canteens: int


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """Where an organisation is paid, for a period; of the number only its end."""

    bank: str
    number: str
    from_on: date
    until_on: date | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A canteen that an organisation runs or ran."""

    canteen_id: UUID
    canteen: str
    from_on: date
    until_on: date | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """Everything on the page of one organisation."""

    id: UUID
    name: str
    credit_code: str
    accounts: tuple[AccountSeen, ...]
    runs: tuple[RunSeen, ...]


def towns_run(*, actor: Actor, on: date) -> TownsRun:
    """Return the canteens in the actor's sight with the towns they lie in; two statements. OutOfScope."""
    actor.require_held(*ORGANISATION_READERS)
    here = actor.canteens(*ORGANISATION_READERS)
    regions = dict(Canteen.objects.filter(id__in=here).values_list("id", "region_id"))
    towns = towns_of(region_ids=set(regions.values()), on=on)
    return {canteen_id: towns[region_id] for canteen_id, region_id in regions.items()}


def organisation_page(*, actor: Actor, asked: Asked, towns: TownsRun, on: date) -> Page[OrganisationRow]:
    """Return the page that was asked for; two statements. OutOfScope."""
    page = page_of(found=_found(actor, asked, towns, on), asked=asked, keys=KEYS)
    return page.holding(_rows(actor, page.rows, on))


def all_organisations(*, actor: Actor, asked: Asked, towns: TownsRun, on: date) -> Iterator[OrganisationRow]:
    """Yield every organisation of the list in its order. OutOfScope."""
    yield from _rows(actor, every(found=_found(actor, asked, towns, on), asked=asked, keys=KEYS), on)


def organisation_seen(*, actor: Actor, organisation_id: UUID, on: date) -> OrganisationPage:
    """Return one organisation; three statements. OutOfScope, OrganisationUnknown."""
    actor.require_held(*ORGANISATION_READERS)
    row = Organisation.objects.filter(id=organisation_id).first()
    if row is None:
        raise OrganisationUnknown()
    accounts: tuple[AccountSeen, ...] = ()
    if actor.holds(*ACCOUNT_READERS):
        found = BankAccount.objects.filter(organisation=row).order_by("-from_on", "-id")
        accounts = tuple(_account(each, on) for each in found)
    tenures = Tenure.objects.filter(organisation=row, canteen__in=actor.canteens(*ORGANISATION_READERS))
    runs = tuple(
        RunSeen(each.canteen_id, each.canteen.name, each.from_on, each.until_on, _held(each, on))
        for each in tenures.select_related("canteen").order_by("-from_on", "canteen__sorts_as", "id")
    )
    return OrganisationPage(row.id, row.name, row.credit_code, accounts, runs)


def organisation_choices() -> list[tuple[UUID, str]]:
    """Return all organisations, by name: what a form offers; they belong to no region."""
    return list(Organisation.objects.order_by("sorts_as", "id").values_list("id", "name"))


def run_by(*, organisation_id: UUID, on: date) -> frozenset[UUID]:
    """Return the canteens an organisation runs on a day or will run later, wherever they are; else all it ran."""
    ever = Tenure.objects.filter(organisation=organisation_id)
    last = dict(ever.order_by("from_on").values_list("canteen_id", "until_on"))
    running = {canteen_id for canteen_id, until_on in last.items() if until_on is None or until_on > on}
    return frozenset(running or last)


def account_number(*, row: BankAccount) -> str:
    """Return the number of an account in full: for comparing and paying, never for a page."""
    return vault.open(bytes(row.number_sealed), table="canteen_bankaccount", column="number_sealed", row_id=row.id)


def masked(number: str) -> str:
    """Return an account's number as pages show it: ****5678."""
    return f"****{number[-SHOWN_DIGITS:]}"


def _found(actor: Actor, asked: Asked, towns: TownsRun, on: date) -> QuerySet[Organisation]:
    actor.require_held(*ORGANISATION_READERS)
    found = Organisation.objects.all()
    if asked.search:
        found = found.filter(Q(name__icontains=asked.search) | Q(credit_code__startswith=asked.search.upper()))
    town, runs = asked.filters.get("town", ""), asked.filters.get("runs", "")
    here = [canteen_id for canteen_id, lies in towns.items() if not town or str(lies.id) == town]
    held = Exists(Tenure.objects.filter(_running(on), organisation=OuterRef("pk"), canteen__in=here))
    if runs == IDLE:
        return found.filter(~held)
    return found.filter(held) if town or runs == RUNS else found


def _rows(actor: Actor, organisations: Iterable[Organisation], on: date) -> Iterator[OrganisationRow]:
    shown = list(organisations)
    here = actor.canteens(*ORGANISATION_READERS)
    run = Tenure.objects.filter(_running(on), organisation__in=[row.id for row in shown], canteen__in=here)
    counted = dict(run.order_by().values_list("organisation_id").annotate(Count("id")))
    for row in shown:
        yield OrganisationRow(row.id, row.name, row.credit_code, counted.get(row.id, 0))


def _running(on: date) -> Q:
    """That a canteen is run on a day and serves on it: one that is closed keeps its tenure, for its books (D16)."""
    open_on = Q(canteen__closed_on__isnull=True) | Q(canteen__closed_on__gt=on)
    return in_force(on) & Q(canteen__opened_on__lte=on) & open_on


def _account(row: BankAccount, on: date) -> AccountSeen:
    return AccountSeen(row.bank, masked(account_number(row=row)), row.from_on, row.until_on, _held(row, on))


def _held(row: BankAccount | Tenure, on: date) -> bool:
    return row.from_on <= on and (row.until_on is None or row.until_on > on)
