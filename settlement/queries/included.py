"""Published versions that a policy includes by reference, such as "guangzhou/3": a region's key and a version (D9)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from settlement.core.policy.parse import refs_of
from settlement.models import Policy


def included(*, document: object, of: Collection[UUID] | None = None) -> Mapping[str, object]:
    """Return the approved documents that a document's layers name, by reference, and those that these name in turn.

    A reference that leads nowhere is left out: whoever reads the document says so. A statement for each step inward.
    `of` are the regions whose versions may be named, where somebody still writes: those that the document's own lies
    in, for a town includes its district's rule and never its neighbour's (D9).
    """
    found: dict[str, object] = {}
    wanted = set(refs_of(document))
    while wanted:
        read = _approved(wanted, of)
        found |= read
        wanted = {ref for each in read.values() for ref in refs_of(each)} - found.keys()
    return found


def lapsed(*, references: Iterable[str], on: date) -> frozenset[str]:
    """Return those of the references whose version is not in force on a day; one statement, none without any."""
    named = frozenset(references)
    if not named:
        return named
    days = Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gt=on))
    rows = _of(named).filter(days).values_list("region__key", "version")
    return named - {f"{region}/{version}" for region, version in rows}


def _approved(references: Iterable[str], of: Collection[UUID] | None) -> dict[str, object]:
    found = _of(references) if of is None else _of(references).filter(region_id__in=list(of))
    rows = found.values_list("region__key", "version", "document")
    return {f"{region}/{version}": document for region, version, document in rows}


def _of(references: Iterable[str]) -> QuerySet[Policy]:
    """The approved versions of these references; what is no reference finds none."""
    asked = Q(pk__in=[])
    for reference in references:
        region, _, version = reference.partition("/")
        if version.isascii() and version.isdecimal() and len(version) < 10:
            asked |= Q(region__key=region, version=int(version))
    return Policy.objects.filter(asked, state=Policy.State.APPROVED)
