"""Policy versions: those of the regions in sight, the lock of one (R11)."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from canteen.core.errors import NotFound
from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor, Role
from canteen.queries.paging import by_day, by_number, every, page_of
from canteen.queries.places import lock_region
from canteen.queries.region_names import Regions
from settlement.core.standing import Standing, shuts_out, standing
from settlement.models import Policy

POLICY_READERS = (Role.CLERK, Role.FINANCE, Role.AUDITOR)
POLICIES: Final = Listing(sorts=("from", "version"), filters=("state", "region"), down=True)
KEYS: Final = {"from": by_day("from_on"), "version": by_number("version")}


class NoSuchPolicy(NotFound):
    """This policy version does not exist, or lies outside what you may see."""

    code = "no-such-policy"
    zh = "没有这份补贴政策，或不在您的职责范围内"


@dataclass(frozen=True, slots=True)
class PolicySeen:
    """One version of a region's policy, without its text."""

    id: UUID
    region_id: UUID
    version: int
    title: str
    title_en: str  # empty where the document has none
    digest: str
    from_on: date
    until_on: date | None
    state: str
    made_by_id: UUID
    made_at: datetime
    checked_by_id: UUID | None
    checked_at: datetime | None
    sent_back: str
    approved_by_id: UUID | None
    approved_at: datetime | None

    @property
    def hands(self) -> frozenset[UUID]:
        """Who had a hand in it."""
        return frozenset(each for each in (self.made_by_id, self.checked_by_id, self.approved_by_id) if each)

    def standing(self, on: date) -> Standing:
        """How it stands on a day."""
        return standing(state=self.state, from_on=self.from_on, until_on=self.until_on, on=on)

    def shuts_out(self, other: "PolicySeen") -> bool:
        """Whether this one, once it is approved, keeps another of its region from being approved."""
        return shuts_out((self.from_on, self.until_on), (other.from_on, other.until_on))


@dataclass(frozen=True, slots=True)
class Sight:
    """Which versions somebody may look at: all of their own regions; of those that these lie in the approved ones."""

    own: frozenset[UUID]
    wider: frozenset[UUID]

    def __contains__(self, seen: PolicySeen) -> bool:
        return seen.region_id in self.own or (seen.region_id in self.wider and seen.state == Policy.State.APPROVED)

    @property
    def condition(self) -> Q:
        """The condition of their rows."""
        return Q(region_id__in=self.own) | Q(region_id__in=self.wider, state=Policy.State.APPROVED)


def digest_of_policy(*, document: object, region_id: UUID, from_on: date, until_on: date | None) -> str:
    """Return what a version is signed by: SHA-256, in hex, of JSON with sorted keys.

    It covers the document, and where and from when until when it is to be in force.
    """
    signed = {
        "document": document,
        "region": str(region_id),
        "from_on": from_on.isoformat(),
        "until_on": until_on.isoformat() if until_on else None,
    }
    body = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def policies(*, actor: Actor) -> tuple[PolicySeen, ...]:
    """Return all versions in the regions the actor covers, the newest first. OutOfScope."""
    actor.require_held(*POLICY_READERS)
    found = Policy.objects.filter(region_id__in=actor.regions(*POLICY_READERS)).order_by("region_id", "-version")
    return tuple(map(policy_seen, found))


def sight_of(*, actor: Actor, regions: Regions) -> Sight:
    """Return what the actor may look at, as regions lie in each other on the day of `regions`. OutOfScope.

    What a wider region has published applies in a town, or is included there; what its neighbour writes is not its own.
    """
    actor.require_held(*POLICY_READERS)
    own = actor.regions(*POLICY_READERS)
    within = {outer for inner in own if inner in regions.names for outer in regions.tree.path(inner)}
    return Sight(own, frozenset(within) - own)


def policy_page(*, sight: Sight, asked: Asked, region_ids: frozenset[UUID], on: date) -> Page[PolicySeen]:
    """Return a page of the versions in sight in these regions; one statement."""
    return page_of(found=_found(sight, asked, region_ids, on), asked=asked, keys=KEYS).of(policy_seen)


def every_policy(*, sight: Sight, asked: Asked, region_ids: frozenset[UUID], on: date) -> Iterator[PolicySeen]:
    """Yield the whole list that was asked for, in its order; one statement."""
    return map(policy_seen, every(found=_found(sight, asked, region_ids, on), asked=asked, keys=KEYS))


def policy_makers(*, region_ids: frozenset[UUID]) -> frozenset[UUID]:
    """Return who had a hand in any version of these regions; one statement."""
    found = Policy.objects.filter(region_id__in=region_ids).order_by().distinct()
    hands: Iterable[tuple[UUID | None, ...]] = found.values_list("made_by_id", "checked_by_id", "approved_by_id")
    return frozenset(each for row in hands for each in row if each is not None)


def policy_document(
    *, actor: Actor, policy_id: UUID, regions: Regions | None = None
) -> tuple[PolicySeen, dict[str, Any]]:
    """Return one version of the actor's regions with its text; by `regions` whatever is in sight. NoSuchPolicy."""
    own = Sight(actor.regions(*POLICY_READERS), frozenset())
    sight = sight_of(actor=actor, regions=regions) if own.own and regions else own
    row = Policy.objects.filter(sight.condition, id=policy_id).first()
    if row is None:
        raise NoSuchPolicy()
    return policy_seen(row), row.document


def lock_policy(*, policy_id: UUID) -> Policy:
    """Lock one version and the region it is of, so that the versions of a region change one after the other.

    A constraint alone would refuse overlap as well, but two approvals at once may wait for each other there without
    end. A version never moves to another region. NoSuchPolicy.
    """
    region_id = Policy.objects.filter(id=policy_id).values_list("region_id", flat=True).first()
    if region_id is None:
        raise NoSuchPolicy()
    lock_region(region_id=region_id)
    return Policy.objects.select_for_update(no_key=True).get(id=policy_id)


def stands(*, standing: Standing, on: date) -> Q:
    """Return the condition of versions that stand so on a day."""
    approved = Q(state=Policy.State.APPROVED)
    match standing:
        case Standing.COMING:
            return approved & Q(from_on__gt=on)
        case Standing.IN_FORCE:
            return approved & Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
        case Standing.EXPIRED:
            return approved & Q(until_on__lte=on)
    return Q(state=standing.value)


def policy_seen(row: Policy) -> PolicySeen:
    """Return a version as it is shown."""
    title = row.document.get("title", {})
    return PolicySeen(
        id=row.id,
        region_id=row.region_id,
        version=row.version,
        title=str(title.get("zh", "")) if isinstance(title, dict) else "",
        title_en=str(title.get("en", "")) if isinstance(title, dict) else "",
        digest=row.digest,
        from_on=row.from_on,
        until_on=row.until_on,
        state=row.state,
        made_by_id=row.made_by_id,
        made_at=row.made_at,
        checked_by_id=row.checked_by_id,
        checked_at=row.checked_at,
        sent_back=row.sent_back,
        approved_by_id=row.approved_by_id,
        approved_at=row.approved_at,
    )


def _found(sight: Sight, asked: Asked, region_ids: frozenset[UUID], on: date) -> QuerySet[Policy]:
    found = Policy.objects.filter(Sight(sight.own & region_ids, sight.wider & region_ids).condition)
    if asked.search:
        in_english = Q(document__title__en__icontains=asked.search)
        found = found.filter(Q(document__title__zh__icontains=asked.search) | in_english)
    if (chosen := asked.filters.get("state", "")) in {each.value for each in Standing}:
        found = found.filter(stands(standing=Standing(chosen), on=on))
    return found
