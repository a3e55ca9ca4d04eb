"""Policy versions: those of a region, the one in force on a day, the lock of one (R11, D9)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from canteen.core.errors import NotFound
from canteen.core.scope import Actor, Role
from settlement.models import Policy

POLICY_READERS = (Role.CLERK, Role.FINANCE, Role.AUDITOR)


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
    digest: str
    from_on: date
    until_on: date | None
    state: str
    made_by_id: UUID
    approved_by_id: UUID | None


def digest_of_document(*, document: object) -> str:
    """Return what a policy document is signed by: SHA-256, in hex, of its JSON with sorted keys."""
    body = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def policy_on(*, region_path: Sequence[UUID], on: date) -> PolicySeen | None:
    """Return the version that applies on a day: that of the narrowest region on the path that has one (D9)."""
    found = Policy.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on), region_id__in=region_path, state="approved", from_on__lte=on
    )
    by_region = {row.region_id: row for row in found}
    row = next((by_region[region_id] for region_id in region_path if region_id in by_region), None)
    return None if row is None else _seen(row)


def policies(*, actor: Actor) -> tuple[PolicySeen, ...]:
    """Return all versions in the regions the actor covers, the newest first. OutOfScope."""
    actor.require_held(*POLICY_READERS)
    found = Policy.objects.filter(region_id__in=actor.regions(*POLICY_READERS)).order_by("region_id", "-version")
    return tuple(_seen(row) for row in found)


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


def versions_of(*, policy_ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """Return the version number of each policy named."""
    return dict(Policy.objects.filter(id__in=list(policy_ids)).values_list("id", "version"))


def _seen(row: Policy) -> PolicySeen:
    title = row.document.get("title", {})
    return PolicySeen(
        id=row.id,
        region_id=row.region_id,
        version=row.version,
        title=str(title.get("zh", "")) if isinstance(title, dict) else "",
        digest=row.digest,
        from_on=row.from_on,
        until_on=row.until_on,
        state=row.state,
        made_by_id=row.made_by_id,
        approved_by_id=row.approved_by_id,
    )
