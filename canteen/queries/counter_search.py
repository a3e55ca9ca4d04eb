"""Elders as a counter looks for them: by name, pinyin initials, phone's last four, card; masked, in its own regions."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When

from canteen.core.identity import mask_name
from canteen.core.phone import TAIL_DIGITS
from canteen.core.scope import Actor, Role
from canteen.gateways import vault
from canteen.models import Credential, Elder, Fact
from canteen.queries.elders import PLACE_KINDS, NoSuchElder, in_scope
from canteen.queries.places import in_force

COUNTERS: Final = (Role.COUNTER, Role.MANAGER)
MOST_HITS: Final = 20
LONGEST_TYPED: Final = 40
_INITIALS: Final = re.compile(r"[a-z]{1,20}")
_DIGITS: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class ElderHit:
    """Somebody found: what tells two namesakes apart, and nothing of number, category or means (S3)."""

    id: UUID
    name: str  # masked: 张*英
    birth_year: int
    village: str  # where she lives, or is registered


def elders_sought(*, actor: Actor, typed: str, on: date) -> tuple[ElderHit, ...]:
    """Return at most 20 elders that fit what was typed, by name; one statement, two where names hold it inside.

    Four digits are the end of a telephone number, letters the initials of a name, more digits a card; anything else
    is a name, those that begin so before those that hold it further in. OutOfScope.
    """
    actor.require_held(*COUNTERS)
    text = " ".join(typed.split())[:LONGEST_TYPED]
    if not text:
        return ()
    inside = in_scope(actor=actor, roles=COUNTERS, on=on)
    found = _first(inside.filter(_begins(text)), MOST_HITS, on)
    if _is_name(text) and len(text) > 1 and len(found) < MOST_HITS:
        known = [elder.id for elder in found]
        found += _first(inside.filter(name__contains=text).exclude(id__in=known), MOST_HITS - len(found), on)
    return tuple(_hit(elder) for elder in found)


def elder_sought(*, actor: Actor, elder_id: UUID, on: date) -> ElderHit:
    """Return one elder of the counter's regions; one statement. OutOfScope, NoSuchElder."""
    actor.require_held(*COUNTERS)
    found = _first(in_scope(actor=actor, roles=COUNTERS, on=on).filter(id=elder_id), 1, on)
    if not found:
        raise NoSuchElder()
    return _hit(found[0])


def _is_name(text: str) -> bool:
    return not _DIGITS.fullmatch(text) and not _INITIALS.fullmatch(text.lower())


def _begins(text: str) -> Q:
    if _DIGITS.fullmatch(text):
        if len(text) == TAIL_DIGITS:
            return Q(phone_tail_lookup=vault.lookup(text, purpose="phone tail"))
        return _bears(text)
    if _INITIALS.fullmatch(text.lower()):
        # A name in Latin letters is typed as it is written; initials are small.
        return Q(initials__startswith=text.lower()) | Q(name__startswith=text)
    return Q(name__startswith=text) | _bears(text.upper())


def _bears(code: str) -> Q:
    """Who bears a card: asked for beside the elder, for joined to her every card of hers would find her once more."""
    return Q(id__in=Credential.objects.filter(code=code).values("elder_id"))


def _first(found: QuerySet[Elder], most: int, on: date) -> list[Elder]:
    """The first by name, with the village each lives in; registered where nothing says that she lives elsewhere."""
    places = Fact.objects.filter(in_force(on), elder=OuterRef("pk"), kind__in=PLACE_KINDS, region__isnull=False)
    lives_first = Case(When(kind=Fact.Kind.RESIDENCE, then=0), default=1)
    village = places.order_by(lives_first, "-from_on", "-id").values("region__name")[:1]
    named = found.only("id", "name", "birth_on").annotate(village=Subquery(village))
    return list(named.order_by("sorts_as", "id")[:most])


def _hit(elder: Elder) -> ElderHit:
    village: str | None = elder.village  # type: ignore[attr-defined]  # annotated by _first
    return ElderHit(elder.id, mask_name(elder.name), elder.birth_on.year, village or "")
