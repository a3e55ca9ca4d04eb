"""Policy versions: those of the regions in sight, the lock of one (R11)."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from canteen.core.errors import NotFound
from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor, Role
from canteen.queries.paging import Key, by_day, by_number, every, page_of
from settlement.models import Policy

POLICY_READERS = (Role.CLERK, Role.FINANCE, Role.AUDITOR)
POLICIES: Final = Listing(sorts=("from", "state", "version"), filters=("state",), down=True)
KEYS: Final = {"from": by_day("from_on"), "state": Key("state"), "version": by_number("version")}


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
    approved_by_id: UUID | None


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
    return tuple(_seen(row) for row in found)


def policy_page(*, actor: Actor, asked: Asked) -> Page[PolicySeen]:
    """Return a page of the versions in the regions the actor covers; one statement. OutOfScope."""
    return page_of(found=_found(actor, asked), asked=asked, keys=KEYS).of(_seen)


def every_policy(*, actor: Actor, asked: Asked) -> Iterator[PolicySeen]:
    """Yield the whole list that was asked for, in its order; one statement. OutOfScope."""
    return map(_seen, every(found=_found(actor, asked), asked=asked, keys=KEYS))


def policy_document(*, actor: Actor, policy_id: UUID) -> tuple[PolicySeen, dict[str, object]]:
    """Return one version with its text. NoSuchPolicy."""
    row = Policy.objects.filter(id=policy_id, region_id__in=actor.regions(*POLICY_READERS)).first()
    if row is None:
        raise NoSuchPolicy()
    return _seen(row), row.document


def lock_policy(*, policy_id: UUID) -> Policy:
    """Lock one version, so that it is approved once. NoSuchPolicy."""
    row = Policy.objects.select_for_update(no_key=True).filter(id=policy_id).first()
    if row is None:
        raise NoSuchPolicy()
    return row


def _found(actor: Actor, asked: Asked) -> QuerySet[Policy]:
    actor.require_held(*POLICY_READERS)
    found = Policy.objects.filter(region_id__in=actor.regions(*POLICY_READERS))
    if asked.search:
        in_english = Q(document__title__en__icontains=asked.search)
        found = found.filter(Q(document__title__zh__icontains=asked.search) | in_english)
    if asked.filters.get("state") in Policy.State.values:
        found = found.filter(state=asked.filters["state"])
    return found


def _seen(row: Policy) -> PolicySeen:
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
        approved_by_id=row.approved_by_id,
    )
