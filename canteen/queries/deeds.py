"""Deeds as an auditor reads them, and whether their chain is whole (S6)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from canteen.core.chain import FIRST, digest
from canteen.core.scope import Actor, Role
from canteen.models import Deed, DeedLink, Duty
from canteen.queries.widest import is_widest

MOST_SHOWN: Final = 200
_AT_ONCE: Final = 500
# A deed is linked within minutes. One whose own time lies a day before its link was written in afterwards, or the
# worker stood still: either way a person should look.
LATE: Final = timedelta(days=1)


def was_done(*, verb: str, subject: str) -> Exists:
    """Whether this was ever done to what stands in this column, as a condition that rides on another statement."""
    return Exists(Deed.objects.filter(subject_id=OuterRef(subject), verb=verb))


def done_to(*, kind: str, verbs: Sequence[str]) -> list[tuple[datetime, UUID, str, Mapping[str, Any]]]:
    """Return when which of these acts was done to what of a kind, with its detail, the latest first; one statement."""
    found = Deed.objects.filter(subject_kind=kind, verb__in=verbs).order_by("-at", "-id")
    return list(found.values_list("at", "subject_id", "verb", "detail"))


class Break(StrEnum):
    """What is wrong with a place in the chain."""

    MISSING = "missing"  # a sequence number without a link: something was deleted, or cut off at the end
    CHANGED = "changed"  # deed, place or predecessor is not what was digested: changed, inserted or reordered
    LATE = "late"  # linked more than a day after it says it was done
    UNLINKED = "unlinked"  # written more than a day ago and never linked


@dataclass(frozen=True, slots=True)
class Broken:
    """One place where the chain does not hold."""

    sequence: int | None
    deed_id: UUID | None
    what: Break


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of the chain; the one exported daily shows whether the end was cut off since."""

    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class DeedSeen:
    """One act as it was written down; of what it was done to only kind and id, for deeds hold nobody (S11)."""

    id: UUID
    at: datetime
    staff_id: UUID | None
    staff: str
    verb: str
    subject_kind: str
    subject_id: UUID
    reason: str
    address: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DeedDone:
    """That something was done, when and by whom; the reason given stays with the auditors."""

    at: datetime
    staff: str | None
    verb: str
    subject_kind: str


def deeds(*, actor: Actor, subject_id: UUID | None = None, before: UUID | None = None) -> tuple[DeedSeen, ...]:
    """Return at most 200 deeds, the newest first, of one subject or of all; `before` names the last one seen.

    Only an auditor reads deeds, and of those the deeds of people who ever had a duty where the auditor has one. Whoever
    audits the widest region reads those of nobody and of everybody. OutOfScope.
    """
    found = deeds_in_reach(actor=actor).order_by("-id")
    if subject_id is not None:
        found = found.filter(subject_id=subject_id)
    if before is not None:
        found = found.filter(id__lt=before)
    return tuple(map(deed_seen, found[:MOST_SHOWN]))


def deed_seen(deed: Deed) -> DeedSeen:
    """Return a deed as it is shown; whoever did it is read along with it."""
    return DeedSeen(
        id=deed.id,
        at=deed.at,
        staff_id=deed.staff_id,
        staff=deed.staff.name if deed.staff else "",
        verb=deed.verb,
        subject_kind=deed.subject_kind,
        subject_id=deed.subject_id,
        reason=deed.reason,
        address=deed.address,
        detail=deed.detail,
    )


def deeds_in_reach(*, actor: Actor) -> QuerySet[Deed]:
    """Return the deeds an auditor may read, as `deeds` says; one statement to ask how far that is. OutOfScope."""
    actor.require_held(Role.AUDITOR)
    found = Deed.objects.select_related("staff")
    regions = actor.regions(Role.AUDITOR)
    if is_widest(region_ids=regions):
        return found
    here = Q(region__in=regions) | Q(canteen__in=actor.canteens(Role.AUDITOR))
    return found.filter(Exists(Duty.objects.filter(here, staff=OuterRef("staff"))))


def deeds_about(*, subject_ids: Iterable[UUID], by_verb: Mapping[str, Iterable[UUID]] = {}) -> tuple[DeedDone, ...]:
    """Return who did what about these, the first one first, without their words; the caller asked who may see them.

    `by_verb` names further subjects, of which nothing but what was done by one verb is told.
    """
    about = Q(subject_id__in=list(subject_ids))
    for verb, ids in by_verb.items():
        about |= Q(verb=verb, subject_id__in=list(ids))
    found = Deed.objects.filter(about).order_by("at", "id")[:MOST_SHOWN]
    return tuple(DeedDone(*row) for row in found.values_list("at", "staff__name", "verb", "subject_kind"))


def head() -> Head | None:
    """Return the last link, or None before the first."""
    last = DeedLink.objects.order_by("-sequence").values_list("sequence", "digest").first()
    return Head(*last) if last else None


def verify(*, now: datetime, exported: Head | None = None) -> tuple[Broken, ...]:
    """Return every place where the chain does not hold, in order; nothing means that it is whole.

    `exported` is a head written down outside earlier: without it, links cut off at the end leave no trace.
    """
    found: list[Broken] = []
    previous, expected = FIRST, 1
    for link in _links():
        found += [Broken(number, None, Break.MISSING) for number in range(expected, link.sequence)]
        if digest_of(deed=link.deed, previous=previous, sequence=link.sequence, at=link.linked_at) != link.digest:
            found.append(Broken(link.sequence, link.deed_id, Break.CHANGED))
        if link.linked_at - link.deed.at > LATE:
            found.append(Broken(link.sequence, link.deed_id, Break.LATE))
        if exported is not None and link.sequence == exported.sequence and link.digest != exported.digest:
            found.append(Broken(link.sequence, link.deed_id, Break.CHANGED))
        # Go on from what is written, so that one break is told once and not at every later link.
        previous, expected = link.digest, link.sequence + 1
    if exported is not None:
        found += [Broken(number, None, Break.MISSING) for number in range(expected, exported.sequence + 1)]
    old = Deed.objects.filter(at__lt=now - LATE).exclude(id__in=DeedLink.objects.values("deed_id"))
    return (
        *found,
        *(Broken(None, deed_id, Break.UNLINKED) for deed_id in old.order_by("id").values_list("id", flat=True)),
    )


def digest_of(*, deed: Deed, previous: str, sequence: int, at: datetime) -> str:
    """Return the digest a deed has at a place in the chain, linked at an instant."""
    content = {
        "id": str(deed.id),
        "at": _written(deed.at),
        "staff": str(deed.staff_id) if deed.staff_id else None,
        "verb": deed.verb,
        "subject_kind": deed.subject_kind,
        "subject_id": str(deed.subject_id),
        "reason": deed.reason,
        "detail": deed.detail,
        "address": deed.address,
    }
    return digest(previous=previous, sequence=sequence, linked_at=_written(at), deed=content)


def unlinked(*, limit: int) -> list[Deed]:
    """Return the oldest deeds that are in no link yet."""
    return list(Deed.objects.exclude(id__in=DeedLink.objects.values("deed_id")).order_by("id")[:limit])


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def _links() -> Iterator[DeedLink]:
    """All links in order, a few hundred at a time and without a cursor: no transaction stays open meanwhile."""
    after = 0
    while batch := list(
        DeedLink.objects.filter(sequence__gt=after).select_related("deed").order_by("sequence")[:_AT_ONCE]
    ):
        yield from batch
        after = batch[-1].sequence
