"""From which day a version may begin: no meal that it would have decided is decided yet, on that day or after it."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from canteen.core.errors import Invalid
from canteen.queries.region_names import regions_on
from settlement.core.policy.vocabulary import day_words
from settlement.models import Books, Entry, Policy
from settlement.queries.policies import PolicySeen


class PolicyBeginsTooEarly(Invalid):
    """Meals are decided already on the day this version begins, or after it."""

    code = "policy-begins-too-early"
    zh = "这一版开始那天或以后，已有供餐按原来的政策算过"

    def __init__(self, first_on: date) -> None:
        """`first_on` is the first day that is possible."""
        super().__init__([("from_on", f"must be {day_words(first_on, 'en')} or later")])
        self.first_on = first_on
        self.zh = f"{type(self).zh}，最早可从{day_words(first_on, 'zh')}起"

    @property
    def message(self) -> str:
        """The English message, with the day."""
        return f"{super().message} It may begin on {day_words(self.first_on, 'en')} at the earliest."


def first_start(*, region_id: UUID, from_on: date, on: date) -> date | None:
    """Return the first day on which a version may begin, where it may not on `from_on`; None where it may.

    `on` is today. A day to come is always free; today and the days before are, where no meal of the region is decided
    on `from_on` or later. So the first version of a town begins when it likes, and no day has meals by two rules.
    """
    if from_on > on:
        return None
    paths, within = _round(region_id, from_on, on)
    # A narrower region's own version decides for its meals before and after.
    here = Q(policy=None) | Q(policy__region_id__in=paths)
    meals = Entry.objects.filter(here, books=OuterRef("pk"), kind=Entry.Kind.MEAL, order__eater="elder")
    last = meals.filter(service_on__gte=from_on).order_by("-service_on").values("service_on")[:1]
    found = _books(within, from_on).annotate(last=Subquery(last)).aggregate(day=Max("last"))["day"]
    return found + timedelta(days=1) if found else None


def first_start_of(*, seen: PolicySeen, on: date) -> date | None:
    """Return the first day on which a version that waits to be law may begin, where it may not on its own."""
    if seen.state not in (Policy.State.DRAFT, Policy.State.CHECKED):
        return None
    return first_start(region_id=seen.region_id, from_on=seen.from_on, on=on)


def require_start(*, region_id: UUID, from_on: date, on: date) -> None:
    """Pass where a version may begin on a day. PolicyBeginsTooEarly."""
    if first_on := first_start(region_id=region_id, from_on=from_on, on=on):
        raise PolicyBeginsTooEarly(first_on)


def lock_decided(*, region_id: UUID, from_on: date, on: date) -> None:
    """Lock the books of a region's meals since a day that is not to come: what is being decided is decided first."""
    if from_on <= on:
        _, within = _round(region_id, from_on, on)
        list(_books(within, from_on).select_for_update(no_key=True, of=("self",)).order_by("id").values_list("id"))


def _round(region_id: UUID, from_on: date, on: date) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """The region with those it lies in, and with those that lie in it: on the one day or the other."""
    trees = [regions_on(on=day).tree for day in {from_on, on}]
    return (
        frozenset(each for tree in trees for each in tree.path(region_id)),
        frozenset(each for tree in trees for each in tree.within(region_id)),
    )


def _books(within: frozenset[UUID], from_on: date) -> QuerySet[Books]:
    return Books.objects.filter(canteen__region_id__in=within, month__gte=from_on.replace(day=1))
