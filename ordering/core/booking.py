"""May this order be placed or cancelled now: cut-off, capacity, closed day."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from canteen.core.errors import Conflict
from canteen.core.sitting import ZONE

CUT_OFF: Final = time(9, 30)  # local time of the service day: then the kitchen knows how much to cook


class MealNotOffered(Conflict):
    """This meal is not published, or was withdrawn."""

    code = "meal-not-offered"
    zh = "该供餐未发布或已撤下"


class CanteenClosed(Conflict):
    """The canteen is not open on that day."""

    code = "canteen-closed"
    zh = "食堂当天不营业"


class PastCutOff(Conflict):
    """It is too late to order ahead or to cancel; who comes is served all the same."""

    code = "past-cut-off"
    zh = "已过订餐截止时间，可直接到食堂用餐"


class SoldOut(Conflict):
    """All portions of this meal are taken."""

    code = "sold-out"
    zh = "该供餐已订满"


class AlreadyOrdered(Conflict):
    """This person has an order for that sitting already."""

    code = "already-ordered"
    zh = "这一餐次已有订餐"


@dataclass(frozen=True, slots=True)
class Offer:
    """A meal as a booking sees it: its portions, and how many are placed or served already."""

    state: str
    service_on: date
    portions: int
    taken: int
    closed_on: date | None  # the canteen's first day without meals


def require_bookable(offer: Offer, *, now: datetime, cut_off: time | None = CUT_OFF, ordered: bool) -> None:
    """Pass when one more portion may be ordered. The first reason that stands is raised.

    `cut_off` None: no cut-off but the end of the day before. `ordered`: the person has a live order in that sitting.
    MealNotOffered, CanteenClosed, PastCutOff, AlreadyOrdered, SoldOut.
    """
    if offer.state != "published":
        raise MealNotOffered()
    if offer.closed_on is not None and offer.closed_on <= offer.service_on:
        raise CanteenClosed()
    require_in_time(service_on=offer.service_on, now=now, cut_off=cut_off)
    if ordered:
        raise AlreadyOrdered()
    if offer.taken >= offer.portions:
        raise SoldOut()


def require_in_time(*, service_on: date, now: datetime, cut_off: time | None = CUT_OFF) -> None:
    """Pass before the cut-off of the service day, the very minute excluded; PastCutOff."""
    ends = datetime.combine(service_on, cut_off if cut_off is not None else time(0), tzinfo=ZONE)
    if now >= ends:
        raise PastCutOff()
