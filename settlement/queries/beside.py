"""What the ledger says of an order or a canteen, as conditions and figures that ride on another room's statement."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from settlement.core import chart
from settlement.models import Entry, Hold, Posting
from settlement.queries.paying import PAYING


class Beside(Subquery):
    """A figure of its own beside the sums of a statement: without a row that is summed up it is there all the same."""

    contains_aggregate = True


def share_waits(*, order: str) -> Exists:
    """Whether a share of the order in this column waits for a person (D5)."""
    return Exists(Hold.objects.filter(entry__order=OuterRef(order), cleared_by=None))


def hers(*, order: str) -> Coalesce:
    """What an elder bears of the meal whose order stands in this column, in fen, by all that was posted of it so far.

    It may be decided anew, held, cleared or swapped after she was served (D5, D14).
    """
    posted = Posting.objects.filter(entry__order=OuterRef(order), entry__kind__in=PAYING)
    return _moved(posted, chart.Kind.DUE)


def guest_due(*, order: str) -> Coalesce:
    """What is still due for the guest's meal whose order stands in this column, in fen; below zero it goes back.

    All guests of a canteen share one account: what of it is one guest's, the entries about that order say.
    """
    return _moved(Posting.objects.filter(entry__order=OuterRef(order)), chart.Kind.GUESTS)


def cash_moves(*, order: str) -> Coalesce:
    """How often cash was taken or handed back for the guest's meal whose order stands in this column."""
    moves = Entry.objects.filter(order=OuterRef(order), kind=Entry.Kind.TENDER).order_by().values("order")
    counted = Subquery(moves.annotate(count=Count("id")).values("count"))
    return Coalesce(counted, Value(0), output_field=BigIntegerField())


def holds_open(*, canteen_id: UUID) -> Beside:
    """How many shares wait at a canteen; nothing where none does."""
    return Beside(_open_at(canteen_id).values("canteen").annotate(count=Count("id")).values("count"))


def last_held(*, canteen_id: UUID) -> Beside:
    """Since when the last of them waits."""
    return Beside(_open_at(canteen_id).order_by("-opened_at").values("opened_at")[:1])


def last_redecided(*, canteen_id: UUID, service_on: date) -> Beside:
    """Since when the last of a canteen's meals of a day stands as it was decided anew."""
    anew = Entry.objects.filter(
        books__canteen=canteen_id, service_on=service_on, kind=Entry.Kind.MEAL, revision__gt=0
    ).order_by("-recorded_at")
    return Beside(anew.values("recorded_at")[:1])


def _open_at(canteen_id: UUID) -> Any:
    return Hold.objects.filter(canteen_id=canteen_id, cleared_by=None).order_by()


def _moved(posted: QuerySet[Posting], kind: chart.Kind) -> Coalesce:
    """The balance that postings about one order leave on its account of a kind, in fen; an order has but one."""
    sums = posted.order_by().values("entry__order").annotate(sum=_on(kind, "debit") - _on(kind, "credit"))
    return Coalesce(Subquery(sums.values("sum")), Value(0), output_field=BigIntegerField())


def _on(kind: chart.Kind, side: str) -> Sum:
    of_kind = When(**{f"{side}__address__endswith": f"/{kind}"}, then=F("fen"))
    return Sum(Case(of_kind, default=Value(0), output_field=BigIntegerField()))
